"""What was credited of a live stream: where one was present, what did not count, and what was answered."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from ...enums import SessionKind
from ...models import Activity, CheckIn, CheckInAttempt, Checkpoint, Completion, WatchSession
from ..amendments import read_amendments
from ..check_ins import ScreenCode, checkpoints_of, count_needed, theirs
from ..evidence import live
from ..evidence.constants import LIVE_SLOT_MS
from ..evidence.ranges import Range, Ranges, merged, subtracted, total
from ..instants import from_ms, to_ms
from ..presence import presence_ranges
from ..presence_prompts import prompt_results
from ..progress import common
from ..rules import EXCUSED_SLOTS, countable_slots_of, whole_slots_of
from .check_ins import name_method, read_check_ins

PRESENT, ABSENT, BREAK, EXCUSED, OUTAGE = "present", "absent", "break", "excused", "outage"


@dataclass(frozen=True)
class Stretch:
    """A stretch of the stream, in seconds from its start.

    `kind` is `present`, `absent`, `break`, `excused` (does not count for this person), or `outage`: a fault of
    ours that is credited.
    """

    kind: str
    start_s: int
    end_s: int
    starts_at: datetime
    ends_at: datetime

    @property
    def pair(self) -> Range:
        return self.start_s, self.end_s

    @property
    def minutes(self) -> float:
        return round((self.end_s - self.start_s) / 60, 1)


@dataclass(frozen=True)
class CheckpointFact:
    """A checkpoint and what the person did with it; without times when it was taken out of the stream.

    One that is `left_out` lies wholly within times that do not count for them: nobody asks them for it. `method`
    names another way of checking in than the code on the screen, "" for the code.
    """

    opens_at: datetime | None
    closes_at: datetime | None
    answered_at: datetime | None
    wrong_tries: int
    left_out: bool = False
    method: str = ""


@dataclass(frozen=True)
class LiveTimeline:
    """A stream up to now or to its end; `present` are half-open seconds from the start.

    `marked_slots` are the countable slots credited, `outage_slots` those of them credited for a fault of ours;
    `excused_slots` of the whole stream do not count for this person. Of everybody `check_ins_asked` are needed, of
    this person `check_ins_needed`. `entered_at` lists when the page of the
    stream was opened.
    """

    starts_at: datetime
    ends_at: datetime
    is_over: bool
    elapsed_s: int
    duration_s: int
    stretches: list[Stretch]
    present: Ranges
    marked_slots: int
    outage_slots: int
    excused_slots: int
    countable_slots: int
    percent: float | None
    threshold_pct: int | None
    check_ins_asked: int
    check_ins_needed: int
    checkpoints: list[CheckpointFact]
    entered_at: list[datetime]
    prompts_answered: int
    prompts_asked: int
    evidence: dict[str, Any]

    @property
    def absent(self) -> Ranges:
        return tuple((part.start_s, part.end_s) for part in self.stretches if part.kind == ABSENT)

    @property
    def answered(self) -> int:
        return sum(point.answered_at is not None for point in self.checkpoints)

    @property
    def needed_slots(self) -> int:
        """How many countable slots must be marked to reach the threshold."""
        return -(-self.countable_slots * (self.threshold_pct or 0) // 100)


def read_live(completion: Completion, *, now: datetime) -> LiveTimeline:
    """Return the timeline of a stream with a schedule, in a fixed number of queries."""
    activity = completion.activity
    assert activity.starts_at is not None
    assert activity.ends_at is not None
    start_ms, end_ms = to_ms(activity.starts_at), to_ms(activity.ends_at)
    until_ms = start_ms + max(min(to_ms(now), end_ms) - start_ms, 0)
    amendments = read_amendments(activity_id=activity.pk, participant_ids=[completion.participant_id])
    excused = amendments.excused_of(completion.participant_id)
    countable = countable_slots_of(activity, now=now, excused=excused)
    marks, credited = _marks(completion, amendments.outages)
    present, absent = common(credited, countable), subtracted(countable, credited)
    by_us = subtracted(present, marks)
    stretches = {
        PRESENT: _times(subtracted(present, by_us)),
        OUTAGE: _times(by_us),
        ABSENT: _times(absent),
        BREAK: merged((start, end) for start, end in activity.breaks),
        EXCUSED: subtracted(excused, [(start, end) for start, end in activity.breaks]),
    }
    tenths = live.tenths_of_percent(total(present), total(countable))
    excused_slots = whole_slots_of(activity) - whole_slots_of(activity, excused=excused)
    evidence = {
        "marked_slots": total(present),
        "countable_slots": total(countable),
        "percent": None if tenths is None else tenths / 10,
        **({EXCUSED_SLOTS: excused_slots} if excused else {}),
    }
    check_ins_asked = int(completion.rule_params.get("check_ins", 0))
    checkpoints, left_out = checkpoints_of(activity), amendments.left_out_of(completion.participant_id)
    answered, asked = _prompts(activity, completion.participant_id, now)
    return LiveTimeline(
        starts_at=activity.starts_at,
        ends_at=activity.ends_at,
        is_over=now >= activity.ends_at,
        elapsed_s=(until_ms - start_ms) // 1000,
        duration_s=(end_ms - start_ms) // 1000,
        stretches=_stretches(stretches, start_ms=start_ms, until_ms=until_ms),
        present=_seconds(_times(present), start_ms, until_ms),
        marked_slots=total(present),
        outage_slots=total(by_us),
        excused_slots=excused_slots,
        countable_slots=total(countable),
        percent=None if tenths is None else tenths / 10,
        threshold_pct=completion.rule_params.get("threshold_pct"),
        check_ins_asked=check_ins_asked,
        check_ins_needed=count_needed(check_ins_asked, checkpoints, left_out=left_out),
        checkpoints=_checkpoints(completion, checkpoints, theirs(checkpoints, left_out=left_out)),
        entered_at=_entered_at(activity, completion.participant_id),
        prompts_answered=answered,
        prompts_asked=asked,
        evidence=evidence if present or excused else {},
    )


def _marks(completion: Completion, outages: Ranges) -> tuple[Ranges, Ranges]:
    """The person's own marks, and these with what outages credit."""
    activity_id, participant_id = completion.activity_id, completion.participant_id
    marks = presence_ranges(activity_id=activity_id, participant_id=participant_id)
    if not outages:
        return marks, marks
    return marks, presence_ranges(activity_id=activity_id, participant_id=participant_id, outages=outages)


