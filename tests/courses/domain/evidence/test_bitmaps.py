from hypothesis import given
from hypothesis import strategies as st

from courses.domain.evidence.bitmaps import bitmap_of, joined, participants_in

ids = st.sets(st.integers(0, 300))


@given(ids)
def test_a_bitmap_holds_exactly_its_participants(participants):
    assert list(participants_in(bitmap_of(participants))) == sorted(participants)


@given(ids, ids)
def test_two_writers_are_joined(first, second):
    assert joined(bitmap_of(first), bitmap_of(second), b"") == bitmap_of(first | second)


def test_nobody_is_no_bytes():
    assert bitmap_of([]) == joined() == b""
    assert bitmap_of([0, 9]) == b"\x01\x02"
