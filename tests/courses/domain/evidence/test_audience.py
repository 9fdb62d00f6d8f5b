from hypothesis import given
from hypothesis import strategies as st

from courses.domain.evidence.audience import END_SHARE, tally

UNITS = 40
spans = st.tuples(st.integers(0, UNITS + 5), st.integers(1, 20)).map(
    lambda span: (span[0], span[0] + span[1])
)
people = st.lists(st.lists(spans, max_size=5), max_size=12)
holes = st.lists(spans, max_size=3)


@given(people, holes)
def test_the_figures_are_those_of_counting_second_by_second(watched, excluded):
    audience = tally(watched, units=UNITS, excluded=excluded)
    plays = [[sum(start <= u < end for start, end in runs) for u in range(UNITS)] for runs in watched]
    plays = [counts for counts in plays if any(counts)]
    last = [max(u for u in range(UNITS) if counts[u]) for counts in plays]
    counting = [u for u in range(UNITS) if not any(start <= u < end for start, end in excluded)]

    assert audience.people == len(plays)
    for u in range(UNITS):
        assert audience.plays[u] == sum(counts[u] for counts in plays)
        assert audience.viewers[u] == sum(counts[u] > 0 for counts in plays)
        assert audience.stayed[u] == sum(end > u for end in last)
        assert audience.skipped[u] == sum(
            end > u and not counts[u] for counts, end in zip(plays, last, strict=True)
        )
        assert audience.left[u] == last.count(u)
    assert audience.finished == sum(end >= audience.end for end in last)
    before_end = [u for u in counting if u < audience.end]
    assert not counting or len(before_end) >= len(counting) * (1 - END_SHARE) > len(before_end) - 1
    seen = sorted((sum(counts[u] > 0 for u in counting) for counts in plays), reverse=True)
    if seen and counting:
        assert audience.median == seen[(len(seen) + 1) // 2 - 1] / len(counting)
    else:
        assert audience.median == 0


def test_nobody_and_nothing():
    empty = tally([], units=0)
    assert (empty.people, empty.units, empty.finished, empty.median) == (0, 0, 0, 0)
    assert tally([[]], units=3).people == 0


def test_the_end_is_the_end_of_what_counts():
    credits = [(80, 100)]
    assert tally([[(0, 77)]], units=100, excluded=credits).finished == 1
    assert tally([[(0, 77)]], units=100).finished == 0
