"""Bitmaps of participants as integers, slot by slot: what can be said of everybody at once."""

from collections import deque
from collections.abc import Iterable, Mapping
from functools import reduce
from operator import and_

# A switch from one stream to another overlaps by the 75 s a ping covers; eight slots are two minutes.
BOTH_SLOTS = 8


def people_by_count(bitmaps: Iterable[int]) -> dict[int, int]:
    """The participants by how many of the bitmaps they are in: {count: bitmap}, those in none left out."""
    groups: dict[int, int] = {}
    everybody = 0
    for bitmap in bitmaps:
        for count in sorted(groups, reverse=True):
            rising = groups[count] & bitmap
            if rising:
                groups[count] ^= rising
                groups[count + 1] = groups.get(count + 1, 0) | rising
        groups[1] = groups.get(1, 0) | bitmap & ~everybody
        everybody |= bitmap
    return {count: group for count, group in groups.items() if group}


def in_both(marks: Mapping[int, int], others: Mapping[int, int], *, slots: int = BOTH_SLOTS) -> int:
    """Who was marked in two streams at once for so many slots on end: more than a switch explains."""
    found = 0
    run: deque[int] = deque(maxlen=slots)
    last = None
    for slot in sorted(marks.keys() & others.keys()):
        if last is None or slot != last + 1:
            run.clear()
        run.append(marks[slot] & others[slot])
        if len(run) == slots:
            found |= reduce(and_, run)
        last = slot
    return found
