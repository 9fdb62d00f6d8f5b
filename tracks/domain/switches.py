"""Turning plugins on and off in a season."""

from datetime import datetime

from django.db import transaction

from prokadry.accounts.models import User

from ..models import PluginSwitch, Season
from .changes import apply_season_change
from .plugins import is_enabled


def switch_plugin(*, plugin: str, season: Season, is_on: bool, by: User | None, now: datetime) -> bool:
    """Turn a plugin on or off in a season; return whether that changed anything.

    Its activities come into the curricula of the season, or leave them as if they were taken out: who has worked on
    one keeps the row.
    """
    with transaction.atomic():
        # Of two people at once the second one waits, and then sees what the first one did.
        Season.objects.select_for_update(no_key=True).get(pk=season.pk)
        if is_enabled(plugin, season) == is_on:
            return False
        PluginSwitch.objects.update_or_create(
            season=season,
            plugin=plugin,
            defaults={"is_on": is_on, "changed_by": by, "changed_at": now},
        )
        apply_season_change(season=season, now=now)
    return True
