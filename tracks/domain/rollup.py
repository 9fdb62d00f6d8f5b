"""The roll-up of an enrolment: how much of the curriculum is done, how much of the streams was attended."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from courses.domain.evidence.ranges import Ranges
from courses.domain.rules import best_tenths
from courses.enums import CompletionState, SessionKind
from courses.models import Completion

from ..models import Enrolment, Season
from . import kinds

CHUNK = 2_000
WHOLE_TENTHS = 1000

DONE = (CompletionState.COMPLETED, CompletionState.EXCUSED)
# A stream is held for a person once its result is settled. Until then it is neither an absence nor a
# presence.
HELD = (CompletionState.COMPLETED, CompletionState.MISSED)

COUNTERS = (
    "required_total",
    "required_done",
    "recorded_total",
    "recorded_done",
    "missed_total",
    "streams_total",
    "streams_held",
    "presence_tenths",
    "presence_best_tenths",
)


@dataclass(frozen=True)
class Result:
    """What the roll-up needs of a required row; `percent` is 0–100 with one decimal, None if undefined."""

    type: str
    state: str
    percent: float | None


@dataclass(frozen=True)
class Counters:
    """The derived fields of an Enrolment, under the same names."""

    required_total: int
    required_done: int
    recorded_total: int
    recorded_done: int
    missed_total: int
    streams_total: int
    streams_held: int
    presence_tenths: int | None
    presence_best_tenths: int | None


def count_results(results: Iterable[Result]) -> Counters:
    """Return the counters of one participant's required rows; a function of the rows alone, not of the clock.

    Presence so far is the mean over the streams held, best is the mean over all if none is missed from now
    on; both in tenths of a percent, floored. A running stream joins when its result is settled: its percent
    moves by itself every 15 seconds, and five minutes of it say nothing about the person. Until then it
    counts as whole in the best. Excused streams, and those in which nothing was countable, are left out of
    both.
    """
    rows = list(results)
    live, recorded = kinds.list_types(SessionKind.LIVE), kinds.list_types(SessionKind.RECORDED)
    streams = [row for row in rows if row.type in live]
    recordings = [row for row in rows if row.type in recorded]
    held = [tenths_of(row.percent) for row in streams if row.state in HELD and row.percent is not None]
    ahead = sum(row.state not in (*HELD, CompletionState.EXCUSED) for row in streams)
    return Counters(
        required_total=len(rows),
        required_done=_count_done(rows),
        recorded_total=len(recordings),
        recorded_done=_count_done(recordings),
        missed_total=sum(row.state == CompletionState.MISSED for row in rows),
        streams_total=len(held) + ahead,
        streams_held=len(held),
        presence_tenths=mean_tenths(held),
        presence_best_tenths=mean_tenths([*held, *[WHOLE_TENTHS] * ahead]),
    )


def best_tenths_of(row: Completion, now: datetime, excused: Ranges = ()) -> int:
    """Return the percent, in tenths, that an unsettled stream ends with if the person stays from now on.

    `row` comes with its activity; `excused` are the times that do not count for the person, in unix milliseconds.
    """
    activity = row.activity
    if activity.starts_at is None or activity.ends_at is None or now < activity.starts_at:
        return WHOLE_TENTHS
    marked = int(row.evidence.get("marked_slots") or 0)
    best = best_tenths(activity, marked=marked, now=now, excused=excused)
    return WHOLE_TENTHS if best is None else best


def tenths_of(percent: float) -> int:
    """Return a percent with one decimal as whole tenths."""
    return round(percent * 10)


def mean_tenths(values: Collection[int]) -> int | None:
    """Return the mean of tenths, floored; None of nothing."""
    return sum(values) // len(values) if values else None


def _count_done(rows: Iterable[Result]) -> int:
    return sum(row.state in DONE for row in rows)


def counted_rows() -> Q:
    """Return the condition under which a Completion row counts: asked for, and published or done."""
    return Q(is_assigned=True, is_required=True) & (Q(activity__is_live=True) | Q(state__in=DONE))


def roll_up(*, participant_ids: Collection[int], season: Season | None = None, now: datetime) -> int:
    """Derive the counters of some participants' enrolments; return how many changed.

    In one season, or in all. Two reads a chunk of 2,000; only rows that changed are written.
    """
    ids = sorted(participant_ids)
    changed = 0
    for start in range(0, len(ids), CHUNK):
        enrolments = Enrolment.objects.filter(participant_id__in=ids[start : start + CHUNK])
        if season is not None:
            enrolments = enrolments.filter(season=season)
        changed += _roll_up_chunk(enrolments, now)
    return changed


def rebuild_all(*, now: datetime) -> int:
    """Derive every enrolment's counters again; return how many rows changed, 0 on a healthy database."""
    changed = 0
    ids = list(Enrolment.objects.order_by("id").values_list("id", flat=True))
    for start in range(0, len(ids), CHUNK):
        changed += _roll_up_chunk(Enrolment.objects.filter(id__in=ids[start : start + CHUNK]), now)
    return changed


@transaction.atomic
def _roll_up_chunk(wanted: QuerySet[Enrolment], now: datetime) -> int:
    # Locked before the rows are read: of two roll-ups at once the later one sees what the earlier one saw and
    # more.
    enrolments = list(wanted.select_related("season").select_for_update(of=("self",)).order_by("id"))
    results = _read_results(enrolments)
    changed = [
        enrolment
        for enrolment in enrolments
        if _apply(
            enrolment, count_results(results.get((enrolment.participant_id, enrolment.season.key), [])), now
        )
    ]
    Enrolment.objects.bulk_update(changed, [*COUNTERS, "updated_at"])
    return len(changed)


def _read_results(enrolments: list[Enrolment]) -> Mapping[tuple[int, str], list[Result]]:
    rows = Completion.objects.filter(
        counted_rows(),
        participant_id__in={enrolment.participant_id for enrolment in enrolments},
        season__in={enrolment.season.key for enrolment in enrolments},
    ).values_list(
        "participant_id",
        "season",
        "activity__type",
        "state",
        "evidence__percent",
        "evidence__countable_slots",
    )
    found: dict[tuple[int, str], list[Result]] = {}
    for participant_id, season, kind, state, percent, countable in rows.order_by():
        result = Result(kind, state, read_percent(state=state, percent=percent, countable_slots=countable))
        found.setdefault((participant_id, season), []).append(result)
    return found


def read_percent(*, state: str, percent: Any, countable_slots: Any) -> float | None:
    """Return the presence 0–100 that evidence states, None where it is undefined.

    Someone whose missed stream was never measured, as nobody had a mark of them, was there for nothing of it.
    Anything but a number is undefined: the evidence of a plugin may hold what it likes under the same name.
    """
    if isinstance(percent, int | float) and not isinstance(percent, bool):
        return float(percent)
    never_measured = percent is None and countable_slots is None
    return 0.0 if never_measured and state == CompletionState.MISSED else None


def _apply(enrolment: Enrolment, counters: Counters, now: datetime) -> bool:
    """Write `counters` onto the enrolment; return whether anything changed."""
    if all(getattr(enrolment, name) == getattr(counters, name) for name in COUNTERS):
        return False
    for name in COUNTERS:
        setattr(enrolment, name, getattr(counters, name))
    enrolment.updated_at = now
    return True
