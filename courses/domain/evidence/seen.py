"""Which units of a recording a person has seen, by when, and since when that is enough."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache, partial
from math import ceil

from courses.domain.evidence.constants import SESSION_SLOTS, SLOT_MS
from courses.domain.evidence.pieces import SessionState
from courses.domain.evidence.ranges import Range, Ranges, merged, subtracted, total
from courses.domain.evidence.recut import Edits, moved
from courses.domain.evidence.units import units_of

__all__ = [
    "Lane",
    "completed_at",
    "counted",
    "lanes",
    "required_units",
    "seen",
    "units_of",
]


@dataclass(frozen=True, slots=True)
class Lane:
    """A recorded session in its lane: it counts from `t0_ms` until the next one starts at `ends_at_ms`.

    `edits` lead from the cut it was watched in to the one its units are counted in; None where that is one.
    """

    t0_ms: int
    ends_at_ms: int | None
    state: SessionState
    edits: Edits | None = None

    def slots_until(self, until_ms: int | None) -> int:
        """How many first slots count: those that end within the lane and start before `until_ms`."""
        slots = SESSION_SLOTS
        if self.ends_at_ms is not None:
            slots = min(slots, (self.ends_at_ms - self.t0_ms) // SLOT_MS)
        if until_ms is not None:
            slots = min(slots, -((self.t0_ms - until_ms) // SLOT_MS))
        return max(0, slots)

    def units_before(self, k: int) -> list[Range]:
        """The units played in the slots before k, as ranges that may overlap."""
        played = [piece.units_before(k) for piece in self.state.pieces if piece.k0 < k]
        return played if self.edits is None else moved(played, self.edits)


def lanes(starts: Iterable[tuple[int, int]]) -> dict[int, int | None]:
    """Where each of a person's recorded sessions, of whatever activity, ends: at the start of their next one.

    Takes (sid, t0_ms), answers {sid: ends_at_ms}, None for the newest. Of sessions started in one millisecond
    the one with the greatest sid is the newest.
    """
    ordered = sorted(starts, key=lambda start: (start[1], start[0]))
    ends: list[int | None] = [t0_ms for _, t0_ms in ordered[1:]]
    return dict(zip((sid for sid, _ in ordered), [*ends, None], strict=False))


def seen(
    sessions: Iterable[Lane], *, units: int, excluded: Iterable[Range] = (), until_ms: int | None = None
) -> Ranges:
    """The units of one activity seen in wall slots that start before `until_ms` (None: in all).

    What an editor excluded is left out.
    """
    played: list[Range] = []
    for session in sessions:
        played += session.units_before(session.slots_until(until_ms))
    return _within(subtracted(played, excluded), units)


def counted(seen_ranges: Iterable[Range], *, units: int, excluded: Iterable[Range]) -> int:
    """How many of the seen units count."""
    return total(_within(subtracted(seen_ranges, excluded), units))


@lru_cache(maxsize=1024)
def required_units(share: Decimal | Fraction | float | str, countable: int) -> int:
    """ceil(share × countable), with the share taken as the decimal it is written as (0.95 is 95/100).

    Raises ValueError for what is not a number from 0 to 1.
    """
    exact = share if isinstance(share, Fraction) else Fraction(str(share))
    if not 0 <= exact <= 1:
        raise ValueError("a share is between 0 and 1")
    return ceil(exact * countable)


def completed_at(
    sessions: Iterable[Lane],
    *,
    required: int,
    units: int,
    excluded: Iterable[Range] = (),
    closes_at_ms: int | None = None,
) -> int | None:
    """The instant from which enough units were seen, in UTC milliseconds, or None while they are not.

    It is the end of the wall slot in which the required count is first reached, and never after
    `closes_at_ms`, before which a slot must start to count. Where nothing is required it is None.
    """
    if required <= 0:
        return None
    holes = merged(excluded)
    earlier: Ranges = ()
    # Lanes do not overlap, so what counts in one session is all earlier than what counts in the next.
    for session in sorted(sessions, key=lambda session: session.t0_ms):
        slots = session.slots_until(closes_at_ms)
        count_before = partial(_count_before, session=session, earlier=earlier, units=units, excluded=holes)
        missing = required - count_before(0)
        k = _slots_straight_on(session, before=(*earlier, *holes), missing=missing, units=units)
        if k is None and count_before(slots) >= required:
            k = bisect_left(range(slots), required, key=count_before)
        if k is not None and k <= slots:
            ended_ms = session.t0_ms + k * SLOT_MS
            return ended_ms if closes_at_ms is None else min(ended_ms, closes_at_ms)
        earlier = merged((*earlier, *session.units_before(slots)))
    return None


def _slots_straight_on(session: Lane, *, before: Iterable[Range], missing: int, units: int) -> int | None:
    """How many slots it takes to see `missing` more units; None where that is not plain from the pieces.

    It is where every piece plays on behind all that was played before: nearly everybody watches like that, and
    a season of them is counted in a fraction of the time that bisection takes.
    """
    if session.edits is not None:
        return None
    k1, u1 = 0, max((end for _, end in before), default=0)
    for piece in session.state.pieces:
        gained = piece.u1 - piece.u0
        if piece.k0 < k1 or piece.u1 > units or (gained and piece.u0 < u1):
            return None
        if gained >= missing:
            return piece.k0 - (-missing // piece.speed)
        missing -= gained
        k1, u1 = piece.k1, max(u1, piece.u1)
    return None


def _count_before(k: int, *, session: Lane, earlier: Ranges, units: int, excluded: Ranges) -> int:
    return counted((*earlier, *session.units_before(k)), units=units, excluded=excluded)


def _within(ranges: Ranges, units: int) -> Ranges:
    if not ranges or ranges[-1][1] <= units:
        return ranges
    return tuple((start, min(end, units)) for start, end in ranges if start < units)
