import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.domain.evidence.admission import AdmittedSlot
from courses.domain.evidence.codec import CorruptState, decode, encode
from courses.domain.evidence.constants import MAX_RANGES, SESSION_SLOTS
from courses.domain.evidence.pieces import SessionState, fold
from tests.courses.domain.evidence.strategies import facts

PIECE_BYTES_MAX = 10


def folded(slots):
    return fold(SessionState(), slots)


def watched(rate, *, slots, start_ms=1234):
    """The state of someone who watched without a pause."""
    cuts = [int((start_ms + k * 5000 * rate + 499) // 1000) for k in range(slots + 1)]
    return folded(AdmittedSlot(k, ((cuts[k], cuts[k + 1]),)) for k in range(slots))


@given(facts)
def test_invariant_4_the_codec_round_trips_and_its_size_is_bounded(slots):
    state = folded(slots.values())
    raw = encode(state)
    assert decode(raw) == state
    assert len(raw) <= 1 + PIECE_BYTES_MAX * len(state.pieces)
    assert len(state.pieces) <= MAX_RANGES * max(1, len(slots))


@pytest.mark.parametrize(("rate", "size"), [(0.75, 16), (1, 8), (1.25, 16), (1.5, 16), (1.75, 16), (2, 8)])
def test_six_hours_at_any_speed_take_a_few_bytes(rate, size):
    state = watched(rate, slots=SESSION_SLOTS)
    assert len(encode(state)) <= size
    assert decode(encode(state)) == state


def test_the_worst_a_forger_can_store_is_bounded():
    worst = folded(
        AdmittedSlot(
            k, tuple((n * 80_000 + k * 9 % 70_000, n * 80_000 + k * 9 % 70_000 + 1 + n) for n in range(4))
        )
        for k in range(SESSION_SLOTS)
    )
    raw = encode(worst)
    assert decode(raw) == worst
    assert len(raw) <= 1 + PIECE_BYTES_MAX * MAX_RANGES * SESSION_SLOTS


def test_nothing_is_no_bytes():
    assert encode(SessionState()) == b""
    assert decode(b"") == SessionState()


@given(st.one_of(st.binary(max_size=40), st.binary(max_size=40).map(lambda tail: b"\x01" + tail)))
def test_other_bytes_are_a_state_or_corrupt(raw):
    try:
        state = decode(raw)
    except CorruptState:
        return
    assert all(0 <= piece.k0 < piece.k1 <= SESSION_SLOTS and piece.u0 >= 0 for piece in state.pieces)


@pytest.mark.parametrize(
    "raw",
    [
        b"\x02",
        b"\x01\x15",
        b"\x01\x05\x0f\x01",
        b"\x01\x05\x1f",
        b"\x01\x05\x1f\xff\xff\xff\xff\x7f",
        b"\x01\xc5\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
        b"\x01\x35\x01\x00",
        b"\x01\xc5\xff\x7f",
    ],
)
def test_corrupt_bytes_are_named_so(raw):
    with pytest.raises(CorruptState):
        decode(raw)


def test_a_slot_no_admission_lets_through_is_not_stored():
    with pytest.raises(ValueError, match="15 units"):
        encode(folded([AdmittedSlot(0, ((0, 15),))]))
