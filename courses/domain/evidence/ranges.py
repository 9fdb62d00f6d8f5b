"""Sets of integers (media units, slots) as sorted, disjoint, non-touching half-open ranges."""

from collections.abc import Iterable

Range = tuple[int, int]
Ranges = tuple[Range, ...]


def merged(ranges: Iterable[Range]) -> Ranges:
    """The union of ranges given in any order; empty and reversed ones are dropped."""
    union: list[Range] = []
    for start, end in sorted(ranges):
        if end <= start:
            continue
        if union and start <= union[-1][1]:
            if end > union[-1][1]:
                union[-1] = (union[-1][0], end)
        else:
            union.append((start, end))
    return tuple(union)


def subtracted(ranges: Iterable[Range], holes: Iterable[Range]) -> Ranges:
    """What of `ranges` lies outside `holes`; both may be in any order and overlap."""
    rest: list[Range] = []
    gaps = merged(holes)
    if not gaps:
        return merged(ranges)
    at = 0
    for start, end in merged(ranges):
        while at < len(gaps) and gaps[at][1] <= start:
            at += 1
        left = start
        for hole_start, hole_end in gaps[at:]:
            if hole_start >= end:
                break
            if hole_start > left:
                rest.append((left, hole_start))
            left = hole_end
        if left < end:
            rest.append((left, end))
    return tuple(rest)


def total(ranges: Iterable[Range]) -> int:
    """How many integers disjoint ranges hold."""
    return sum(end - start for start, end in ranges)
