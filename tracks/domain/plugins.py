"""Which plugins a season uses. What a plugin registered is there for a season only once somebody has turned it on."""

from collections.abc import Collection
from typing import TypeVar

from django.db.models import QuerySet

from courses.extensions import activity_types
from prokadry.plugins.registry import BUILT_IN, Registrable, Registry

from ..models import PluginSwitch, Season

T = TypeVar("T", bound=Registrable)


def is_enabled(plugin: str, season: Season) -> bool:
    """Tell whether a season uses a plugin; what is built in (no plugin, "") it always does. One query."""
    return plugin == BUILT_IN or plugin in enabled_plugins(season)


def enabled_plugins(season: Season) -> frozenset[str]:
    """Return the names of the plugins that were turned on in a season, installed or not; one query."""
    on = PluginSwitch.objects.filter(season=season, is_on=True)
    return frozenset(on.values_list("plugin", flat=True))


def entries_for(season: Season, registry: Registry[T]) -> list[T]:
    """Return the entries of a registry that a season uses, in their order; one query where plugins have any."""
    off = _keys_off([season.pk], registry)[season.pk]
    return [entry for entry in registry if entry.key not in off]


def types_off(season: Season) -> frozenset[str]:
    """Return the types of activities that nobody is asked for in a season, as their plugin is off there."""
    return types_off_by_season([season.pk])[season.pk]


def types_off_by_season(season_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """Return what `types_off` says of each season; one query where plugins have types, none where not."""
    return _keys_off(season_ids, activity_types)


def _keys_off(season_ids: Collection[int], registry: Registry[T]) -> dict[int, frozenset[str]]:
    owners = {
        entry.key: plugin for entry in registry if (plugin := registry.plugin_of(entry.key)) != BUILT_IN
    }
    if not owners:
        return dict.fromkeys(season_ids, frozenset())
    on = PluginSwitch.objects.filter(season__in=season_ids, is_on=True).values_list("season", "plugin")
    known = set(on)
    return {
        season_id: frozenset(key for key, plugin in owners.items() if (season_id, plugin) not in known)
        for season_id in season_ids
    }


def seasons_using(plugin: str) -> QuerySet[Season]:
    """Return the seasons in which a plugin is on: for what is built in, all."""
    if plugin == BUILT_IN:
        return Season.objects.all()
    return Season.objects.filter(plugin_switches__plugin=plugin, plugin_switches__is_on=True)


def used_plugins() -> frozenset[str]:
    """Return the plugins that are on in some season, and what is built in; one query."""
    return frozenset({BUILT_IN, *PluginSwitch.objects.filter(is_on=True).values_list("plugin", flat=True)})
