"""The compact bytes of a session's state, as stored and as compared: equal facts, equal bytes.

One token a piece: a byte of speed (bits 0-3), «gap follows» (4), «jump follows» (5) and length 1-3 or
«length follows» (6-7); then the numbers it announced, as variable-length integers. The gap is the wall time
between the end of the previous piece and this one, the jump the same in media. At uneven speeds every slot is
a token (1.5× is 7, 8, 7, 8 … units a slot), so a byte with 15 as its speed says «the last n tokens, so many
times more».
"""

from collections.abc import Iterator
from typing import Final

from courses.domain.evidence.constants import MAX_RANGES, SESSION_SLOTS
from courses.domain.evidence.pieces import Piece, SessionState

Token = tuple[int, int, int, int]
"""(speed, slots, gap, jump)"""

_VERSION: Final = 1
_SPEED_BITS: Final = 0x0F
_REPEAT: Final = 0x0F
_GAP: Final = 0x10
_JUMP: Final = 0x20
_LONG: Final = 3
_PERIODS: Final = range(1, 5)
_WORTH_REPEATING: Final = 4
_PIECES_MAX: Final = SESSION_SLOTS * MAX_RANGES


class CorruptState(ValueError):  # noqa: N818  # says what is wrong
    """The bytes are not what `encode` wrote."""


def encode(state: SessionState) -> bytes:
    """The bytes of a state: a few for a steady viewer, at most ten a piece; none for an empty state."""
    if not state.pieces:
        return b""
    tokens = list(_tokens(state))
    out = bytearray([_VERSION])
    i = 0
    while i < len(tokens):
        period, times = _repetition(tokens, i)
        if period * times >= _WORTH_REPEATING:
            out.append(_REPEAT | period << 4)
            _put(out, times)
            i += period * times
        else:
            _put_token(out, tokens[i])
            i += 1
    return bytes(out)


def decode(raw: bytes) -> SessionState:
    """The state `encode` wrote; raises CorruptState, and nothing else, for any other bytes."""
    if not raw:
        return SessionState()
    if raw[0] != _VERSION:
        raise CorruptState(f"unknown version {raw[0]}")
    tokens: list[Token] = []
    at = 1
    while at < len(raw):
        head = raw[at]
        at += 1
        if head & _SPEED_BITS == _REPEAT:
            times, at = _take(raw, at)
            period = head >> 4
            if not 0 < period <= len(tokens) or len(tokens) + period * times > _PIECES_MAX:
                raise CorruptState("repeats what is not there")
            tokens.extend(tokens[-period:] * times)
        else:
            token, at = _take_token(raw, at, head)
            tokens.append(token)
    return SessionState(tuple(_pieces(tokens)))


def _tokens(state: SessionState) -> Iterator[Token]:
    k, u = 0, 0
    for piece in state.pieces:
        if piece.speed >= _REPEAT:
            raise ValueError(f"no admitted slot holds {piece.speed} units")
        yield piece.speed, piece.k1 - piece.k0, piece.k0 - k, piece.u0 - u
        k, u = piece.k1, piece.u1


def _pieces(tokens: list[Token]) -> Iterator[Piece]:
    k1, u1 = 0, 0
    for speed, slots, gap, jump in tokens:
        k0, u0 = k1 + gap, u1 + jump
        k1, u1 = k0 + slots, u0 + speed * slots
        if k0 < 0 or u0 < 0 or not 0 < slots <= SESSION_SLOTS - k0:
            raise CorruptState("a piece outside its session")
        yield Piece(k0, k1, u0, u1)


def _repetition(tokens: list[Token], i: int) -> tuple[int, int]:
    """The (period, times) by which the tokens before `i` account for most of those from `i` on."""
    best = (0, 0)
    for period in _PERIODS:
        pattern = tokens[i - period : i] if period <= i else []
        times = 0
        while pattern and tokens[i + times * period : i + (times + 1) * period] == pattern:
            times += 1
        if period * times > best[0] * best[1]:
            best = (period, times)
    return best


def _put_token(out: bytearray, token: Token) -> None:
    speed, slots, gap, jump = token
    short = min(slots - 1, _LONG)
    out.append(speed | _GAP * bool(gap) | _JUMP * bool(jump) | short << 6)
    if short == _LONG:
        _put(out, slots - 1 - _LONG)
    for number in (gap, jump):
        if number:
            _put(out, number * 2 if number > 0 else -number * 2 - 1)


def _take_token(raw: bytes, at: int, head: int) -> tuple[Token, int]:
    slots = (head >> 6) + 1
    if head >> 6 == _LONG:
        more, at = _take(raw, at)
        slots += more
    gap, jump = 0, 0
    if head & _GAP:
        gap, at = _take_signed(raw, at)
    if head & _JUMP:
        jump, at = _take_signed(raw, at)
    return (head & _SPEED_BITS, slots, gap, jump), at


def _put(out: bytearray, number: int) -> None:
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)


def _take(raw: bytes, at: int) -> tuple[int, int]:
    number = 0
    for shift in range(0, 56, 7):
        if at == len(raw):
            raise CorruptState("cut short")
        byte = raw[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, at
    raise CorruptState("a number too large")


def _take_signed(raw: bytes, at: int) -> tuple[int, int]:
    number, at = _take(raw, at)
    return (-(number + 1) // 2 if number & 1 else number // 2), at
