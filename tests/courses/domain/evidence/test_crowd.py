from hypothesis import given
from hypothesis import strategies as st

from courses.domain.evidence.crowd import in_both, people_by_count

bitmaps = st.lists(st.integers(0, 2**6 - 1), max_size=12)
marks = st.dictionaries(st.integers(0, 14), st.integers(0, 2**3 - 1))


@given(bitmaps)
def test_people_by_count_is_counting_each(rows):
    groups = people_by_count(rows)
    for person in range(6):
        count = sum(row >> person & 1 for row in rows)
        assert [n for n, group in groups.items() if group >> person & 1] == ([count] if count else [])


@given(marks, marks, st.integers(1, 5))
def test_in_both_is_a_run_of_slots_in_both(one, other, slots):
    found = in_both(one, other, slots=slots)
    for person in range(3):
        both = [s for s in range(15) if one.get(s, 0) >> person & 1 and other.get(s, 0) >> person & 1]
        runs = any(all(s + i in both for i in range(slots)) for s in both)
        assert bool(found >> person & 1) == runs


def test_a_switch_from_hall_to_hall_is_no_anomaly():
    first = dict.fromkeys(range(0, 6), 1)
    second = dict.fromkeys(range(0, 40), 1)
    assert in_both(first, second) == 0
    assert in_both(dict.fromkeys(range(8), 1), second) == 1