def _prompts(activity: Activity, participant_id: int, now: datetime) -> tuple[int, int]:
    """How many «are you here?» the person answered, of how many."""
    if not activity.prompts:
        return 0, 0
    return prompt_results(activity=activity, participant_ids=[participant_id], now=now)[participant_id]


def _times(slots: Ranges) -> Ranges:
    """Slots as unix milliseconds."""
    return tuple((first * LIVE_SLOT_MS, last * LIVE_SLOT_MS) for first, last in slots)


def _seconds(times: Iterable[Range], start_ms: int, until_ms: int) -> Ranges:
    """Times as seconds from the start of the stream, none before it and none after now."""
    return merged(
        ((max(first, start_ms) - start_ms) // 1000, (min(last, until_ms) - start_ms) // 1000)
        for first, last in times
    )


def _stretches(times_by_kind: dict[str, Ranges], *, start_ms: int, until_ms: int) -> list[Stretch]:
    stretches = [
        Stretch(kind, first, last, from_ms(start_ms + first * 1000), from_ms(start_ms + last * 1000))
        for kind, times in times_by_kind.items()
        for first, last in _seconds(times, start_ms, until_ms)
    ]
    return sorted(stretches, key=lambda stretch: stretch.start_s)


def _checkpoints(
    completion: Completion, planned: Sequence[Checkpoint], asked: Collection[Checkpoint]
) -> list[CheckpointFact]:
    """The checkpoints in their order, then answers to those that were taken out since."""
    participant_id = completion.participant_id
    answers = {row.checkpoint: row for row in read_check_ins(completion.activity_id, participant_id)}
    tries: dict[UUID, int] = dict(
        CheckInAttempt.objects.filter(
            participant_id=participant_id, checkpoint__in=[point.key for point in planned]
        ).values_list("checkpoint", "tries")
    )
    facts = [
        CheckpointFact(
            point.opens_at,
            point.closes_at,
            None,
            tries.get(point.key, 0),
            left_out=point not in asked,
        )
        for point in planned
    ]
    told = [
        _with_answer(fact, answers.pop(point.key, None)) for fact, point in zip(facts, planned, strict=True)
    ]
    taken_out = [_with_answer(CheckpointFact(None, None, None, 0), row) for row in answers.values()]
    return [*told, *taken_out]


def _with_answer(fact: CheckpointFact, row: CheckIn | None) -> CheckpointFact:
    if row is None:
        return fact
    method = "" if row.method == ScreenCode.key else str(name_method(row.method))
    return replace(fact, answered_at=row.answered_at, method=method)


def _entered_at(activity: Activity, participant_id: int) -> list[datetime]:
    starts = WatchSession.objects.filter(
        activity=activity, participant_id=participant_id, kind=SessionKind.LIVE
    ).order_by("t0_ms")
    return [from_ms(t0_ms) for t0_ms in starts.values_list("t0_ms", flat=True)]
