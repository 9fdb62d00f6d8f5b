"""What a page shows a participant of their own progress in one activity."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from ..models import Activity, CheckIn, Completion, Progress
from .amendments import Amendments, read_amendments
from .check_ins import checkpoints_of, count_needed
from .evidence.constants import LIVE_COVER_MS, LIVE_SLOT_MS, LIVE_SLOT_S
from .evidence.live import tenths_of_percent
from .evidence.ranges import Ranges, merged, subtracted, total
from .evidence.recording import Recording
from .evidence.seen import required_units
from .instants import from_ms, to_ms
from .presence import presence_ranges
from .progress import common
from .rules import countable_slots_of


@dataclass(frozen=True)
class Measure:
    """How much of an activity is credited, in seconds from its beginning; ranges are half-open.

    `percent` is that of a stream so far, None before it starts and for recordings. `missing` is what could
    have been credited until now and was not. Of a recording `excluded` does not count.
    """

    share: float
    seen: Ranges
    missing: Ranges
    credited_s: int
    required_s: int
    duration_s: int
    excluded: Ranges = ()
    percent: float | None = None
    position_s: int = 0
    last_seen_at: datetime | None = None


@dataclass(frozen=True)
class Report:
    """A Measure with what is asked of the person: `check_ins_required` as excuses and outages leave it."""

    measure: Measure
    completion: Completion
    check_ins_done: int
    check_ins_required: int


def report_progress(*, activity: Activity, completion: Completion, now: datetime) -> Report:
    """Return what is credited to a participant at `now`, as far as it is in the database."""
    if activity.starts_at is None:
        return Report(measure_watching(activity, completion), completion, 0, 0)
    participant_id = completion.participant_id
    amendments = read_amendments(activity_id=activity.pk, participant_ids=[participant_id])
    done = CheckIn.objects.filter(activity=activity, participant_id=participant_id).count()
    asked = int(completion.rule_params.get("check_ins", 0))
    left_out = amendments.left_out_of(participant_id)
    required = count_needed(asked, checkpoints_of(activity), left_out=left_out) if asked else 0
    measure = measure_presence(activity, completion, now=now, amendments=amendments)
    return Report(measure, completion, done, required)


def measure_watching(activity: Activity, completion: Completion) -> Measure:
    """Return what is credited of a recording."""
    recording = Recording.of(activity.duration_ms, activity.excluded)
    progress = Progress.objects.filter(activity=activity, participant_id=completion.participant_id).first()
    watched = merged((start, end) for start, end in progress.ranges) if progress else ()
    return Measure(
        share=total(watched) / recording.countable if recording.countable else 0.0,
        seen=watched,
        missing=recording.missing(watched),
        credited_s=total(watched),
        required_s=recording.required(str(completion.rule_params.get("share", 1))),
        duration_s=recording.units,
        excluded=recording.excluded,
        position_s=progress.position_s if progress else 0,
        last_seen_at=progress.last_seen_at if progress else None,
    )


def measure_presence(
    activity: Activity, completion: Completion, *, now: datetime, amendments: Amendments | None = None
) -> Measure:
    """Return the presence in a stream so far, `amendments` read unless they are at hand.

    Raises ValueError for an activity without a schedule.
    """
    if activity.starts_at is None or activity.ends_at is None:
        raise ValueError(f"activity {activity.pk} has no schedule")
    participant_id = completion.participant_id
    if amendments is None:
        amendments = read_amendments(activity_id=activity.pk, participant_ids=[participant_id])
    excused = amendments.excused_of(participant_id)
    marked = presence_ranges(
        activity_id=activity.pk, participant_id=participant_id, outages=amendments.outages
    )
    so_far = countable_slots_of(activity, now=now, excused=excused)
    present = common(marked, so_far)
    tenths = tenths_of_percent(total(present), total(so_far))
    threshold = Fraction(int(completion.rule_params.get("threshold_pct", 100)), 100)
    whole = total(countable_slots_of(activity, now=activity.ends_at, excused=excused))
    start_ms, end_ms = to_ms(activity.starts_at), to_ms(activity.ends_at)
    return Measure(
        share=(tenths or 0) / 1000,
        seen=_seconds_of(present, start_ms, end_ms),
        missing=_seconds_of(subtracted(so_far, marked), start_ms, end_ms),
        credited_s=total(present) * LIVE_SLOT_S,
        required_s=required_units(threshold, whole) * LIVE_SLOT_S,
        duration_s=(end_ms - start_ms) // 1000,
        percent=None if tenths is None else tenths / 10,
        last_seen_at=from_ms(marked[-1][1] * LIVE_SLOT_MS - LIVE_COVER_MS) if marked else None,
    )


def _seconds_of(slots: Ranges, start_ms: int, end_ms: int) -> Ranges:
    """Absolute slots as seconds since the start of the stream, the last one cut at its end."""
    return tuple(
        ((first * LIVE_SLOT_MS - start_ms) // 1000, (min(last * LIVE_SLOT_MS, end_ms) - start_ms) // 1000)
        for first, last in slots
    )
