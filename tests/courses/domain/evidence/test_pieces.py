from hypothesis import given
from hypothesis import strategies as st

from courses.domain.evidence.admission import AdmittedSlot
from courses.domain.evidence.codec import encode
from courses.domain.evidence.pieces import Piece, SessionState, WallSet, fold, join, piece_of
from tests.courses.domain.evidence.strategies import facts


def steady(first, count, *, start=0, pace=5):
    return [
        AdmittedSlot(first + i, ((start + i * pace, start + (i + 1) * pace),) if pace else ())
        for i in range(count)
    ]


def folded(*slots):
    return fold(SessionState(), slots)


def test_steady_watching_is_one_piece():
    assert folded(*steady(3, 100)).pieces == (Piece(3, 103, 0, 500),)


def test_a_change_of_speed_a_jump_and_a_pause_begin_new_pieces():
    state = folded(
        *steady(0, 4),
        *steady(4, 2, start=20, pace=10),
        *steady(6, 2, start=100),
        *steady(10, 2, start=110),
    )
    assert state.pieces == (
        Piece(0, 4, 0, 20),
        Piece(4, 6, 20, 40),
        Piece(6, 8, 100, 110),
        Piece(10, 12, 110, 120),
    )


def test_slots_without_a_unit_are_taken_all_the_same():
    state = fold(folded(*steady(0, 3, pace=0)), steady(1, 1))
    assert state.pieces == (Piece(0, 3, 0, 0),)
    assert 1 in state.wall


def test_a_gap_filled_later_joins_its_neighbours():
    slots = steady(0, 9)
    state = fold(folded(*slots[:4], *slots[5:]), [slots[4]])
    assert state.pieces == (Piece(0, 9, 0, 45),)


def test_the_first_claim_of_a_slot_wins():
    first, other = AdmittedSlot(4, ((0, 5),)), AdmittedSlot(4, ((50, 60),))
    assert folded(first, other) == folded(first) == fold(folded(first), [other])


def test_two_ranges_of_a_slot_go_on_side_by_side():
    state = folded(AdmittedSlot(0, ((0, 2), (50, 53))), AdmittedSlot(1, ((2, 4), (53, 56))))
    assert state.pieces == (Piece(0, 2, 0, 4), Piece(0, 2, 50, 56))


def test_a_wall_set_counts_and_tells():
    wall = WallSet().joined([0, 4, 4, 4319])
    assert len(wall) == 3
    assert [k for k in (0, 1, 4, 4318, 4319, 9999) if k in wall] == [0, 4, 4319]


@given(facts)
def test_folding_loses_nothing(slots):
    state = folded(*slots.values())
    assert {slot.k: slot for slot in state.slots()} == slots
    assert [k for k in range(100) if k in state.wall] == sorted(slots)


@given(facts, st.integers(0, 90))
def test_a_state_is_cut_before_any_slot_as_if_nothing_later_had_been_claimed(slots, k):
    earlier = folded(*(slot for slot in slots.values() if slot.k < k))
    assert folded(*slots.values()).pieces_before(k) == earlier.pieces
    assert list(folded(*slots.values()).slots(since=k)) == [slots[i] for i in sorted(slots) if i >= k]


@given(facts, st.data())
def test_invariant_2_permuting_splitting_duplicating_gives_identical_bytes(slots, data):
    sent = list(slots.values())
    sent = data.draw(
        st.permutations([*sent, *data.draw(st.lists(st.sampled_from(sent)) if sent else st.just([]))])
    )
    cuts = sorted(data.draw(st.lists(st.integers(0, len(sent)), max_size=5)))
    state = SessionState()
    for start, end in zip([0, *cuts], [*cuts, len(sent)], strict=True):
        state = fold(state, sent[start:end])
    assert encode(state) == encode(folded(*slots.values()))


@given(facts)
def test_pieces_are_as_long_as_can_be(slots):
    pieces = folded(*slots.values()).pieces
    assert list(pieces) == sorted(pieces, key=lambda piece: (piece.k0, piece.u0))
    starts = {(piece.k0, piece.u0, piece.speed) for piece in pieces}
    assert not [piece for piece in pieces if (piece.k1, piece.u1, piece.speed) in starts]


@given(facts, facts)
def test_joining_states_is_folding_their_slots(one, other):
    state, added = folded(*one.values()), folded(*other.values())
    assert join(state, added) == fold(state, added.slots())


@given(facts, st.integers(0, 40))
def test_joining_what_comes_later_is_folding_its_slots(slots, at):
    earlier = folded(*(slot for slot in slots.values() if slot.k < at))
    later = folded(*(slot for slot in slots.values() if slot.k >= max(0, at - 2)))
    assert join(earlier, later) == fold(earlier, later.slots()) == folded(*slots.values())


def test_the_one_piece_of_a_steady_player():
    assert piece_of(steady(3, 12, start=40, pace=8)) == Piece(3, 15, 40, 136)


@given(st.lists(st.sampled_from(steady(0, 4) + steady(4, 2, start=21) + steady(6, 2, pace=0)), min_size=1))
def test_only_steady_slots_are_one_piece(slots):
    piece = piece_of(slots)
    if piece is not None:
        assert SessionState((piece,)) == folded(*slots)
        assert len(slots) == piece.k1 - piece.k0
