"""Where the seconds of an earlier cut of a recording are in a later one."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from courses.domain.evidence.ranges import Range


class Part(NamedTuple):
    """Units [start, end) of the earlier cut, which the later one plays from `becomes` on."""

    start: int
    end: int
    becomes: int

    @property
    def shift(self) -> int:
        """By how much every unit moves."""
        return self.becomes - self.start

    @property
    def target(self) -> Range:
        """Its units in the later cut."""
        return self.becomes, self.end + self.shift


# By `start`, disjoint in the earlier cut and in the later one: every unit goes to one place or to none.
Edits = tuple[Part, ...]


class Cut(NamedTuple):
    """One cut: its units, and what it took from the cut before it; None: units kept their places."""

    units: int
    edits: Edits | None


def read_edits(stored: Iterable[Sequence[int]] | None) -> Edits | None:
    """[[start, end, becomes], …] as parts in order; None stays None."""
    return None if stored is None else tuple(sorted(Part(*row) for row in stored))


def unmoved(units: int) -> Edits:
    """The edit list by which this many first units keep their places."""
    return (Part(0, units, 0),) if units else ()


def moved(ranges: Iterable[Range], edits: Edits) -> list[Range]:
    """Where ranges of the earlier cut are in the later one; what was cut out is left out."""
    return [
        (max(start, part.start) + part.shift, min(end, part.end) + part.shift)
        for start, end in ranges
        for part in edits
        if start < part.end and part.start < end
    ]


def moved_position(position: int, edits: Edits) -> int:
    """Where to go on in the later cut: after the last unit before `position` that it kept."""
    for part in reversed(edits):
        if part.start < position:
            return min(position, part.end) + part.shift
    return 0


def composed(first: Edits, second: Edits) -> Edits:
    """The edit list of two re-cuts, one after the other."""
    parts = []
    for part in first:
        start, end = part.target
        for after in second:
            left, right = max(start, after.start), min(end, after.end)
            if left < right:
                parts.append(Part(left - part.shift, right - part.shift, left + after.shift))
    return tuple(sorted(parts))


def edits_between(earlier: int, cuts: Iterable[Cut]) -> Edits:
    """What became of a cut of `earlier` units through the cuts that followed it, up to the last one given."""
    units, edits = earlier, unmoved(earlier)
    for cut in cuts:
        kept = unmoved(min(units, cut.units)) if cut.edits is None else cut.edits
        edits = composed(edits, _clipped(kept, cut.units))
        units = cut.units
    return edits


def _clipped(edits: Edits, units: int) -> Edits:
    """An edit list may be written before it is known how long the later cut is."""
    return tuple(
        Part(part.start, min(part.end, units - part.shift), part.becomes)
        for part in edits
        if part.becomes < units
    )


class Fault(NamedTuple):
    """What is wrong with one row of an edit list, and in which field of it."""

    row: int
    field: str
    code: str


def find_faults(rows: Sequence[Part], *, units_before: int, units_after: int | None) -> list[Fault]:
    """What is wrong with the rows of an edit list; None: it is not known yet how long the later cut is.

    Codes: `reversed`, `outside_before`, `outside_after`, `overlap_before`, `overlap_after`; a row is named
    by its number, and the field by the name of a Part.
    """
    faults: list[Fault] = []
    for number, row in enumerate(rows):
        before = [other for other in rows[:number] if other.end > other.start]
        if row.end <= row.start:
            faults.append(Fault(number, "end", "reversed"))
            continue
        if row.end > units_before:
            faults.append(Fault(number, "end", "outside_before"))
        elif any(_overlap((row.start, row.end), (other.start, other.end)) for other in before):
            faults.append(Fault(number, "start", "overlap_before"))
        if units_after is not None and row.target[1] > units_after:
            faults.append(Fault(number, "becomes", "outside_after"))
        elif any(_overlap(row.target, other.target) for other in before):
            faults.append(Fault(number, "becomes", "overlap_after"))
    return faults


def _overlap(one: Range, other: Range) -> bool:
    return one[0] < other[1] and other[0] < one[1]
