from hypothesis import given
from hypothesis import strategies as st

from courses.domain.evidence.ranges import merged, subtracted, total

pairs = st.lists(st.tuples(st.integers(-5, 40), st.integers(-5, 40)), max_size=8)


def members(ranges):
    return {n for start, end in ranges for n in range(start, end)}


def assert_canonical(ranges):
    ends = [end for _, end in ranges]
    assert all(start < end for start, end in ranges)
    assert all(start > end for (start, _), end in zip(ranges[1:], ends, strict=False))


@given(pairs)
def test_merged_is_the_union(ranges):
    union = merged(ranges)
    assert_canonical(union)
    assert members(union) == members(ranges)
    assert total(union) == len(members(ranges))


@given(pairs, pairs)
def test_subtracted_is_the_difference(ranges, holes):
    rest = subtracted(ranges, holes)
    assert_canonical(rest)
    assert members(rest) == members(ranges) - members(holes)
