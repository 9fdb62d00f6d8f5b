"""Presence in a live stream: absolute slots of 15 s, marked by pings, counted through the schedule's mask.

A person's marks are a collection of slot numbers (UTC seconds // 15); countable slots are half-open ranges of
such numbers, so a change of the schedule is a change of the mask and never of the marks.
"""

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_

from courses.domain.evidence.constants import LIVE_COVER_MS, LIVE_SLOT_MS, OUTAGE_RETURN_MS
from courses.domain.evidence.ranges import Range, Ranges, merged, subtracted, total


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
    return subtracted([slots_within((start_ms, until_ms))], map(slots_within, (*breaks, *excused)))


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


def outage_credit(marks: Mapping[int, int], outages: Iterable[Range]) -> dict[int, int]:
    """Who is credited which slots for outages of ours; bitmaps of participants by slot, to be joined to `marks`.

    `marks` are such bitmaps as integers, `outages` half-open ranges of UTC milliseconds. Whoever is marked just
    before an outage and again within 90 s after it is credited every slot from its beginning to the last mark of
    those 90 s: the 75 s that a ping is good for may end in between.
    The answer depends neither on the order of outages nor on whether one is declared in pieces.
    """
    credit: dict[int, int] = {}
    for start_ms, end_ms in merged(outages):
        first, end = start_ms // LIVE_SLOT_MS, end_ms // LIVE_SLOT_MS
        window = range(end, _slots_before(end_ms + OUTAGE_RETURN_MS))
        returned = reduce(or_, (marks.get(slot, 0) for slot in window), 0)
        stayed = marks.get((start_ms - 1) // LIVE_SLOT_MS, 0) & returned
        for slot in range(first, end):
            credit[slot] = credit.get(slot, 0) | stayed
        later = 0
        for slot in reversed(window):
            here = marks.get(slot, 0)
            credit[slot] = credit.get(slot, 0) | stayed & later & ~here
            later |= here
    return {slot: people for slot, people in credit.items() if people}


def needed_check_ins(asked: int, checkpoints: int, theirs: int) -> int:
    """How many check-ins somebody needs who can be asked for `theirs` of the `checkpoints`.

    The share stays what it is for everybody, `asked` of all, rounded up: never more than are left to them.
    """
    return -(-asked * theirs // checkpoints) if checkpoints else asked


def slots_within(times: Range) -> Range:
    """The slots that start within a half-open range of UTC milliseconds."""
    return _slots_before(times[0]), _slots_before(times[1])


def _slots_before(instant_ms: int) -> int:
    """How many slots since 1970 start before an instant."""
    return -(-instant_ms // LIVE_SLOT_MS)
