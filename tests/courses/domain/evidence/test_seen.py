from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.domain.evidence.admission import AdmittedSlot
from courses.domain.evidence.constants import SLOT_MS
from courses.domain.evidence.pieces import SessionState, fold
from courses.domain.evidence.ranges import total
from courses.domain.evidence.recording import Recording
from courses.domain.evidence.seen import (
    Lane,
    completed_at,
    counted,
    lanes,
    required_units,
    seen,
    units_of,
)
from tests.courses.domain.evidence.simulation import NOON_MS
from tests.courses.domain.evidence.strategies import UNITS, facts

instants = st.integers(NOON_MS - 10_000, NOON_MS + 1_500_000)
unit_pairs = st.lists(st.tuples(st.integers(0, UNITS), st.integers(0, UNITS)), max_size=3)


@st.composite
def histories(draw):
    """A person's sessions: (t0_ms, ends_at_ms, facts), lanes as the rule makes them."""
    starts = sorted(NOON_MS + draw(st.integers(0, 900_000)) for _ in range(draw(st.integers(1, 3))))
    ends = lanes(enumerate(starts))
    return [(t0_ms, ends[sid], draw(facts)) for sid, t0_ms in enumerate(starts)]


def lanes_of(history):
    return [Lane(t0, end, fold(SessionState(), slots.values())) for t0, end, slots in history]


def units_slot_by_slot(history, *, until_ms=None):
    """The definition, word by word: a slot must end inside its lane and start before the deadline."""
    units = set()
    for t0, lane_end, slots in history:
        for k, slot in slots.items():
            starts, ends = t0 + k * SLOT_MS, t0 + (k + 1) * SLOT_MS
            if (lane_end is None or ends <= lane_end) and (until_ms is None or starts < until_ms):
                units |= {unit for a, b in slot.ranges for unit in range(a, b)}
    return {unit for unit in units if unit < UNITS}


def members(ranges):
    return {unit for start, end in ranges for unit in range(start, end)}


def steady(t0_ms, count, *, ends_at_ms=None, pace=5):
    slots = [AdmittedSlot(k, ((k * pace, (k + 1) * pace),)) for k in range(count)]
    return Lane(t0_ms, ends_at_ms, fold(SessionState(), slots))


def test_a_session_ends_where_the_next_one_starts():
    assert lanes([(5, 300), (2, 100), (9, 200)]) == {2: 200, 9: 300, 5: None}
    assert lanes([]) == {}


def test_of_two_sessions_of_one_millisecond_one_is_empty():
    assert lanes([(2, 100), (1, 100)]) == {1: 100, 2: None}
    assert seen([steady(NOON_MS, 3, ends_at_ms=NOON_MS)], units=UNITS) == ()


def test_a_slot_must_end_inside_its_lane():
    lane_end = NOON_MS + 2 * SLOT_MS
    assert seen([steady(NOON_MS, 9, ends_at_ms=lane_end)], units=UNITS) == ((0, 10),)
    assert seen([steady(NOON_MS, 9, ends_at_ms=lane_end - 1)], units=UNITS) == ((0, 5),)


def test_a_slot_must_start_before_the_deadline():
    session = steady(NOON_MS, 9)
    assert seen([session], units=UNITS, until_ms=NOON_MS) == ()
    assert seen([session], units=UNITS, until_ms=NOON_MS + 1) == ((0, 5),)
    assert seen([session], units=UNITS, until_ms=NOON_MS + SLOT_MS) == ((0, 5),)
    assert seen([session], units=UNITS, until_ms=NOON_MS + SLOT_MS + 1) == ((0, 10),)


def test_units_beyond_the_recording_are_not_seen():
    assert seen([steady(NOON_MS, 9)], units=12) == ((0, 12),)
    assert seen([steady(NOON_MS, 9)], units=0) == ()


@given(histories(), st.one_of(st.none(), instants))
def test_seen_is_what_its_definition_says(history, until_ms):
    ranges = seen(lanes_of(history), units=UNITS, until_ms=until_ms)
    assert members(ranges) == units_slot_by_slot(history, until_ms=until_ms)


@given(histories(), instants, instants)
def test_invariant_3_seen_grows_with_time(history, one, other):
    sessions = lanes_of(history)
    earlier, later = (members(seen(sessions, units=UNITS, until_ms=t)) for t in sorted((one, other)))
    assert earlier <= later <= members(seen(sessions, units=UNITS))


