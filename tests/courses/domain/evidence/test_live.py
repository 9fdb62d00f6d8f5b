from hypothesis import given
from hypothesis import strategies as st

from courses.domain.evidence.constants import LIVE_SLOT_MS
from courses.domain.evidence.live import (
    best_reachable,
    count_marked,
    countable_slots,
    needed_check_ins,
    percent,
    slots_touched,
    tenths_of_percent,
)
from courses.domain.evidence.ranges import total
from tests.courses.domain.evidence.simulation import MINUTE_MS, NOON_MS

END_MS = NOON_MS + 90 * MINUTE_MS
NOON_SLOT = NOON_MS // LIVE_SLOT_MS

near = st.integers(NOON_MS - 40_000, NOON_MS + 600_000)
spans = st.lists(st.tuples(near, near), max_size=3)
marks = st.sets(st.integers(NOON_SLOT - 3, NOON_SLOT + 45))


def attended(pings_ms):
    return {slot for at_ms in pings_ms for slot in slots_touched(at_ms)}


@given(st.integers(0, 2**45))
def test_a_ping_marks_every_slot_it_touches(received_ms):
    touched = slots_touched(received_ms)
    for slot in range(touched.start - 2, touched.stop + 2):
        start = slot * LIVE_SLOT_MS
        touches = start < received_ms + 75_000 and start + LIVE_SLOT_MS > received_ms
        assert (slot in touched) == touches
    assert len(touched) * 15 <= 90


@given(near, st.one_of(st.none(), near), spans, spans, near)
def test_countable_slots_are_what_their_definition_says(start, end, breaks, excused, now):
    countable = countable_slots(start, end, breaks=breaks, excused=excused, now_ms=now)
    counted = {slot for a, b in countable for slot in range(a, b)}
    for slot in range(NOON_SLOT - 5, NOON_SLOT + 50):
        starts = slot * LIVE_SLOT_MS
        inside = start <= starts < (now if end is None else min(end, now))
        out = any(a <= starts < b for a, b in (*breaks, *excused))
        assert (slot in counted) == (inside and not out)


@given(marks, near, near, spans, spans, near)
def test_invariant_5_a_percent_is_a_percent_and_only_the_mask_changes(
    marked, start, end, breaks, excused, now
):
    countable = countable_slots(start, end, breaks=breaks, excused=excused, now_ms=now)
    tenths = percent(marked, countable)
    slots = [slot for a, b in countable for slot in range(a, b)]
    if not slots:
        assert tenths is None
    else:
        assert 0 <= tenths <= 1000
        assert tenths == 1000 * sum(slot in marked for slot in slots) // len(slots)


@given(st.lists(st.integers(25_000, 35_000), min_size=60, max_size=60), st.integers(0, 20 * MINUTE_MS))
def test_invariant_6_losing_fifteen_seconds_of_pings_costs_a_continuous_viewer_nothing(gaps, lost_from):
    pings, at_ms = [], NOON_MS - 30_000
    while at_ms < NOON_MS + 25 * MINUTE_MS:
        pings.append(at_ms)
        at_ms += gaps[len(pings) % len(gaps)]
    lost_ms = NOON_MS + lost_from
    received = [at for at in pings if not lost_ms <= at < lost_ms + 15_000]
    countable = countable_slots(NOON_MS, NOON_MS + 25 * MINUTE_MS, now_ms=END_MS)
    assert percent(attended(received), countable) == 1000


@given(marks, near, near, spans, near)
def test_the_best_reachable_is_what_staying_gives(marked, start, end, breaks, now):
    staying = marked | attended(range(now, max(now, end) + 1, 30_000))
    at_the_end = percent(staying, countable_slots(start, end, breaks=breaks, now_ms=max(start, end)))
    best = best_reachable(marked, start_ms=start, end_ms=end, breaks=breaks, now_ms=now)
    assert best == at_the_end


@given(st.integers(1, 12), st.data())
def test_whoever_is_asked_for_fewer_checkpoints_needs_the_same_share_of_them(planned, data):
    asked, theirs = data.draw(st.integers(0, planned)), data.draw(st.integers(0, planned))
    needed = needed_check_ins(asked, planned, theirs)
    assert needed <= min(asked, theirs)
    assert (needed - 1) * planned < asked * theirs <= needed * planned
    assert theirs < planned or needed == asked


def test_without_a_checkpoint_known_nothing_is_taken_off():
    assert needed_check_ins(2, 0, 0) == 2


def test_the_percent_is_floored_to_a_tenth():
    assert tenths_of_percent(2, 3) == 666
    assert tenths_of_percent(359, 360) == 997
    assert tenths_of_percent(0, 360) == 0
    assert tenths_of_percent(360, 360) == 1000


def test_where_nothing_is_countable_there_is_no_percent():
    before = countable_slots(NOON_MS, END_MS, now_ms=NOON_MS - 1)
    assert before == ()
    assert percent([NOON_SLOT], before) is None
    assert tenths_of_percent(0, 0) is None
    whole_break = countable_slots(NOON_MS, END_MS, breaks=[(NOON_MS, END_MS)], now_ms=END_MS)
    assert percent([NOON_SLOT], whole_break) is None
    excused = {"start_ms": NOON_MS, "end_ms": END_MS, "excused": [(0, END_MS)], "now_ms": NOON_MS}
    assert best_reachable([], **excused) is None


def test_while_a_stream_runs_the_countable_ends_now():
    now_ms = NOON_MS + 30 * MINUTE_MS
    countable = countable_slots(NOON_MS, END_MS, now_ms=now_ms)
    assert total(countable) == 120
    assert countable == countable_slots(NOON_MS, None, now_ms=now_ms)
    marked = attended(range(NOON_MS, now_ms, 30_000))
    assert count_marked(marked, countable) == 120


def test_a_late_enrolment_may_be_excused():
    half_ms = NOON_MS + 45 * MINUTE_MS
    marked = attended(range(half_ms, END_MS, 30_000))
    excused = countable_slots(NOON_MS, END_MS, excused=[(NOON_MS, half_ms)], now_ms=END_MS)
    assert percent(marked, excused) == 1000
