"""Our own outages: who stayed through one is credited it, nobody else is credited anything."""

from hypothesis import given
from hypothesis import strategies as st

from courses.domain.evidence.constants import LIVE_SLOT_MS, OUTAGE_RETURN_MS
from courses.domain.evidence.live import countable_slots, outage_credit, percent, slots_touched
from courses.domain.evidence.ranges import merged
from tests.courses.domain.evidence.simulation import MINUTE_MS, NOON_MS

FIRST, LAST = NOON_MS // LIVE_SLOT_MS, NOON_MS // LIVE_SLOT_MS + 60
near = st.integers(NOON_MS, NOON_MS + 10 * MINUTE_MS)
spans = st.lists(st.tuples(near, near), max_size=3)
people = st.integers(0, 2**5 - 1)
crowds = st.dictionaries(st.integers(FIRST - 2, LAST), people, max_size=40)


def credited_by_hand(marked: set[int], outages) -> set[int]:
    """The definition for one person, slot by slot."""
    found: set[int] = set()
    for start, end in merged(outages):
        if (start - 1) // LIVE_SLOT_MS not in marked:
            continue
        back = [
            slot
            for slot in marked
            if end < (slot + 1) * LIVE_SLOT_MS and slot * LIVE_SLOT_MS < end + OUTAGE_RETURN_MS
        ]
        if back:
            found |= set(range(start // LIVE_SLOT_MS, max(back)))
    return found


@given(crowds, spans)
def test_everybody_at_once_is_everybody_by_hand(marks, outages):
    credit = outage_credit(marks, outages)
    for person in range(5):
        marked = {slot for slot, bitmap in marks.items() if bitmap >> person & 1}
        given_to = {slot for slot, bitmap in credit.items() if bitmap >> person & 1}
        assert given_to | marked == credited_by_hand(marked, outages) | marked


@given(crowds, near, near, near)
def test_an_outage_declared_in_pieces_is_the_same_outage(marks, first, middle, last):
    first, middle, last = sorted([first, middle, last])
    whole = outage_credit(marks, [(first, last)])
    assert outage_credit(marks, [(middle, last), (first, middle)]) == whole
    assert outage_credit(marks, [(first, last), (first, last)]) == whole


@given(crowds, spans)
def test_credit_goes_only_to_those_who_were_there_before(marks, outages):
    there = 0
    for bitmap in marks.values():
        there |= bitmap
    assert all(not bitmap & ~there for bitmap in outage_credit(marks, outages).values())


@given(
    st.lists(st.integers(25_000, 35_000), min_size=60, max_size=60),
    st.integers(2 * MINUTE_MS, 8 * MINUTE_MS),
    st.integers(1_000, 12 * MINUTE_MS),
    st.integers(0, OUTAGE_RETURN_MS - 1),
)
def test_whoever_stayed_through_an_outage_loses_nothing(gaps, starts_after, length, returns_after):
    start = NOON_MS + starts_after
    end, stream_end = start + length, NOON_MS + 25 * MINUTE_MS
    pings, at_ms = [], NOON_MS - 30_000
    while at_ms < stream_end:
        pings.append(at_ms)
        at_ms += gaps[len(pings) % len(gaps)]
    received = [at for at in pings if at < start] + [end + returns_after]
    received += list(range(end + returns_after, stream_end, 30_000))
    marks = {slot: 1 for at in received for slot in slots_touched(at)}
    credit = outage_credit(marks, [(start, end)])
    countable = countable_slots(NOON_MS, stream_end, now_ms=stream_end)
    assert percent({*marks, *credit}, countable) == 1000


def test_whoever_left_during_an_outage_gains_nothing():
    start, end = NOON_MS + 5 * MINUTE_MS, NOON_MS + 15 * MINUTE_MS
    left = {slot: 1 for at in range(NOON_MS, start, 30_000) for slot in slots_touched(at)}
    assert outage_credit(left, [(start, end)]) == {}
    late = dict.fromkeys(slots_touched(end + OUTAGE_RETURN_MS), 1)
    assert outage_credit(left | late, [(start, end)]) == {}


def test_whoever_came_only_afterwards_gains_nothing():
    start, end = NOON_MS + 5 * MINUTE_MS, NOON_MS + 15 * MINUTE_MS
    came = {slot: 1 for at in range(end, end + 10 * MINUTE_MS, 30_000) for slot in slots_touched(at)}
    assert outage_credit(came, [(start, end)]) == {}


def test_the_credit_ends_at_the_last_return_of_the_ninety_seconds():
    start, end = NOON_MS, NOON_MS + MINUTE_MS
    marks = {FIRST - 1: 0b11, FIRST + 4: 0b01, FIRST + 6: 0b11}
    credit = outage_credit(marks, [(start, end)])
    assert {slot - FIRST for slot, who in credit.items() if who & 0b01} == {0, 1, 2, 3, 5}
    assert {slot - FIRST for slot, who in credit.items() if who & 0b10} == {0, 1, 2, 3, 4, 5}
