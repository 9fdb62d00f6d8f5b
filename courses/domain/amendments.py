"""What people decided about a stream: personal excuses and our own outages, as masks over the marks."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ..models import Excuse, Outage
from .evidence.ranges import Ranges, merged
from .instants import to_ms


@dataclass(frozen=True)
class Amendments:
    """What amends the marks of one stream; all times are half-open ranges of UTC milliseconds.

    `excused` are those of each participant who has any, `outages` concern everybody.
    """

    outages: Ranges = ()
    excused: Mapping[int, Ranges] = field(default_factory=dict)

    def excused_of(self, participant_id: int) -> Ranges:
        """Return the times that do not count for one participant."""
        return self.excused.get(participant_id, ())

    def left_out_of(self, participant_id: int) -> Ranges:
        """Return the times in which nothing could be asked of one participant: excuses and outages."""
        return merged((*self.excused_of(participant_id), *self.outages))


NO_AMENDMENTS = Amendments()


def read_amendments(*, activity_id: int, participant_ids: Collection[int] | None = None) -> Amendments:
    """Return what amends a stream, with the excuses of the given participants (None: of all); two queries."""
    return Amendments(
        read_outages(activity_id=activity_id),
        read_excuses(activity_id=activity_id, participant_ids=participant_ids),
    )


def read_outages(*, activity_id: int) -> Ranges:
    """Return the outages declared for a stream and not withdrawn."""
    rows = Outage.objects.filter(activity_id=activity_id, withdrawn_at__isnull=True)
    return merged((to_ms(start), to_ms(end)) for start, end in rows.values_list("starts_at", "ends_at"))


def read_excuses(*, activity_id: int, participant_ids: Collection[int] | None = None) -> dict[int, Ranges]:
    """Return the excused times of a stream by participant; who has none is left out."""
    rows = Excuse.objects.filter(activity_id=activity_id, withdrawn_at__isnull=True)
    if participant_ids is not None:
        rows = rows.filter(participant_id__in=participant_ids)
    return _ranges_by_key(rows.values_list("participant_id", "starts_at", "ends_at"))


def read_excuses_of_person(*, participant_id: int) -> dict[int, Ranges]:
    """Return the excused times of one participant by activity, in one query."""
    rows = Excuse.objects.filter(participant_id=participant_id, withdrawn_at__isnull=True)
    return _ranges_by_key(rows.values_list("activity_id", "starts_at", "ends_at"))


def _ranges_by_key(rows: Iterable[tuple[int, datetime, datetime]]) -> dict[int, Ranges]:
    found: dict[int, list[tuple[int, int]]] = {}
    for key, start, end in rows:
        found.setdefault(key, []).append((to_ms(start), to_ms(end)))
    return {key: merged(spans) for key, spans in found.items()}
