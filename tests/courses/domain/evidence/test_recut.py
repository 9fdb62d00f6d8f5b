import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.domain.evidence.constants import SLOT_MS
from courses.domain.evidence.ranges import merged, subtracted, total
from courses.domain.evidence.recut import (
    Cut,
    Part,
    composed,
    edits_between,
    find_faults,
    moved,
    moved_position,
    read_edits,
    unmoved,
)
from courses.domain.evidence.seen import Lane, completed_at, counted, seen
from tests.courses.domain.evidence.simulation import NOON_MS
from tests.courses.domain.evidence.strategies import UNITS
from tests.courses.domain.evidence.test_seen import histories, instants, lanes_of, members, steady

some_units = st.lists(
    st.tuples(st.integers(0, UNITS), st.integers(0, UNITS)).map(lambda pair: (min(pair), max(pair))),
    max_size=4,
)


@st.composite
def edit_lists(draw, before=UNITS, after=UNITS):
    """Sound edit lists: pieces of the earlier cut, in any order, with room between them, until the later is full."""
    marks = sorted(draw(st.sets(st.integers(0, before), max_size=8)))
    pieces = draw(st.permutations(list(zip(marks[::2], marks[1::2], strict=False))))
    at, rows = 0, []
    for start, end in pieces:
        at += draw(st.integers(0, 5))
        if at + end - start > after:
            break
        rows.append((start, end, at))
        at += end - start
    return read_edits(rows)


def unit_by_unit(units, edits):
    """The definition: each unit goes where its part says, or nowhere."""
    return {unit + part.shift for unit in units for part in edits if part.start <= unit < part.end}


@given(some_units, edit_lists())
def test_every_unit_goes_where_its_part_says_and_no_unit_is_won(ranges, edits):
    before = merged(ranges)
    after = merged(moved(before, edits))
    assert members(after) == unit_by_unit(members(before), edits)
    assert total(after) <= total(before)
    assert not subtracted(after, [(0, UNITS)])


@given(some_units, st.integers(0, UNITS))
def test_what_kept_its_place_is_as_it_was(ranges, units):
    assert merged(moved(merged(ranges), unmoved(units))) == subtracted(ranges, [(units, UNITS)])


@given(some_units, edit_lists(), edit_lists())
def test_two_recuts_at_once_are_one_after_the_other(ranges, first, second):
    at_once = merged(moved(merged(ranges), composed(first, second)))
    assert at_once == merged(moved(moved(merged(ranges), first), second))


@given(edit_lists(), edit_lists(), edit_lists())
def test_it_does_not_matter_which_two_are_joined_first(one, two, three):
    left, right = composed(composed(one, two), three), composed(one, composed(two, three))
    assert unit_by_unit(range(UNITS), left) == unit_by_unit(range(UNITS), right)


@given(some_units, some_units, edit_lists())
def test_more_seen_before_is_no_less_seen_after(ranges, more, edits):
    assert members(moved(merged(ranges), edits)) <= members(moved(merged([*ranges, *more]), edits))


@given(histories(), edit_lists(after=80), st.integers(1, 80), instants, some_units)
def test_the_instant_of_completing_stays_exact(history, edits, required, closes_at_ms, excluded):
    sessions = [
        Lane(lane.t0_ms, lane.ends_at_ms, lane.state, edits if place % 2 == 0 else None)
        for place, lane in enumerate(lanes_of(history))
    ]
    done = completed_at(sessions, required=required, units=80, excluded=excluded, closes_at_ms=closes_at_ms)

    def enough(until_ms):
        return counted(seen(sessions, units=80, until_ms=until_ms), units=80, excluded=excluded) >= required

    if done is None:
        assert not enough(closes_at_ms)
    else:
        assert done <= closes_at_ms
        assert enough(done)
        assert not enough(done - SLOT_MS)


@given(some_units, edit_lists(after=60))
def test_seen_leaves_out_what_is_excluded_and_what_was_cut(excluded, edits):
    lane = Lane(NOON_MS, None, steady(NOON_MS, 24).state, edits)
    found = members(seen([lane], units=60, excluded=excluded))
    assert found == unit_by_unit(range(UNITS), edits) - members(excluded)


class TestChain:
    def test_without_an_edit_list_seconds_keep_their_places(self):
        assert edits_between(60, [Cut(90, None)]) == (Part(0, 60, 0),)

    def test_what_a_shorter_cut_lost_does_not_come_back(self):
        assert edits_between(60, [Cut(20, None), Cut(60, None)]) == (Part(0, 20, 0),)

    def test_a_part_moves_through_two_cuts(self):
        cuts = [Cut(50, read_edits([[10, 60, 0]])), Cut(55, read_edits([[0, 20, 0], [20, 50, 25]]))]
        assert edits_between(60, cuts) == (Part(10, 30, 0), Part(30, 60, 25))

    def test_a_list_written_too_long_ends_with_the_cut(self):
        assert edits_between(60, [Cut(30, read_edits([[0, 20, 20], [20, 40, 50]]))]) == (Part(0, 10, 20),)

    def test_an_empty_list_keeps_nothing(self):
        assert edits_between(60, [Cut(60, ())]) == ()


@pytest.mark.parametrize(
    ("position", "now_at"), [(5, 0), (10, 0), (11, 1), (30, 20), (35, 20), (40, 20), (45, 55), (60, 60)]
)
def test_where_to_go_on(position, now_at):
    assert moved_position(position, read_edits([[10, 30, 0], [40, 50, 50]])) == now_at


@pytest.mark.parametrize(
    ("rows", "units_after", "faults"),
    [
        ([(0, 10, 0), (10, 20, 10)], 60, []),
        ([(10, 10, 0)], 60, [(0, "end", "reversed")]),
        ([(50, 61, 0)], 60, [(0, "end", "outside_before")]),
        ([(0, 20, 45)], 60, [(0, "becomes", "outside_after")]),
        ([(0, 20, 45)], None, []),
        ([(0, 20, 0), (19, 30, 40)], 60, [(1, "start", "overlap_before")]),
        ([(0, 20, 0), (20, 40, 19)], 60, [(1, "becomes", "overlap_after")]),
        ([(0, 20, 0), (20, 40, 19), (5, 6, 5)], 60,
         [(1, "becomes", "overlap_after"), (2, "start", "overlap_before"), (2, "becomes", "overlap_after")]),
    ],
)  # fmt: skip
def test_faults_are_named_by_row_and_field(rows, units_after, faults):
    parts = [Part(*row) for row in rows]
    assert find_faults(parts, units_before=60, units_after=units_after) == faults


@given(edit_lists())
def test_a_sound_list_has_no_faults(edits):
    assert not find_faults(edits, units_before=UNITS, units_after=UNITS)
