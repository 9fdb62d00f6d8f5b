"""A recording as its evidence is counted: how many units it has, and which of them nobody has to see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from courses.domain.evidence.ranges import Ranges, merged, subtracted, total
from courses.domain.evidence.seen import required_units
from courses.domain.evidence.units import units_of


@dataclass(frozen=True, slots=True)
class Recording:
    """`units` in all; `excluded` are half-open ranges of those that do not count, within the recording."""

    units: int
    excluded: Ranges = ()

    @classmethod
    def of(cls, duration_ms: int, excluded: Iterable[Sequence[int]] = ()) -> "Recording":
        """A recording of this length; `excluded` may overlap, be in any order, and reach past the end."""
        units = units_of(duration_ms)
        parts = merged((max(0, start), min(end, units)) for start, end in excluded)
        return cls(units, parts)

    @property
    def countable(self) -> int:
        """How many units count."""
        return self.units - total(self.excluded)

    @property
    def counting(self) -> Ranges:
        """The units that count, as ranges."""
        return subtracted([(0, self.units)], self.excluded)

    def required(self, share: Decimal | Fraction | float | str) -> int:
        """ceil(share × countable). Raises ValueError for what is not a number from 0 to 1."""
        return required_units(share, self.countable)

    def missing(self, seen: Iterable[tuple[int, int]]) -> Ranges:
        """What counts and is not among the seen units."""
        return subtracted(self.counting, seen)

    def evidence(self, *, seen_s: int, share: Decimal | Fraction | float | str) -> dict[str, int]:
        """What a completion shows of it: `countable_s` stands there only where something is excluded."""
        shown = {"seen_s": seen_s, "required_s": self.required(share), "duration_s": self.units}
        return {**shown, "countable_s": self.countable} if self.excluded else shown
