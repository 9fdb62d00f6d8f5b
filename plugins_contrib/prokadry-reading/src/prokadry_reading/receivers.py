"""What the plugin does when texts are published and activities change."""

from typing import Any

from django.utils import timezone
from wagtail.signals import page_published

from courses.models import Activity
from courses.signals import activity_changed

from . import texts
from .models import ReadingPage


def connect() -> None:
    """Connect the receivers, after those of courses: they have written the activity."""
    page_published.connect(write_text, sender=ReadingPage, dispatch_uid="reading.published")
    activity_changed.connect(measure_anew, dispatch_uid="reading.activity_changed")


def write_text(sender: type[ReadingPage], instance: ReadingPage, **kwargs: Any) -> None:
    """Write what the published text consists of."""
    texts.sync_text(page=instance, now=timezone.now())


def measure_anew(sender: type[Activity], activity: Activity, **kwargs: Any) -> None:
    """Measure the readers of a text whose window or rule may have changed."""
    if activity.type == ReadingPage.activity_type:
        texts.measure_readers(activity_id=activity.pk, now=timezone.now())
