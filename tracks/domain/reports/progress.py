"""How far a season is: by activity, by federal district, by track."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Avg, Count, F, Q, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.domain.api_queries import VIEW_ALL, with_state_at
from courses.enums import CompletionState
from courses.extensions import activity_types, track_names
from prokadry.accounts.enums import FederalDistrict

from ...extensions import CellKind, Column, ReportFilter, ReportScope, Tone
from ...models import Enrolment
from .asked import asked_rows

NUMBER, SHARE = CellKind.NUMBER, CellKind.SHARE


class ActivityReport:
    """How many people have completed each activity, are at it, have not begun or missed it."""

    key = "activities"
    order = 20
    title = _("Progress by activity")
    summary = _("How many people have completed each activity, are at it, have not begun it or missed it.")
    permission = VIEW_ALL
    filters = frozenset({ReportFilter.TRACK, ReportFilter.ACTIVITY})
    columns = (
        Column("activity", _("Activity")),
        Column("course", _("Course")),
        Column("type", _("Type")),
        Column("people", _("People"), NUMBER),
        Column("completed", pgettext_lazy("people", "Completed"), NUMBER, Tone.DONE),
        Column("in_progress", pgettext_lazy("people", "In progress"), NUMBER, Tone.GOING),
        Column("not_started", pgettext_lazy("people", "Not begun"), NUMBER, Tone.REST),
        Column("missed", pgettext_lazy("people", "Missed"), NUMBER, Tone.MISSED),
        Column("share", _("Completed, share"), SHARE),
    )

    def rows(self, scope: ReportScope, *, now: datetime) -> Iterator[Sequence[Any]]:
        """Yield the activities in the order of their courses, in one query; what is excused counts as completed."""
        state = CompletionState
        groups = with_state_at(asked_rows(scope), now=now).order_by(
            "activity__course__position", "activity__position", "activity"
        )
        found = groups.values_list("activity", "activity__title", "activity__course__title", "activity__type")
        for _pk, title, course, kind, *counts in found.annotate(
            people=Count("id"),
            completed=Count("id", filter=Q(state_at__in=(state.COMPLETED, state.EXCUSED))),
            in_progress=Count("id", filter=Q(state_at=state.IN_PROGRESS)),
            not_started=Count("id", filter=Q(state_at=state.NOT_STARTED)),
            missed=Count("id", filter=Q(state_at=state.MISSED)),
        ):
            entry = activity_types.find(kind)
            people, completed = counts[0], counts[1]
            yield [title, course, entry.label if entry else kind, *counts, completed / people]


STANDING = (
    Column("people", _("People"), NUMBER),
    Column("complete", _("Completed everything required"), NUMBER, Tone.DONE),
    Column("going", _("On the way"), NUMBER, Tone.GOING),
    Column("behind", _("Missed something"), NUMBER, Tone.MISSED),
    Column("done", _("Required activities completed"), SHARE),
    Column("presence", _("Mean presence at streams"), SHARE),
)


class DistrictReport:
    """Where the people of each federal district stand."""

    key = "districts"
    order = 30
    title = _("By federal district")
    summary = _(
        "Where the people of each federal district stand: done with everything, on the way, or behind."
    )
    permission = VIEW_ALL
    filters = frozenset({ReportFilter.TRACK})
    columns = (Column("district", _("Federal district")), *STANDING)

    def rows(self, scope: ReportScope, *, now: datetime) -> Iterator[Sequence[Any]]:
        """Yield the districts in their official order, those without a region last; one query."""
        found = _count_standing(scope, "participant__region__district")
        for district in FederalDistrict:
            if district in found:
                yield [district.label, *found[district]]
        if None in found:
            yield [_("No region given"), *found[None]]


class TrackReport:
    """Where the people of each track stand."""

    key = "tracks"
    order = 40
    title = _("By track")
    summary = _("Where the people of each track stand: done with everything, on the way, or behind.")
    permission = VIEW_ALL
    filters: frozenset[ReportFilter] = frozenset()
    columns = (Column("track", _("Track")), *STANDING)

    def rows(self, scope: ReportScope, *, now: datetime) -> Iterator[Sequence[Any]]:
        """Yield the tracks in their order, in one query."""
        found = _count_standing(scope, "curriculum__track")
        for name in track_names:
            if name.key in found:
                yield [name.label, *found.pop(name.key)]
        for key, figures in sorted(found.items()):
            yield [key, *figures]


def _count_standing(scope: ReportScope, field: str) -> dict[Any, list[Any]]:
    """Return the figures of `STANDING` by the values of `field`, from the roll-ups of the enrolments."""
    people = Enrolment.objects.filter(season=scope.season).order_by()
    if scope.track:
        people = people.filter(curriculum__track=scope.track)
    is_complete = Q(required_total__gt=0, required_done=F("required_total"))
    found = people.values_list(field).annotate(
        people=Count("id"),
        complete=Count("id", filter=is_complete),
        behind=Count("id", filter=Q(missed_total__gt=0) & ~is_complete),
        done=Sum("required_done"),
        total=Sum("required_total"),
        presence=Avg("presence_tenths"),
    )
    return {
        value: [
            count,
            complete,
            count - complete - behind,
            behind,
            done / total if total else None,
            None if presence is None else float(presence) / 1000,
        ]
        for value, count, complete, behind, done, total, presence in found
    }
