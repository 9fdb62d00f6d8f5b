"""What the plugin does when activities change."""

from typing import Any

from django.utils import timezone

from courses.models import Activity
from courses.signals import activity_changed

from .domain.recording import measure_participants
from .models import ScormPage


def connect() -> None:
    """Connect the receiver."""
    activity_changed.connect(measure_anew, dispatch_uid="scorm.activity_changed")


def measure_anew(sender: type[Activity], activity: Activity, **kwargs: Any) -> None:
    """Measure the participants of a course whose window or terms may have changed."""
    if activity.type == ScormPage.activity_type:
        measure_participants(activity_id=activity.pk, now=timezone.now())
