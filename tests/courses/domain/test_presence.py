"""Bitmaps of presence, read: everybody at once, or one person, against counting by hand."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.domain.evidence.bitmaps import bitmap_of
from courses.domain.evidence.ranges import merged
from courses.domain.presence import (
    is_marked_now,
    marked_counts,
    presence_ranges,
    presence_ranges_of,
    read_marks,
)
from courses.domain.progress import present_at
from courses.models import Activity, PresenceSlot
from tests.factories import NOW

pytestmark = pytest.mark.django_db

PEOPLE = (1, 7, 8, 9, 64, 300)
marks_of_writers = st.lists(
    st.tuples(st.integers(100, 112), st.integers(1, 3), st.sets(st.sampled_from(PEOPLE))),
    unique_by=lambda row: row[:2],
)


@pytest.fixture
def stream() -> Activity:
    return Activity.objects.create(type="live_stream", rule_key="presence_percent", updated_at=NOW)


def write(stream: Activity, rows: list[tuple[int, int, set[int]]]) -> dict[int, set[int]]:
    """Store the rows instead of any others; return the slots of each participant."""
    PresenceSlot.objects.all().delete()
    PresenceSlot.objects.bulk_create(
        PresenceSlot(activity=stream, slot=slot, writer=writer, bitmap=bitmap_of(people))
        for slot, writer, people in rows
    )
    slots: dict[int, set[int]] = {person: set() for person in PEOPLE}
    for slot, _, people in rows:
        for person in people:
            slots[person].add(slot)
    return slots


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=marks_of_writers, spans=st.lists(st.tuples(st.integers(98, 114), st.integers(98, 114)), max_size=3)
)
def test_every_reading_says_the_same(
    stream: Activity, rows: list[tuple[int, int, set[int]]], spans: list[tuple[int, int]]
) -> None:
    slots = write(stream, rows)
    countable = merged(spans)
    counts_at = {slot for start, end in countable for slot in range(start, end)}
    expected = {person: len(own & counts_at) for person, own in slots.items() if own & counts_at}
    assert marked_counts(activity_id=stream.pk, countable=countable, participant_ids=PEOPLE) == expected
    ranges = {person: merged((slot, slot + 1) for slot in own) for person, own in slots.items() if own}
    assert presence_ranges_of(activity_id=stream.pk, participant_ids=PEOPLE) == ranges
    assert present_at(activity_id=stream.pk) == set(ranges)
    for person in PEOPLE:
        one = marked_counts(activity_id=stream.pk, countable=countable, participant_ids=[person])
        assert one.get(person) == expected.get(person)
        assert presence_ranges(activity_id=stream.pk, participant_id=person) == ranges.get(person, ())


def test_writers_are_joined(stream: Activity) -> None:
    write(stream, [(100, 1, {1, 7}), (100, 2, {7, 300}), (101, 1, {8}), (103, 1, {9})])
    assert read_marks(activity_id=stream.pk, first_slot=100, last_slot=101) == {
        100: 1 << 1 | 1 << 7 | 1 << 300,
        101: 1 << 8,
    }


def test_marked_now(stream: Activity) -> None:
    write(stream, [(100, 1, {7})])
    assert is_marked_now(activity_id=stream.pk, participant_id=7, now_ms=100 * 15_000)
    assert is_marked_now(activity_id=stream.pk, participant_id=7, now_ms=101 * 15_000 - 1)
    assert not is_marked_now(activity_id=stream.pk, participant_id=7, now_ms=101 * 15_000)
    assert not is_marked_now(activity_id=stream.pk, participant_id=8, now_ms=100 * 15_000)


def test_people_after_a_point(stream: Activity) -> None:
    write(stream, [(100, 1, {1}), (101, 1, {7})])
    assert present_at(activity_id=stream.pk, since_ms=101 * 15_000) == {7}


def test_a_crowd_is_counted_in_one_query(stream: Activity) -> None:
    chance = random.Random(3)
    crowd = range(1, 3000)
    here = {slot: set(chance.sample(crowd, 2000)) for slot in range(200, 240)}
    write_crowd = [
        PresenceSlot(activity=stream, slot=slot, writer=1, bitmap=bitmap_of(who))
        for slot, who in here.items()
    ]
    PresenceSlot.objects.bulk_create(write_crowd)
    with CaptureQueriesContext(connection) as queries:
        counts = marked_counts(activity_id=stream.pk, countable=((200, 240),), participant_ids=crowd)
    assert len(queries) == 1
    assert counts == {n: c for n in crowd if (c := sum(n in who for who in here.values()))}
