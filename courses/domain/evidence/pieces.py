"""What a watch session has shown so far, folded from its slots into few pieces."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from courses.domain.evidence.admission import AdmittedSlot
from courses.domain.evidence.ranges import Range, Ranges

_NOTHING: Final[Ranges] = ((0, 0),)


class Piece(NamedTuple):
    """Wall slots [k0, k1) in each of which the same number of consecutive units was played: [u0, u1) in all.

    Equal speed is what lets a piece be cut before any wall slot exactly, so that a deadline or a takeover
    never depends on claims that came later. A piece of speed 0 holds slots that were claimed without a unit.
    """

    k0: int
    k1: int
    u0: int
    u1: int

    @property
    def speed(self) -> int:
        """Units a slot."""
        return (self.u1 - self.u0) // (self.k1 - self.k0)

    def units_before(self, k: int) -> Range:
        """The units played in the slots before k."""
        return self.u0, self.u0 + self.speed * max(0, min(k, self.k1) - self.k0)


@dataclass(frozen=True, slots=True)
class WallSet:
    """A set of wall slots, as the bits of one integer (at most 6 h of slots, 540 bytes)."""

    bits: int = 0

    def __contains__(self, k: int) -> bool:
        return bool(self.bits >> k & 1)

    def __len__(self) -> int:
        return self.bits.bit_count()

    def joined(self, slots: Iterable[int]) -> "WallSet":
        """This set and the given slots."""
        bits = self.bits
        for k in slots:
            bits |= 1 << k
        return WallSet(bits)


@dataclass(frozen=True)
class SessionState:
    """The folded facts of one session: maximal pieces ordered by (k0, u0), a function of the facts alone."""

    pieces: tuple[Piece, ...] = ()

    @cached_property
    def wall(self) -> WallSet:
        """The slots already taken, with or without a unit played in them."""
        bits = 0
        for piece in self.pieces:
            bits |= ((1 << piece.k1 - piece.k0) - 1) << piece.k0
        return WallSet(bits)

    def slots(self, *, since: int = 0) -> Iterator[AdmittedSlot]:
        """The facts themselves, by k, from the slot `since` on: what was folded can be told apart again."""
        yield from _facts(self.pieces, since)

    def pieces_before(self, k: int) -> tuple[Piece, ...]:
        """The pieces of the facts about slots before k: the state as if nothing later had been claimed."""
        return tuple(
            piece if piece.k1 <= k else Piece(piece.k0, k, *piece.units_before(k))
            for piece in self.pieces
            if piece.k0 < k
        )


def fold(state: SessionState, slots: Iterable[AdmittedSlot]) -> SessionState:
    """Add the slots that are not yet taken; the first claim of a slot wins, here and in earlier calls.

    The result depends on the set of facts only, not on how they were ordered, repeated or split into calls.
    """
    wall = state.wall
    fresh: dict[int, Ranges] = {}
    for slot in slots:
        if slot.k not in wall:
            fresh.setdefault(slot.k, slot.ranges)
    if not fresh:
        return state
    first = min(fresh)
    fresh.update(state.slots(since=first))
    return SessionState(_chained(state.pieces_before(first), fresh))


def join(state: SessionState, other: SessionState) -> SessionState:
    """Add the facts of another state, as `fold` does with its slots; quick where they only go on from this one."""
    if not other.pieces:
        return state
    if not state.pieces:
        return other
    end = state.wall.bits.bit_length()
    pieces = other.pieces
    if pieces[0].k0 < end:
        before_end = other.wall.bits & ((1 << end) - 1)
        if before_end & ~state.wall.bits:
            return fold(state, other.slots())
        pieces = tuple(_after(pieces, end))
        if not pieces:
            return state
    return SessionState(_lengthened(state.pieces, pieces))


def piece_of(slots: Sequence[AdmittedSlot]) -> Piece | None:
    """The one piece that slots make which follow each other at one speed, as those of a steady player do."""
    k, at = slots[0].k, slots[0].ranges[0][0] if len(slots[0].ranges) == 1 else -1
    speed = slots[0].ranges[0][1] - at if at >= 0 else 0
    first, start = k, at
    for slot in slots:
        if slot.k != k or slot.ranges != ((at, at + speed),):
            return None
        k, at = k + 1, at + speed
    return Piece(first, k, start, at)


def _after(pieces: Iterable[Piece], k: int) -> Iterator[Piece]:
    """What of some pieces lies at the slot k and later."""
    for piece in pieces:
        if piece.k0 >= k:
            yield piece
        elif piece.k1 > k:
            yield Piece(k, piece.k1, piece.u0 + piece.speed * (k - piece.k0), piece.u1)


def _lengthened(pieces: tuple[Piece, ...], later: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Two lists of pieces as one, where every slot of the second comes after every slot of the first."""
    at = later[0].k0
    tails = {(piece.u1, piece.speed): i for i, piece in enumerate(pieces) if piece.k1 == at}
    if not tails:
        return pieces + later
    joined = list(pieces)
    for piece in later:
        i = tails.get((piece.u0, piece.speed)) if piece.k0 == at else None
        if i is None:
            joined.append(piece)
        else:
            joined[i] = Piece(joined[i].k0, piece.k1, joined[i].u0, piece.u1)
    return tuple(joined)


def _facts(pieces: Iterable[Piece], since: int) -> Iterator[AdmittedSlot]:
    by_slot: dict[int, list[Range]] = {}
    for piece in pieces:
        speed = piece.speed
        for k in range(max(piece.k0, since), piece.k1):
            start = piece.u0 + (k - piece.k0) * speed
            ranges = by_slot.setdefault(k, [])
            if speed:
                ranges.append((start, start + speed))
    for k in sorted(by_slot):
        yield AdmittedSlot(k, tuple(sorted(by_slot[k])))


def _chained(before: tuple[Piece, ...], facts: dict[int, Ranges]) -> tuple[Piece, ...]:
    """Lengthen pieces by the facts that follow them; `facts` are all later than what `before` holds.

    Ranges within a slot never touch, so at most one piece can go on with a given range: the result is unique.
    """
    pieces = list(before)
    at = min(facts)
    tails = {(piece.u1, piece.speed): i for i, piece in enumerate(pieces) if piece.k1 == at}
    for k in sorted(facts):
        if k != at:
            tails = {}
        next_tails: dict[tuple[int, int], int] = {}
        for start, end in facts[k] or _NOTHING:
            speed = end - start
            i = tails.get((start, speed))
            if i is None:
                i = len(pieces)
                pieces.append(Piece(k, k + 1, start, end))
            else:
                pieces[i] = Piece(pieces[i].k0, k + 1, pieces[i].u0, end)
            next_tails[end, speed] = i
        tails = next_tails
        at = k + 1
    return tuple(pieces)
