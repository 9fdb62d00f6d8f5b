import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.domain.evidence.admission import AdmittedSlot
from courses.domain.evidence.codec import CorruptState, encode
from courses.domain.evidence.constants import SESSION_SLOTS
from courses.domain.evidence.pieces import Piece, SessionState, fold
from courses.domain.evidence.runs import read_runs
from tests.courses.domain.evidence.strategies import facts


def played(ranges):
    """How often each unit is in the ranges."""
    counts = {}
    for start, end in ranges:
        for unit in range(start, end):
            counts[unit] = counts.get(unit, 0) + 1
    return counts


def assert_same(state):
    runs, slots = read_runs(encode(state))
    assert played(runs) == played((piece.u0, piece.u1) for piece in state.pieces)
    assert slots == max((piece.k1 for piece in state.pieces), default=0)
    assert all(start < end for start, end in runs)


@given(facts)
def test_runs_hold_what_the_pieces_hold(slots):
    assert_same(fold(SessionState(), slots.values()))


# Repetitions after repetitions and across jumps, which an even player never leaves behind.
tokens = st.tuples(
    st.integers(0, 14), st.integers(1, 5), st.integers(-3, 3), st.sampled_from([0, 0, 0, 1, 300, -7])
)


@given(st.lists(st.tuples(st.lists(tokens, min_size=1, max_size=4), st.integers(1, 9)), max_size=6))
def test_runs_hold_what_any_repetition_holds(patterns):
    pieces, k, u = [], 0, 50_000
    for pattern, times in patterns:
        for speed, slots, gap, jump in pattern * times:
            k, u = max(0, k + gap), u + jump
            pieces.append(Piece(k, k + slots, u, u + speed * slots))
            k, u = k + slots, u + speed * slots
    assert_same(SessionState(tuple(pieces)))


@pytest.mark.parametrize("rate", [0.75, 1, 1.25, 1.5, 1.75, 2])
def test_whoever_never_sought_is_one_run_whatever_their_speed(rate):
    cuts = [int(k * 5 * rate + 0.5) for k in range(SESSION_SLOTS + 1)]
    state = fold(SessionState(), [AdmittedSlot(k, ((cuts[k], cuts[k + 1]),)) for k in range(SESSION_SLOTS)])
    assert read_runs(encode(state)) == ([(0, cuts[-1])], SESSION_SLOTS)


def test_nothing_is_no_runs():
    assert read_runs(b"") == ([], 0)


@pytest.mark.parametrize("raw", [b"\x01\x15", b"\x01\x05\x1f", b"\x01\xc5", b"\x01\xc5\xff", b"\x01\x25\x80"])
def test_bytes_that_end_too_early_are_corrupt(raw):
    with pytest.raises(CorruptState):
        read_runs(raw)
