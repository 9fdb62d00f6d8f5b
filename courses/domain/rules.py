"""The built-in completion rules: a share of a recording watched, a percent of a live stream attended."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import Count

from ..extensions import Measured
from ..models import Activity, CheckIn, Completion
from .amendments import Amendments, read_amendments
from .check_ins import checkpoints_of, count_needed
from .evidence import live, seen
from .evidence.ranges import Range, Ranges, total
from .evidence.recording import Recording
from .instants import from_ms, to_ms
from .presence import marked_counts
from .sessions import lanes_of

# In the evidence of a stream: how many slots of the whole are excused; only there where any are.
EXCUSED_SLOTS = "excused_slots"


class WatchedShare:
    """Completed when a share of a recording's countable seconds was seen before the person's deadline.

    Parameter `share`: 0–1 as a decimal string. The formula is that of docs/evidence.md. Version 2 leaves out
    what an editor excluded, and follows what was seen through the cuts of a video.
    """

    key = "watched_share"
    order = 10
    version = 2

    def measure(
        self, activity: Activity, completions: Sequence[Completion], *, now: datetime
    ) -> Mapping[int, Measured]:
        """Return what those who watched have seen until their deadlines, and when it was enough."""
        recording = Recording.of(activity.duration_ms, activity.excluded)
        if not recording.countable:
            return {}
        sessions = lanes_of(
            activity_id=activity.pk, participant_ids=[row.participant_id for row in completions]
        )
        measured = {
            row.participant_id: _watched(row, sessions[row.participant_id], recording)
            for row in completions
            if row.participant_id in sessions
        }
        return {participant_id: found for participant_id, found in measured.items() if found.started}


def _watched(row: Completion, sessions: Sequence[seen.Lane], recording: Recording) -> Measured:
    closes_at_ms = to_ms(row.closes_at) if row.closes_at else None
    share = str(row.rule_params["share"])
    units, excluded = recording.units, recording.excluded
    seen_s = total(seen.seen(sessions, units=units, excluded=excluded, until_ms=closes_at_ms))
    required = recording.required(share)
    done_ms = None
    if seen_s >= required:
        done_ms = seen.completed_at(
            sessions, required=required, units=units, excluded=excluded, closes_at_ms=closes_at_ms
        )
    return Measured(
        share=seen_s / recording.countable,
        evidence=recording.evidence(seen_s=seen_s, share=share),
        started=seen_s > 0,
        completed_at=None if done_ms is None else from_ms(done_ms),
    )


class PresencePercent:
    """Completed when, at its end, enough of a stream was attended and enough checkpoints were answered.

    Parameters `threshold_pct`: whole percents; `check_ins`: how many answers are needed. Version 2 asks fewer of
    whoever is excused over a checkpoint, and of everybody where one fell into an outage of ours.
    """

    key = "presence_percent"
    order = 20
    version = 2

    def measure(
        self, activity: Activity, completions: Sequence[Completion], *, now: datetime
    ) -> Mapping[int, Measured]:
        """Return the presence so far of everybody who came or is excused; after the end, whether it was enough."""
        if activity.starts_at is None or activity.ends_at is None:
            return {}
        countable = countable_slots_of(activity, now=now)
        participant_ids = [row.participant_id for row in completions]
        amendments = read_amendments(activity_id=activity.pk, participant_ids=participant_ids)
        marked = marked_counts(
            activity_id=activity.pk,
            countable=countable,
            participant_ids=participant_ids,
            amendments=amendments,
        )
        checked_in = _checked_in(activity, completions, amendments)
        ended_at = activity.ends_at if now >= activity.ends_at else None
        slots = total(countable)
        measured = {
            row.participant_id: _attended(
                row, marked=marked[row.participant_id], countable=slots,
                is_checked_in=row.participant_id in checked_in, ended_at=ended_at,
            )
            for row in completions
            if row.participant_id in marked and row.participant_id not in amendments.excused
        }  # fmt: skip
        for row in completions:
            times = amendments.excused_of(row.participant_id)
            if times:
                found = _attended(
                    row, marked=marked.get(row.participant_id, 0),
                    countable=total(countable_slots_of(activity, now=now, excused=times)),
                    is_checked_in=row.participant_id in checked_in, ended_at=ended_at,
                )  # fmt: skip
                measured[row.participant_id] = _with_excuse(found, activity, times)
        return measured


def _checked_in(activity: Activity, completions: Sequence[Completion], amendments: Amendments) -> set[int]:
    """Who answered as many checkpoints as they need; everybody where none are asked."""
    asked = {row.participant_id: int(row.rule_params.get("check_ins", 0)) for row in completions}
    if not any(asked.values()):
        return set(asked)
    answers = CheckIn.objects.filter(activity_id=activity.pk, participant_id__in=list(asked))
    answered = dict(answers.values_list("participant_id").annotate(Count("pk")))
    checkpoints = checkpoints_of(activity)
    return {
        participant_id
        for participant_id, needed in asked.items()
        if answered.get(participant_id, 0)
        >= count_needed(needed, checkpoints, left_out=amendments.left_out_of(participant_id))
    }


def _with_excuse(measured: Measured, activity: Activity, times: Ranges) -> Measured:
    """Say how much of the whole stream is excused; all of it leaves nothing to measure."""
    whole, left = whole_slots_of(activity), whole_slots_of(activity, excused=times)
    evidence = {**measured.evidence, EXCUSED_SLOTS: whole - left}
    return replace(measured, evidence=evidence, excused=whole > 0 and left == 0)


def whole_slots_of(activity: Activity, *, excused: Iterable[Range] = ()) -> int:
    """Return how many slots of a stream count from its start to its end. Raises ValueError without a schedule."""
    if activity.ends_at is None:
        raise ValueError(f"activity {activity.pk} has no schedule")
    return total(countable_slots_of(activity, now=activity.ends_at, excused=excused))


def countable_slots_of(activity: Activity, *, now: datetime, excused: Iterable[Range] = ()) -> Ranges:
    """Return the slots of a stream that count so far for somebody with these excused times, in milliseconds.

    Raises ValueError for an activity without a schedule.
    """
    if activity.starts_at is None or activity.ends_at is None:
        raise ValueError(f"activity {activity.pk} has no schedule")
    return live.countable_slots(
        to_ms(activity.starts_at),
        to_ms(activity.ends_at),
        breaks=[(start, end) for start, end in activity.breaks],
        excused=excused,
        now_ms=to_ms(now),
    )


def best_tenths(
    activity: Activity, *, marked: int, now: datetime, excused: Iterable[Range] = ()
) -> int | None:
    """Return the percent, in tenths, that somebody with so many marked slots ends with if they stay.

    None where nothing counts. Raises ValueError for an activity without a schedule.
    """
    times = list(excused)
    gone = total(countable_slots_of(activity, now=now, excused=times))
    whole = whole_slots_of(activity, excused=times)
    return live.tenths_of_percent(min(marked, gone) + whole - gone, whole)


def _attended(
    row: Completion, *, marked: int, countable: int, is_checked_in: bool, ended_at: datetime | None
) -> Measured:
    tenths = live.tenths_of_percent(marked, countable)
    enough = tenths is not None and tenths >= int(row.rule_params["threshold_pct"]) * 10 and is_checked_in
    return Measured(
        share=(tenths or 0) / 1000,
        evidence={
            "marked_slots": marked,
            "countable_slots": countable,
            "percent": None if tenths is None else tenths / 10,
        },
        started=marked > 0,
        completed_at=ended_at if enough else None,
    )
