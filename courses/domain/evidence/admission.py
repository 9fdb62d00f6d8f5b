"""Admission of pings: what a body claims, and how much of the claim the server's own clock allows."""

import json
from typing import Any, Final, Literal, NamedTuple

from courses.domain.evidence.constants import (
    BODY_MAX,
    CLOCK_SLACK_MS,
    END_TOLERANCE_MS,
    INTEGER_LIMIT,
    MAX_RANGES,
    MAX_SLOTS,
    SESSION_SLOTS,
    SLOT_MEDIA_MS,
    SLOT_MS,
    SLOT_UNITS,
    STALE_MS,
)
from courses.domain.evidence.ranges import Range, Ranges, merged
from courses.domain.evidence.tokens import Anchor
from courses.domain.evidence.units import units_before, units_of

Reason = Literal["malformed", "future", "stale", "range"]

_ANSWER_MAX: Final = 200
_INTEGER_DIGITS: Final = len(str(-INTEGER_LIMIT))
_CLAIM_LENGTHS: Final = frozenset(range(3, 2 + 2 * MAX_RANGES, 2))


class BodyTooLarge(ValueError):  # noqa: N818  # says what is wrong, as the ones below
    """The body is longer than BODY_MAX bytes."""


class MalformedBody(ValueError):  # noqa: N818  # as above
    """The body is not the JSON object a ping is."""


class Ping(NamedTuple):
    """A parsed body: the token, the slots exactly as sent (not yet judged), the prompt it answers."""

    token: str
    slots: list[object]
    answer: str | None


class AdmittedSlot(NamedTuple):
    """The fact «wall slot k contained these media units»: sorted, disjoint, non-touching half-open ranges.

    No ranges is a fact too: the slot was claimed, but less than half of any unit was played in it.
    """

    k: int
    ranges: Ranges


class Admitted(NamedTuple):
    """A judged ping: its new slots in the order sent, how many known ones there are, refusals by reason.

    All of these are distinct; `repeated` counts further claims for one of them.
    """

    slots: tuple[AdmittedSlot, ...]
    known: int
    repeated: int
    rejected: dict[Reason, int]

    @property
    def taken(self) -> int:
        """How many slots count as taken, by this ping or before it."""
        return len(self.slots) + self.known

    @property
    def all_stale(self) -> bool:
        """Whether something was claimed and every bit of it came too late."""
        return not self.taken and self.rejected.keys() == {"stale"}


def _read_integer(digits: str) -> int | float:
    """Integers beyond what JSON numbers carry exactly become infinite, and are refused like any float."""
    return int(digits) if len(digits) <= _INTEGER_DIGITS else float("inf")


# NaN and the infinities are let through here, so that they spoil their slot and not the whole ping.
_DECODER: Final = json.JSONDecoder()
# So are integers of thousands of digits, which Python does not read; asking about every integer takes twice as long.
_PATIENT_DECODER: Final = json.JSONDecoder(parse_int=_read_integer)


def _decode(text: str) -> Any:
    try:
        return _DECODER.decode(text)
    except ValueError:
        return _PATIENT_DECODER.decode(text)


def parse_ping(body: bytes) -> Ping:
    """Read a ping's body.

    Raises BodyTooLarge, or MalformedBody when it is not an object `{t, s?, a?}` with a string, a list of at
    most MAX_SLOTS slots and a string; the slots are judged one by one by `admit_recorded`.
    """
    if len(body) > BODY_MAX:
        raise BodyTooLarge(f"a ping has at most {BODY_MAX} bytes")
    try:
        ping = _decode(body.decode())
    except (ValueError, RecursionError) as error:
        raise MalformedBody("not JSON in UTF-8") from error
    if not isinstance(ping, dict):
        raise MalformedBody("not an object")
    token, slots, answer = ping.get("t"), ping.get("s", []), ping.get("a")
    if not isinstance(token, str):
        raise MalformedBody("no token")
    if not isinstance(slots, list) or len(slots) > MAX_SLOTS:
        raise MalformedBody(f"s is not a list of at most {MAX_SLOTS} slots")
    if answer is not None and not _is_prompt_id(answer):
        raise MalformedBody("a is not the id of a prompt")
    return Ping(token, slots, answer)


