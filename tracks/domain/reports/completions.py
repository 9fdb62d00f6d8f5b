"""Every completion of a season, row by row."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from courses.domain.api_queries import VIEW_ALL, with_state_at
from courses.enums import CompletionState
from courses.extensions import activity_types, track_names

from ...enums import Level
from ...extensions import CellKind, Column, ReportFilter, ReportScope
from ...models import Enrolment
from .asked import asked_rows

# People read at once: their rows are all that is held in memory.
CHUNK = 100
FIELDS = (
    "participant_id",
    "track",
    "activity__title",
    "activity__type",
    "is_required",
    "state_at",
    "share",
    "completed_at",
)


class CompletionsReport:
    """Who has completed what: one row a person and activity, people in the order of their enrolment."""

    key = "completions"
    order = 10
    title = _("Completions of the season")
    summary = _(
        "Each participant with each activity of their curriculum: how far, and when it was completed."
    )
    permission = VIEW_ALL
    filters = frozenset({ReportFilter.TRACK, ReportFilter.ACTIVITY})
    columns = (
        Column("person", _("Participant")),
        Column("email", _("E-mail")),
        Column("region", _("Region")),
        Column("district", _("Federal district")),
        Column("level", _("Level")),
        Column("track", _("Track")),
        Column("activity", _("Activity")),
        Column("type", _("Type")),
        Column("required", _("Required")),
        Column("state", _("State")),
        Column("share", _("Share"), CellKind.SHARE),
        Column("completed_at", _("Completed at"), CellKind.INSTANT),
    )

    def rows(self, scope: ReportScope, *, now: datetime) -> Iterator[Sequence[Any]]:
        """Yield the rows, in two queries for every hundred people."""
        for people in _in_chunks(Enrolment.objects.filter(season=scope.season)):
            asked = asked_rows(scope).filter(participant__in=people)
            found = with_state_at(asked, now=now).order_by("participant", "position", "id")
            by_person: dict[int, list[Sequence[Any]]] = {}
            for person_id, *values in found.values_list(*FIELDS):
                by_person.setdefault(person_id, []).append(values)
            for person_id, enrolment in people.items():
                for values in by_person.get(person_id, ()):
                    yield [*_describe_person(enrolment), *_describe_result(*values)]


def _in_chunks(enrolments: QuerySet[Enrolment]) -> Iterator[dict[int, Enrolment]]:
    """Yield the enrolments by participant, some at a time: by key, so no cursor stays open while a file is sent."""
    last = 0
    while True:
        chunk = list(
            enrolments.filter(pk__gt=last).select_related("participant__region").order_by("pk")[:CHUNK]
        )
        if not chunk:
            return
        yield {enrolment.participant_id: enrolment for enrolment in chunk}
        last = chunk[-1].pk


def _describe_person(enrolment: Enrolment) -> tuple[Any, ...]:
    person = enrolment.participant
    region = person.region
    return (
        person.get_full_name(),
        person.shown_email,
        region.name if region else None,
        region.get_district_display() if region else None,
        Level(enrolment.level).label if enrolment.level in Level.values else enrolment.level,
    )


def _describe_result(
    track: str,
    title: str,
    kind: str,
    is_required: bool,
    state: str,
    share: float,
    completed_at: datetime | None,
) -> tuple[Any, ...]:
    name, entry = track_names.find(track), activity_types.find(kind)
    return (
        name.label if name else track,
        title,
        entry.label if entry else kind,
        _("yes") if is_required else _("no"),
        CompletionState(state).label,
        share,
        completed_at,
    )
