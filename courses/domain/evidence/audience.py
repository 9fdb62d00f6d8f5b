"""How a recording is watched by all together: per second, who saw it, how often it was played, who went on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from courses.domain.evidence.ranges import Range, merged

# Who saw something in the last part of this size has watched to the end: closing words are closing words.
END_SHARE = 0.05


@dataclass(frozen=True)
class Audience:
    """The figures of one recording; every list has one number a unit.

    people      who saw at least one unit
    viewers     how many of them saw the unit
    plays       how often it was played, by all of them together
    stayed      how many saw something later
    skipped     how many of those that stayed did not see the unit
    left        how many saw nothing later: the unit is the last one they saw
    finished    how many saw something of the end, which begins at unit `end`
    median      the share of what counts that half of the people have seen at least, 0-1
    """

    people: int
    viewers: list[int]
    plays: list[int]
    stayed: list[int]
    skipped: list[int]
    left: list[int]
    finished: int
    end: int
    median: float

    @property
    def units(self) -> int:
        return len(self.viewers)


def tally(watched: Iterable[Sequence[Range]], *, units: int, excluded: Iterable[Range] = ()) -> Audience:
    """Add up what people played: for each of them half-open ranges of units, which may overlap.

    `excluded` units do not count for `end` and `median`, and are counted like all others elsewhere. What lies
    past the end of the recording is left out. Takes time by the number of ranges, not of units.
    """
    counting = _counting_before(units, excluded)
    viewers, again, left, shares = [0] * (units + 1), [0] * (units + 1), [0] * units, [0] * (units + 1)
    people = 0
    for runs in watched:
        last = counted = 0
        for place, (start, end) in enumerate(runs):
            if start < last:
                # They went back: what was added so far is added anew, as what they saw in all.
                _add(viewers, runs[:place], -1)
                seen = [(a, min(b, units)) for a, b in merged(runs) if a < units]
                _add(viewers, seen, 1)
                _add(again, runs, 1)
                _add(again, seen, -1)
                last = seen[-1][1]
                counted = sum(counting[b] - counting[a] for a, b in seen)
                break
            if start < units:
                last = end if end < units else units
                viewers[start] += 1
                viewers[last] -= 1
                counted += counting[last] - counting[start]
        if last:
            people += 1
            left[last - 1] += 1
            shares[counted] += 1
    saw = list(accumulate(viewers[:units]))
    plays = [once + more for once, more in zip(saw, accumulate(again[:units]), strict=True)]
    return _audience(people, saw, plays, left, shares, counting)


def _add(steps: list[int], ranges: Iterable[Range], times: int) -> None:
    """Note where ranges begin and end, in a list with one step a unit and one for the end."""
    units = len(steps) - 1
    for start, end in ranges:
        if start < units:
            steps[start] += times
            steps[min(end, units)] -= times


def _audience(
    people: int, viewers: list[int], plays: list[int], left: list[int], shares: list[int], counting: list[int]
) -> Audience:
    stayed = [people - gone for gone in accumulate(left)]
    countable = counting[-1]
    end = next((unit for unit, before in enumerate(counting) if before >= countable * (1 - END_SHARE)), 0)
    return Audience(
        people=people,
        viewers=viewers,
        plays=plays,
        stayed=stayed,
        skipped=[on - (saw - gone) for on, saw, gone in zip(stayed, viewers, left, strict=True)],
        left=left,
        finished=sum(left[end:]),
        end=end,
        median=_median(shares, people) / countable if countable and people else 0.0,
    )


def _counting_before(units: int, excluded: Iterable[Range]) -> list[int]:
    """How many units count before each of them, and before the end."""
    counts = [1] * units
    for start, end in excluded:
        start, end = max(0, start), min(end, units)
        if start < end:
            counts[start:end] = [0] * (end - start)
    return list(accumulate(counts, initial=0))


def _median(shares: list[int], people: int) -> int:
    """The most counted units that at least half of the people have seen."""
    above = 0
    for counted in range(len(shares) - 1, -1, -1):
        above += shares[counted]
        if 2 * above >= people:
            return counted
    return 0
