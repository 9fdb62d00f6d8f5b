"""Which plugins are installed, which of them can be loaded, and in which order. Runs no code of theirs."""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.machinery import PathFinder
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path

from packaging.version import InvalidVersion, Version

from .manifest import FILE_NAME, Manifest, read_manifest
from .table import ManifestError

GROUP = "prokadry.plugins"
PLUGIN_API_VERSION = "1.0"
EVERY = "*"
SLOTS = "prokadry.plugins.slots"


@dataclass(frozen=True)
class Plugin:
    """A plugin that may be loaded.

    config   dotted path of its PluginConfig
    version  of its distribution
    """

    manifest: Manifest
    distribution: str
    version: str
    config: str

    @property
    def name(self) -> str:
        return self.manifest.name

    @property
    def package(self) -> str:
        """Where its code lives: the package of its `apps.py`."""
        return self.config.rpartition(".")[0].rpartition(".")[0]

    def owns(self, module: str) -> bool:
        """Whether a module, by its dotted name, is the plugin's."""
        return module == self.package or module.startswith(f"{self.package}.")


@dataclass(frozen=True)
class Failure:
    """Why a plugin is off. `stage` is where it stopped, `cause` says it in plain words.

    Stages: absent, manifest, api, dependencies (before its code runs), import, models, ready, migrations. `gate` says
    that the plugin decides who may do what, so that what it guards has to stay shut.
    """

    plugin: str
    stage: str
    cause: str
    gate: bool = False


@dataclass(frozen=True)
class Discovery:
    """What was found: `loadable` in the order of loading, a failure for each that cannot be."""

    loadable: tuple[Plugin, ...] = ()
    failures: tuple[Failure, ...] = ()

    @property
    def apps(self) -> list[str]:
        """Return the entries of INSTALLED_APPS that load these plugins, each behind its guard."""
        return [f"{SLOTS}.{plugin.name}" for plugin in self.loadable]


def discover(wanted: Sequence[str], points: Iterable[EntryPoint] | None = None) -> Discovery:
    """Return what `wanted` asks for: names of plugins, or `*` for every one that is installed.

    `points` replace the entry points of the environment. Raises nothing: what is wrong becomes a failure.
    """
    if not wanted:
        return Discovery()
    by_name = _by_name(entry_points(group=GROUP) if points is None else points)
    names = sorted(by_name) if EVERY in wanted else list(dict.fromkeys(wanted))
    failures: dict[str, Failure] = {}
    found: dict[str, Plugin] = {}
    for name in names:
        try:
            found[name] = _find(name, by_name.get(name, []))
        except _UnusableError as error:
            failures[name] = Failure(name, error.stage, str(error), error.gate)
    order = _in_order(found, failures)
    return Discovery(tuple(order), tuple(failures[name] for name in sorted(failures)))


class _UnusableError(Exception):
    def __init__(self, stage: str, cause: str, *, gate: bool = False) -> None:
        super().__init__(cause)
        self.stage = stage
        self.gate = gate


def _by_name(points: Iterable[EntryPoint]) -> dict[str, list[EntryPoint]]:
    """A source tree and its installed copy name the same plugin twice: that is one."""
    found: dict[str, dict[tuple[str, str], EntryPoint]] = {}
    for point in points:
        distribution = point.dist.name if point.dist else ""
        found.setdefault(point.name, {}).setdefault((distribution, point.value), point)
    return {name: list(same.values()) for name, same in found.items()}


def _find(name: str, points: Sequence[EntryPoint]) -> Plugin:
    if not points:
        raise _UnusableError(
            "absent", f"no installed distribution has the entry point {name!r} of group {GROUP}"
        )
    if len(points) > 1:
        owners = ", ".join(sorted(point.dist.name if point.dist else "?" for point in points))
        raise _UnusableError("manifest", f"several distributions bring the plugin {name!r}: {owners}")
    point = points[0]
    if not point.module or not point.attr or "." in point.attr or "." not in point.module:
        raise _UnusableError(
            "manifest", f'entry point {point.value!r}: expected "package.apps:SomethingConfig"'
        )
    try:
        manifest = read_manifest(_folder(point.module.rpartition(".")[0]) / FILE_NAME)
        version = str(Version(point.dist.version if point.dist else "0"))
    except ManifestError as error:
        raise _UnusableError("manifest", str(error)) from error
    except InvalidVersion as error:
        raise _UnusableError("manifest", f"version of the distribution: {error}") from error
    if manifest.name != name:
        raise _UnusableError(
            "manifest",
            f"plugin.name is {manifest.name!r}, the entry point is named {name!r}: they must agree",
        )
    if not manifest.api.contains(PLUGIN_API_VERSION, prereleases=True):
        cause = f"needs plugin API {manifest.api}, this is {PLUGIN_API_VERSION}"
        raise _UnusableError("api", cause, gate=manifest.gate)
    return Plugin(manifest, point.dist.name if point.dist else "", version, f"{point.module}.{point.attr}")


def _folder(package: str) -> Path:
    """Return where a package lies. Finding a nested one by its full name would import its parent."""
    top, *rest = package.split(".")
    try:
        spec = find_spec(top)
    except (ImportError, ValueError) as error:
        raise _UnusableError("absent", f"package {top!r} cannot be located: {error}") from error
    for part in rest:
        locations = spec.submodule_search_locations if spec else None
        spec = PathFinder.find_spec(part, list(locations)) if locations else None
    if spec is None or not spec.submodule_search_locations:
        raise _UnusableError("absent", f"package {package!r} cannot be located")
    return Path(next(iter(spec.submodule_search_locations)))


def _in_order(found: Mapping[str, Plugin], failures: dict[str, Failure]) -> list[Plugin]:
    """Return the plugins whose dependencies are met, each after what it needs, by name where that is open.

    Adds a failure for every other one.
    """
    waiting = {name: set(plugin.manifest.requires) for name, plugin in found.items()}
    for name in sorted(waiting):
        for other, versions in sorted(found[name].manifest.requires.items()):
            if other not in found and other not in failures:
                cause = f"needs the plugin {other!r} {versions}, which is not turned on"
            elif other in found and not versions.contains(found[other].version, prereleases=True):
                cause = f"needs the plugin {other!r} {versions}, installed is {found[other].version}"
            else:
                continue
            failures.setdefault(name, Failure(name, "dependencies", cause, found[name].manifest.gate))
    ready = [name for name, needs in waiting.items() if not needs and name not in failures]
    heapq.heapify(ready)
    order: list[Plugin] = []
    while ready:
        name = heapq.heappop(ready)
        order.append(found[name])
        for other, needs in waiting.items():
            if name in needs:
                needs.remove(name)
                if not needs and other not in failures:
                    heapq.heappush(ready, other)
    placed = {plugin.name for plugin in order}
    stuck = sorted(name for name in found if name not in placed and name not in failures)
    for name in stuck:
        cause = _why_stuck(name, found, failures, set(stuck))
        failures[name] = Failure(name, "dependencies", cause, found[name].manifest.gate)
    return order


def _why_stuck(
    name: str, found: Mapping[str, Plugin], failures: Mapping[str, Failure], stuck: set[str]
) -> str:
    path = [name]
    while True:
        needs = sorted(found[path[-1]].manifest.requires)
        broken = [other for other in needs if other in failures and other not in stuck]
        if broken:
            return f"needs the plugin {broken[0]!r}, which is off: {failures[broken[0]].cause}"
        following = next(other for other in needs if other in stuck)
        if following in path:
            return f"needs itself in a circle: {' → '.join([*path[path.index(following) :], following])}"
        path.append(following)