@given(histories(), facts, instants, st.integers(1, UNITS))
def test_invariant_3_a_claim_never_lowers_credit(history, more, until_ms, required):
    sessions = lanes_of(history)
    claimed = [Lane(s.t0_ms, s.ends_at_ms, fold(s.state, more.values())) for s in sessions]
    for until in (until_ms, None):
        before = members(seen(sessions, units=UNITS, until_ms=until))
        assert before <= members(seen(claimed, units=UNITS, until_ms=until))
    done = completed_at(sessions, required=required, units=UNITS, closes_at_ms=until_ms)
    done_now = completed_at(claimed, required=required, units=UNITS, closes_at_ms=until_ms)
    assert done is None or done_now <= done


@given(histories(), st.integers(1, UNITS), unit_pairs, st.one_of(st.none(), instants))
def test_invariant_3_completed_at_is_the_end_of_the_first_slot_that_suffices(
    history, required, excluded, closes_at_ms
):
    sessions = lanes_of(history)
    done = completed_at(
        sessions[::-1], required=required, units=UNITS, excluded=excluded, closes_at_ms=closes_at_ms
    )
    expected = None
    for start in sorted(t0 + k * SLOT_MS for t0, _, slots in history for k in slots):
        if closes_at_ms is not None and start >= closes_at_ms:
            break
        if len(units_slot_by_slot(history, until_ms=start + 1) - members(excluded)) >= required:
            expected = start + SLOT_MS if closes_at_ms is None else min(start + SLOT_MS, closes_at_ms)
            break
    assert done == expected
    if done is not None:
        assert counted(seen(sessions, units=UNITS, until_ms=done), units=UNITS, excluded=excluded) >= required


def test_what_an_editor_excluded_is_not_needed_and_does_not_help():
    session = steady(NOON_MS, 10)
    assert Recording.of(60_000, [(0, 10), (5, 15), (55, 90)]).countable == 40
    done = completed_at([session], required=35, units=60, excluded=[(0, 10), (5, 15), (55, 90)])
    assert done == NOON_MS + 10 * SLOT_MS
    assert completed_at([session], required=36, units=60, excluded=[(0, 10), (5, 15), (55, 90)]) is None


def test_completion_is_never_dated_after_the_close():
    closes_at_ms = NOON_MS + 2 * SLOT_MS + 1
    assert (
        completed_at([steady(NOON_MS, 9)], required=11, units=UNITS, closes_at_ms=closes_at_ms)
        == closes_at_ms
    )
    assert completed_at([steady(NOON_MS, 9)], required=16, units=UNITS, closes_at_ms=closes_at_ms) is None


def test_where_nothing_is_required_nothing_is_completed_by_watching():
    assert completed_at([steady(NOON_MS, 9)], required=0, units=UNITS) is None
    assert completed_at([], required=1, units=UNITS) is None


@pytest.mark.parametrize(
    ("duration_ms", "units"), [(0, 0), (499, 0), (500, 1), (3_600_499, 3600), (3_600_500, 3601)]
)
def test_units_of_a_recording(duration_ms, units):
    assert units_of(duration_ms) == units


@pytest.mark.parametrize(
    ("share", "countable", "required"),
    [
        (0.95, 3600, 3420),
        (0.95, 100, 95),
        (0.95, 101, 96),
        (0.07, 100, 7),
        (0.57, 100, 57),
        (Decimal("0.95"), 20, 19),
        ("0.95", 101, 96),
        (Fraction(2, 3), 100, 67),
        (1, 3601, 3601),
        (1.0, 3601, 3601),
        (0, 100, 0),
        (0.95, 0, 0),
    ],
)
def test_required_is_the_exact_share_rounded_up(share, countable, required):
    assert required_units(share, countable) == required


@pytest.mark.parametrize("share", [-0.1, 1.01, float("inf"), float("nan"), "most"])
def test_a_share_is_between_nothing_and_all(share):
    with pytest.raises(ValueError):  # noqa: PT011  # of whichever of the two checks
        required_units(share, 100)


def test_thousands_of_pieces_are_counted_as_one():
    slots = [AdmittedSlot(k, ((k * 7 % 4000, k * 7 % 4000 + 3),)) for k in range(4000)]
    session = Lane(NOON_MS, None, fold(SessionState(), slots))
    ranges = seen([session], units=5400)
    done = completed_at([session], required=total(ranges), units=5400)
    assert total(seen([session], units=5400, until_ms=done)) == total(ranges)
    assert total(seen([session], units=5400, until_ms=done - SLOT_MS)) < total(ranges)
