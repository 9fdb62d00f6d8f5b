"""The chooser of live streams, the latest first."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from prokadry.ui.choosers import NamedChooser, WordsFilterForm
from prokadry.ui.clock import format_instant, format_time

from ..models import Activity


class StreamFilterForm(WordsFilterForm):
    searched = ("title", "course__title")


class StreamListing:
    """A list of live streams with their time and course."""

    filter_form_class = StreamFilterForm

    def get_object_list(self) -> QuerySet[Activity]:
        return list_streams()

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,  # type: ignore[misc]  # a mixin for Wagtail's views
            Column("time", label=_("Time"), accessor=lambda stream: describe_time(stream)),
            Column("course", label=_("Course"), accessor="course"),
        ]


class StreamChooser(NamedChooser):
    model = Activity
    listing = StreamListing
    icon = "calendar"
    choose_one_text = _("Choose a live stream")
    choose_another_text = _("Choose another live stream")


stream_chooser = StreamChooser("stream_chooser")


def list_streams() -> QuerySet[Activity]:
    """Return every activity that has a schedule, the latest first."""
    streams = Activity.objects.filter(starts_at__isnull=False, ends_at__isnull=False)
    return streams.select_related("course").order_by("-starts_at", "-pk")


def describe_time(record: object) -> str:
    """Return «27 августа, 18:00–19:30» of anything with `starts_at` and `ends_at`, in the reader's zone."""
    starts_at: datetime = record.starts_at  # type: ignore[attr-defined]  # a stream, an excuse or an outage
    ends_at: datetime = record.ends_at  # type: ignore[attr-defined]  # as above
    zone = get_current_timezone()
    if starts_at.astimezone(zone).date() == ends_at.astimezone(zone).date():
        return f"{format_instant(starts_at, zone)}–{format_time(ends_at, zone)}"
    return f"{format_instant(starts_at, zone)} – {format_instant(ends_at, zone)}"
