"""What organisers see of the plugins of the installation: what each brings, how it is, which seasons use it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from courses.extensions import activity_types
from prokadry.plugins import health
from prokadry.plugins.discovery import Failure, Plugin
from prokadry.plugins.health import Fault
from prokadry.plugins.lifecycle import installed
from prokadry.plugins.registry import Registrable, entries_of
from prokadry.plugins.texts import in_language

from ..extensions import dashboard_cards, reports
from ..models import PluginSwitch, Season

# What core asks the switch of a season about. A plugin that registers nothing may ask about its switch itself.
SEASONAL = frozenset(registry.name for registry in (activity_types, dashboard_cards, reports))


@dataclass(frozen=True)
class SeasonSwitch:
    """Whether a season uses a plugin; `changed_by` is "" where nobody has decided or the account is gone."""

    season: Season
    is_on: bool
    changed_by: str
    changed_at: datetime | None


@dataclass(frozen=True)
class PluginView:
    """A plugin as people see it.

    `plugin` is None for one that could not be read or is not installed any more, `failure` says why it is off.
    `contributions` are what it registered, by the name of the registry.
    """

    name: str
    plugin: Plugin | None
    failure: Failure | None
    faults: list[Fault]
    contributions: Mapping[str, list[Registrable]]
    switches: list[SeasonSwitch]

    @property
    def title(self) -> str:
        return in_language(self.plugin.manifest.title) if self.plugin else self.name

    @property
    def description(self) -> str:
        return in_language(self.plugin.manifest.description) if self.plugin else ""

    @property
    def is_absent(self) -> bool:
        """Whether nothing is left of it but its switches."""
        return self.plugin is None and self.failure is None

    @property
    def is_everywhere(self) -> bool:
        """Whether all it brings works without a switch: no season decides about a source of video or a theme."""
        return bool(self.contributions) and SEASONAL.isdisjoint(self.contributions) and not self.seasons_on

    @property
    def seasons_on(self) -> list[Season]:
        return [switch.season for switch in self.switches if switch.is_on]


def list_plugins() -> list[PluginView]:
    """Return every plugin that is turned on for the installation or that a season uses, in 2 queries.

    Those that work come first, in the order in which they are loaded.
    """
    found = installed()
    plugins = {plugin.name: plugin for plugin in found.loadable}
    failures = {failure.plugin: failure for failure in (*found.failures, *health.failures())}
    seasons = list(Season.objects.all())
    switches = list(PluginSwitch.objects.select_related("changed_by"))
    used = sorted(switch.plugin for switch in switches if switch.is_on)
    names = [*(name for name in plugins if name not in failures), *sorted(failures), *used]
    return [
        _describe(name, plugins.get(name), failures.get(name), seasons, switches)
        for name in dict.fromkeys(names)
    ]


def find_plugin(name: str) -> PluginView | None:
    """Return one plugin of `list_plugins`, or None."""
    return next((view for view in list_plugins() if view.name == name), None)


def _describe(
    name: str,
    plugin: Plugin | None,
    failure: Failure | None,
    seasons: list[Season],
    switches: list[PluginSwitch],
) -> PluginView:
    own = {switch.season_id: switch for switch in switches if switch.plugin == name}
    return PluginView(
        name=name,
        plugin=plugin,
        failure=failure,
        faults=[fault for fault in health.faults() if fault.plugin == name],
        contributions=entries_of(name),
        switches=[_describe_switch(season, own.get(season.pk)) for season in seasons],
    )


def _describe_switch(season: Season, switch: PluginSwitch | None) -> SeasonSwitch:
    if switch is None:
        return SeasonSwitch(season, False, "", None)
    return SeasonSwitch(season, switch.is_on, str(switch.changed_by or ""), switch.changed_at)