def _is_prompt_id(answer: object) -> bool:
    return isinstance(answer, str) and answer.isascii() and len(answer) <= _ANSWER_MAX


def admit_recorded(slots: list[object], *, anchor: Anchor, now_ms: int, known: int = 0) -> Admitted:
    """Judge each claimed slot `[k, m0_ms, m1_ms, …]` against the server's clock and the recording's length.

    A refused slot spoils no other one; of several claims for one slot the first admissible one is taken. The
    bits of `known` are slots taken before: they are judged like all others, and only counted.
    """
    # None is a known slot: most of a ping was sent before, so its units are not worked out again.
    admitted: dict[int, AdmittedSlot | None] = {}
    rejected: dict[Reason, int] = {}
    repeated = 0
    for raw in slots:
        claim = _read_claim(raw)
        if claim is None:
            rejected["malformed"] = rejected.get("malformed", 0) + 1
            continue
        k = claim[0]
        reason = _time_refusal(k, anchor.t0_ms, now_ms) or _range_refusal(claim, anchor.duration_ms)
        if reason is not None:
            rejected[reason] = rejected.get(reason, 0) + 1
        elif k in admitted:
            repeated += 1
        elif known >> k & 1:
            admitted[k] = None
        else:
            admitted[k] = AdmittedSlot(k, _units_played(claim, anchor.duration_ms))
    fresh = tuple(slot for slot in admitted.values() if slot is not None)
    return Admitted(fresh, len(admitted) - len(fresh), repeated, rejected)


def _read_claim(raw: object) -> list[int] | None:
    """The slot if it is k and one to MAX_RANGES pairs of JSON integers, with k not negative."""
    if not isinstance(raw, list) or len(raw) not in _CLAIM_LENGTHS:
        return None
    for number in raw:
        # bool is a subclass of int, and true is not a number of milliseconds
        if type(number) is not int or not -INTEGER_LIMIT < number < INTEGER_LIMIT:
            return None
    return raw if raw[0] >= 0 else None


def _time_refusal(k: int, t0_ms: int, now_ms: int) -> Reason | None:
    ended_ms = t0_ms + (k + 1) * SLOT_MS
    if k >= SESSION_SLOTS or ended_ms > now_ms + CLOCK_SLACK_MS:
        return "future"
    return "stale" if now_ms - ended_ms > STALE_MS else None


def _range_refusal(claim: list[int], duration_ms: int) -> Reason | None:
    for i in range(1, len(claim), 2):
        start, end = claim[i], claim[i + 1]
        if not 0 <= start < end <= duration_ms + END_TOLERANCE_MS:
            return "range"
    return None


def _units_played(claim: list[int], duration_ms: int) -> Ranges:
    """The units a claim is credited with, cut in the order played to what one slot of wall time can hold."""
    media_left_ms = SLOT_MEDIA_MS
    played: list[Range] = []
    for i in range(1, len(claim), 2):
        start, claimed_end = claim[i], claim[i + 1]
        end = min(claimed_end, duration_ms, start + media_left_ms)
        if end <= start:
            continue
        media_left_ms -= end - start
        # The last unit of a recording of N.5 s has its middle at the very end, where no m1 can lie beyond it.
        last = units_of(duration_ms) if end == duration_ms else units_before(end)
        played.append((units_before(start), last))
    # Within the media budget one range holds at most SLOT_UNITS, several can hold more.
    return merged(played) if len(played) == 1 else _first_units(played)


def _first_units(played: list[Range]) -> Ranges:
    """The first SLOT_UNITS distinct units in the order played; each jump could win one by rounding."""
    units: set[int] = set()
    for start, end in played:
        for unit in range(start, end):
            if len(units) < SLOT_UNITS:
                units.add(unit)
    return merged((unit, unit + 1) for unit in units)
