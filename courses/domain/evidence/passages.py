"""What stands out in how a recording is watched: where people leave, what they play again, what they skip."""

from collections.abc import Iterator, Sequence
from math import sqrt
from statistics import median
from typing import NamedTuple

from courses.domain.evidence.audience import Audience

# Of fewer people nothing general can be said.
PEOPLE_MIN = 10
SHOWN = 3
# What stands out is at least so much, and so many times what is usual in this recording.
RATE_MIN = 0.1
TIMES_USUAL = 2.0
LEFT_MIN = 3
LEFT_SHARE_MIN = 0.005
# Of many windows one holds more by chance: so many standard deviations over what is usual are no chance.
LEFT_SIGMAS = 4


class Passage(NamedTuple):
    """Units [start, end) that stand out, and the mean of what they stand out by."""

    start: int
    end: int
    rate: float


class Exit(NamedTuple):
    """Units [start, end) within which many left: `people`, most of them at unit `at`."""

    start: int
    end: int
    at: int
    people: int


def find_repeated(audience: Audience) -> list[Passage]:
    """The passages played again most, in order; `rate` is how often more than once a viewer played them."""
    return _find(
        _rates([p - v for p, v in zip(audience.plays, audience.viewers, strict=True)], audience.viewers)
    )


def find_skipped(audience: Audience) -> list[Passage]:
    """The passages skipped most, in order; `rate` is the share of those who went on that did not see them."""
    return _find(_rates(audience.skipped, audience.stayed))


def find_exits(audience: Audience) -> list[Exit]:
    """The moments before the end at which most people left for good, in order."""
    width = max(3, audience.units // 90)
    left = list(audience.left[: audience.end])
    usual = sum(left) / max(1, len(left)) * width
    by_chance = usual + LEFT_SIGMAS * sqrt(usual)
    least = max(LEFT_MIN, LEFT_SHARE_MIN * audience.people, TIMES_USUAL * usual, by_chance)
    exits: list[Exit] = []
    while len(exits) < SHOWN and audience.people >= PEOPLE_MIN:
        people, start = max(
            ((sum(left[at : at + width]), -at) for at in range(0, len(left), max(1, width // 3))),
            default=(0, 0),
        )
        start = -start
        if people < least:
            break
        window = left[start : start + width]
        exits.append(Exit(start, start + len(window), start + window.index(max(window)), people))
        left[start : start + width] = [0] * len(window)
    return _joined(sorted(exits), width)


def _joined(exits: list[Exit], width: int) -> list[Exit]:
    """Windows closer than their own width are one moment, named by the larger."""
    joined: list[Exit] = []
    for found in exits:
        if joined and found.start < joined[-1].end + width:
            before = joined.pop()
            larger = max(before, found, key=lambda moment: moment.people)
            found = Exit(before.start, found.end, larger.at, before.people + found.people)
        joined.append(found)
    return joined


def _rates(counts: Sequence[int], of: Sequence[int]) -> list[float]:
    return [count / whole if whole >= PEOPLE_MIN else 0.0 for count, whole in zip(counts, of, strict=True)]


def _find(rates: Sequence[float]) -> list[Passage]:
    if not rates:
        return []
    bound = max(RATE_MIN, TIMES_USUAL * median(rates))
    shortest = max(3, len(rates) // 250)
    found = [
        Passage(start, end, sum(rates[start:end]) / (end - start))
        for start, end in _stretches(rates, bound, bridged=shortest)
        if end - start >= shortest
    ]
    best = sorted(found, key=lambda passage: -passage.rate * (passage.end - passage.start))
    return sorted(best[:SHOWN])


def _stretches(rates: Sequence[float], bound: float, *, bridged: int) -> Iterator[tuple[int, int]]:
    """Where the rates reach the bound; gaps of up to `bridged` units do not part a stretch."""
    start = end = -1
    for at, rate in enumerate(rates):
        if rate < bound:
            continue
        if start >= 0 and at - end > bridged:
            yield start, end
            start = at
        start, end = (at if start < 0 else start), at + 1
    if start >= 0:
        yield start, end
