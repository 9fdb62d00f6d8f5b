"""Presence in a live stream: absolute slots of 15 s, marked by pings, counted through the schedule's mask.

A person's marks are a collection of slot numbers (UTC seconds // 15); countable slots are half-open ranges of
such numbers, so a change of the schedule is a change of the mask and never of the marks.
"""

from collections.abc import Iterable

from courses.domain.evidence.constants import LIVE_COVER_MS, LIVE_SLOT_MS
from courses.domain.evidence.ranges import Range, Ranges, subtracted, total


def slots_touched(received_ms: int) -> range:
    """The slots a ping marks: those touching the half-open [received, received + 75 s), so 5 or 6 of them."""
    return range(received_ms // LIVE_SLOT_MS, _slots_before(received_ms + LIVE_COVER_MS))


def countable_slots(
    start_ms: int,
    end_ms: int | None,
    *,
    breaks: Iterable[Range] = (),
    excused: Iterable[Range] = (),
    now_ms: int,
) -> Ranges:
    """The slots that count: those starting within [start, end), before now, and outside breaks and excuses.

    All times are UTC milliseconds; `breaks` and the person's `excused` times are half-open ranges of them.
    `end_ms` is None while nobody knows the end.
    """
    until_ms = now_ms if end_ms is None else min(end_ms, now_ms)
    return subtracted([_starting_within((start_ms, until_ms))], map(_starting_within, (*breaks, *excused)))


def count_marked(marked: Iterable[int], countable: Ranges) -> int:
    """How many of the countable slots are marked; a slot marked twice counts once."""
    marks = set(marked)
    return sum(slot in marks for start, end in countable for slot in range(start, end))


def tenths_of_percent(marked_slots: int, countable_slots: int) -> int | None:
    """Marked of countable in tenths of a percent, floored: 2 of 3 is 666; None when nothing is countable."""
    return marked_slots * 1000 // countable_slots if countable_slots else None


def percent(marked: Iterable[int], countable: Ranges) -> int | None:
    """The percent present, in tenths and floored, or None when nothing is countable."""
    return tenths_of_percent(count_marked(marked, countable), total(countable))


def best_reachable(
    marked: Iterable[int],
    *,
    start_ms: int,
    end_ms: int,
    breaks: Iterable[Range] = (),
    excused: Iterable[Range] = (),
    now_ms: int,
) -> int | None:
    """The percent at the end, in tenths, of someone who is present from now on without a break."""
    countable = countable_slots(start_ms, end_ms, breaks=breaks, excused=excused, now_ms=end_ms)
    slot_now = now_ms // LIVE_SLOT_MS
    ahead = subtracted(countable, [(0, slot_now)])
    behind = subtracted(countable, ahead)
    return tenths_of_percent(count_marked(marked, behind) + total(ahead), total(countable))


def _slots_before(instant_ms: int) -> int:
    """How many slots since 1970 start before an instant."""
    return -(-instant_ms // LIVE_SLOT_MS)


def _starting_within(times: Range) -> Range:
    return _slots_before(times[0]), _slots_before(times[1])
