"""Which seconds a session's bytes say were played, without saying when: for reading a hundred thousand of them.

A tenth of the time of `codec.decode`, which tells every piece apart. Tokens that follow each other without a
jump are one run, so somebody who never sought is one run, whatever their speed.
"""

from collections.abc import Iterator
from typing import Final

from courses.domain.evidence import codec
from courses.domain.evidence.ranges import Range

Runs = list[Range]
"""Half-open ranges of units in the order they were played; what was played again is in several of them."""

# A token moves the recording and the wall clock: both in one integer, units below, slots above.
_SHIFT: Final = 32
_SLOT: Final = 1 << _SHIFT
_UNITS: Final = _SLOT - 1
_SPEED: Final = 0x0F
_REPEAT: Final = 0x0F
_GAP: Final = 0x10
_JUMP: Final = 0x20
_LONG: Final = 0xC0
_MORE: Final = 0x80
_PERIOD_MAX: Final = 4

# By the first byte of a token: what one of it moves, or all of it where its length is in that byte.
_MOVES: Final = [((head & _SPEED) + _SLOT) * (1 if head >= _LONG else (head >> 6) + 1) for head in range(256)]
# The same for tokens that are that one byte; 0 for the others.
_STEPS: Final = [
    0 if head & _SPEED == _REPEAT or head & (_GAP | _JUMP) or head >= _LONG else _MOVES[head]
    for head in range(256)
]
_SIGNED: Final = [-(byte + 1) // 2 if byte & 1 else byte // 2 for byte in range(_MORE)]


def read_runs(raw: bytes) -> tuple[Runs, int]:
    """The runs of what `codec.encode` wrote, and how many wall slots had passed when the last one ended.

    Raises CorruptState for bytes that end too early; other bytes give runs that mean nothing.
    """
    tokens = iter(raw)
    try:
        return _read(raw, tokens) if next(tokens, None) else ([], 0)
    except StopIteration:
        raise codec.CorruptState("cut short") from None


def _read(raw: bytes, tokens: Iterator[int]) -> tuple[Runs, int]:
    # Written out without calls: it runs a million times while an editor waits.
    runs: Runs = []
    at = start = latest = 0
    # The steps since the last jump: a repetition that reaches back over one is left to the codec.
    steps: list[int] = []
    for head in tokens:
        step = _STEPS[head]
        if step:
            at += step
            steps.append(step)
            continue
        if head & _SPEED == _REPEAT:
            times = next(tokens)
            if times >= _MORE:
                times = _rest(times, tokens)
            period = head >> 4
            if period > len(steps):
                return _decoded(raw)
            repeated = steps[-period:]
            at += sum(repeated) * times
            steps += repeated * min(times, _PERIOD_MAX)
            continue
        step = _MOVES[head]
        if head >= _LONG:
            more = next(tokens)
            step *= 4 + (more if more < _MORE else _rest(more, tokens))
        if head & _GAP:
            gap = next(tokens)
            gap = _SIGNED[gap] if gap < _MORE else _signed(_rest(gap, tokens))
            if gap < 0:
                latest = max(latest, at >> _SHIFT)
            step += gap * _SLOT
        if head & _JUMP:
            jump = next(tokens)
            jump = _SIGNED[jump] if jump < _MORE else _signed(_rest(jump, tokens))
            units = at & _UNITS
            if units > start:
                runs.append((start, units))
            start = units + jump
            at += jump + step
            steps = []
        else:
            at += step
            steps.append(step)
    units = at & _UNITS
    if units > start:
        runs.append((start, units))
    return runs, max(latest, at >> _SHIFT)


def _decoded(raw: bytes) -> tuple[Runs, int]:
    pieces = codec.decode(raw).pieces
    return [(piece.u0, piece.u1) for piece in pieces if piece.speed], max(piece.k1 for piece in pieces)


def _rest(byte: int, tokens: Iterator[int]) -> int:
    """The number whose first byte announces more."""
    number, shift = byte & 0x7F, 7
    while byte >= _MORE:
        byte = next(tokens)
        number |= (byte & 0x7F) << shift
        shift += 7
    return number


def _signed(number: int) -> int:
    return -(number + 1) // 2 if number & 1 else number // 2
