"""Loading plugins as Django loads its apps, each stage behind a guard: what is broken is off, the rest goes on.

In strict mode (setting PLUGINS_STRICT) what is broken is raised instead.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from itertools import takewhile
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import django
from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import ERROR
from django.utils.module_loading import import_string, module_has_submodule

from . import health
from .config import PluginConfig
from .discovery import Discovery, Failure, Plugin
from .registry import entries_of, keeps_gate, registering
from .texts import read_texts
from .withdrawal import withdraw_app

# What Django and Wagtail import of every app by themselves, where an exception would end the process.
LOOKED_FOR = ("admin", "wagtail_hooks")


class PluginError(Exception):
    """A plugin cannot be loaded, and the mode is strict."""


def installed() -> Discovery:
    """Return what the settings found."""
    found = settings.PLUGINS
    assert isinstance(found, Discovery)
    return found


def active() -> list[Plugin]:
    """Return the plugins that are on, in the order of loading."""
    return [plugin for plugin in installed().loadable if not health.is_off(plugin.name)]


def plugin_of_module(module: str) -> Plugin | None:
    """Return the plugin to which a module belongs, by its dotted name."""
    for plugin in installed().loadable:
        if plugin.owns(module):
            return plugin
    return None


def load_config(name: str) -> type[AppConfig]:
    """Return the guarded app of a plugin; when it cannot be imported, one that takes its place and goes away."""
    plugin = next((plugin for plugin in installed().loadable if plugin.name == name), None)
    if plugin is None:
        raise AttributeError(name)
    try:
        return _guarded(plugin)
    except (Exception, SystemExit) as error:  # a plugin may raise anything
        return _stand_in(plugin, error)


def preflight() -> None:
    """Import what Django and Wagtail would import without a guard; called when every model is there."""
    for failure in installed().failures:
        _fail(failure)
    for plugin in active():
        config = apps.get_app_config(plugin.name)
        with stage(plugin, "import"):
            _check_needs(plugin)
            for part in LOOKED_FOR:
                if module_has_submodule(config.module, part):
                    import_module(f"{config.name}.{part}")
            if module_has_submodule(config.module, "templatetags"):
                _import_tags(plugin, config)
            _import_migrations(config)
            _check_models(config)
            _guard_hooks(plugin)
            _guard_admin(plugin)
    if any(module_has_submodule(apps.get_app_config(one.name).module, "migrations") for one in active()):
        from .migration_graph import turn_off_misfits  # it imports models, and apps are loaded before them

        turn_off_misfits()


def _import_tags(plugin: Plugin, config: AppConfig) -> None:
    tags = import_module(f"{config.name}.templatetags")
    own = {found.name for found in iter_modules(tags.__path__)}
    # Of two libraries with one name Django takes the later, and every template that loads the other one fails.
    taken = sorted(own & _libraries_before(config))
    if taken:
        raise PluginError(f"its template tags are called {', '.join(taken)}, as those of another app")
    for name in own:
        import_module(f"{tags.__name__}.{name}")


def _libraries_before(config: AppConfig) -> set[str]:
    before = takewhile(lambda other: other is not config, apps.get_app_configs())
    folders = [Path(django.__file__).parent, *(Path(other.path) for other in before)]
    return {file.stem for folder in folders for file in folder.glob("templatetags/*.py")} - {"__init__"}


def _import_migrations(config: AppConfig) -> None:
    """Whoever asks for the state of the database reads the migrations of every app at once."""
    if module_has_submodule(config.module, "migrations"):
        migrations = import_module(f"{config.name}.migrations")
        for found in iter_modules(migrations.__path__):
            if found.name[0] not in "_~":
                import_module(f"{migrations.__name__}.{found.name}").Migration  # noqa: B018 - it must have one


def _check_models(config: AppConfig) -> None:
    """What Django's checks refuse would keep everybody from `migrate`, and may hide a part of our own models."""
    faults = [fault for model in config.get_models() for fault in model.check() if fault.level >= ERROR]
    if faults:
        raise PluginError(f"its models are refused: {'; '.join(str(fault.msg) for fault in faults)}")


def _guard_hooks(plugin: Plugin) -> None:
    from .hook_guard import guard_hooks  # it imports models, and apps are loaded before them

    guard_hooks(plugin)


def _guard_admin(plugin: Plugin) -> None:
    from .hook_guard import guard_admin  # as above

    guard_admin(plugin)


class _Guarded:
    """Comes before the plugin's own class, so that its methods run inside a stage."""

    plugin: Plugin

    def import_models(self) -> None:
        with stage(self.plugin, "models"):
            _check_needs(self.plugin)
            super().import_models()  # type: ignore[misc]  # the other base is an AppConfig

    def ready(self) -> None:
        if not health.is_off(self.plugin.name):
            with stage(self.plugin, "ready"), registering(self.plugin.name):
                _check_needs(self.plugin)
                super().ready()  # type: ignore[misc]  # as above
                for entries in entries_of(self.plugin.name).values():
                    read_texts(entries)
                _guard_hooks(self.plugin)


class _StandIn(AppConfig):
    """Takes the place of a plugin that cannot be imported until Django lets it go."""

    path = str(Path(__file__).parent / "no-such-folder")
    plugin: Plugin
    error: BaseException

    def import_models(self) -> None:
        super().import_models()
        with stage(self.plugin, "import"):
            raise self.error


def _guarded(plugin: Plugin) -> type[AppConfig]:
    own = import_string(plugin.config)
    if not (isinstance(own, type) and issubclass(own, PluginConfig)):
        raise TypeError(f"{plugin.config} is not a PluginConfig")
    label = getattr(own, "label", own.name.rpartition(".")[2])
    if label != plugin.name:
        raise ValueError(f"the label of {plugin.config} is {label!r}, it must be {plugin.name!r}")
    for other in apps.app_configs.values():
        if label == other.label or own.name == other.name:
            raise ValueError(f"the app {other.name!r} has the same name or label")
    # Django makes an instance next, and would not forgive what that raises.
    own(own.name, import_module(own.name))
    return type(own.__name__, (_Guarded, own), {"plugin": plugin, "__module__": own.__module__})


def _stand_in(plugin: Plugin, error: BaseException) -> type[AppConfig]:
    name = f"{__name__}.{plugin.name}"
    sys.modules[name] = ModuleType(name)
    values: dict[str, Any] = {"name": name, "label": f"{plugin.name}__off", "plugin": plugin, "error": error}
    return type("StandIn", (_StandIn,), values)


def _check_needs(plugin: Plugin) -> None:
    for name in sorted(plugin.manifest.requires):
        if health.is_off(name):
            raise PluginError(f"needs the plugin {name!r}, which is off")


@contextmanager
def stage(plugin: Plugin, name: str) -> Iterator[None]:
    """Turn the plugin off when the block raises."""
    try:
        yield
    except (Exception, SystemExit) as error:  # a plugin may raise anything
        cause = str(error) if isinstance(error, PluginError) else f"{type(error).__name__}: {error}"
        gate = plugin.manifest.gate or keeps_gate(plugin.name)
        _fail(Failure(plugin.name, name, cause, gate), error)
        withdraw_app(plugin)


def _fail(failure: Failure, error: BaseException | None = None) -> None:
    if settings.PLUGINS_STRICT:
        raise PluginError(f"plugin {failure.plugin!r}, {failure.stage}: {failure.cause}") from error
    health.turn_off(failure, error=error)
