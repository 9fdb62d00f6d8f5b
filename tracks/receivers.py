from typing import Any

from django.utils import timezone

from courses.models import Activity
from courses.signals import activity_changed, completion_changed

from .domain.changes import apply_activity_change
from .domain.rollup import roll_up


def connect() -> None:
    """Subscribe to what happens in courses; called once when the app is ready."""
    activity_changed.connect(sync_curricula, dispatch_uid="tracks.sync_curricula")
    completion_changed.connect(roll_up_enrolments, dispatch_uid="tracks.roll_up_enrolments")


def sync_curricula(sender: Any, activity: Activity, **kwargs: Any) -> None:
    """Bring the curricula that contain a changed activity up to date."""
    apply_activity_change(activity=activity, now=timezone.now())


def roll_up_enrolments(sender: Any, participant_ids: set[int], **kwargs: Any) -> None:
    """Roll up the enrolments of those whose completions changed."""
    roll_up(participant_ids=participant_ids, now=timezone.now())
