"""Tells other apps what changed, once, after the transaction that changed it."""

from collections.abc import Iterable

from django.db import transaction

from ..models import Activity
from ..signals import activity_changed, completion_changed


def announce_completion_change(participant_ids: Iterable[int], activity_ids: Iterable[int]) -> None:
    """Send `completion_changed` on commit, unless nobody is concerned."""
    participants, activities = set(participant_ids), set(activity_ids)
    if participants:
        transaction.on_commit(
            lambda: completion_changed.send(Activity, participant_ids=participants, activity_ids=activities)
        )


def announce_activity_change(activity: Activity) -> None:
    """Send `activity_changed` on commit."""
    transaction.on_commit(lambda: activity_changed.send(Activity, activity=activity))
