"""Invariants that span admission, folding and reading; those of one module stand in its own test."""

from hypothesis import given
from hypothesis import strategies as st

from courses.domain.evidence.admission import admit_recorded
from courses.domain.evidence.codec import decode, encode
from courses.domain.evidence.constants import SLOT_MS, SLOT_UNITS
from courses.domain.evidence.pieces import SessionState, fold
from courses.domain.evidence.ranges import total
from tests.courses.domain.evidence.simulation import NOON_MS, Platform, anchor_at, body_of

DURATION_S = 600
media = st.integers(-1000, 605_000)
claims = st.lists(
    st.tuples(st.integers(-1, 70), st.lists(media, min_size=1, max_size=8)).map(lambda c: [c[0], *c[1]]),
    max_size=30,
)
greedy = st.lists(
    st.tuples(st.integers(0, 70), st.integers(0, 590_000)).map(lambda c: [c[0], c[1], DURATION_S * 1000]),
    max_size=80,
)


@given(st.one_of(claims, greedy), st.integers(-5000, 400_000))
def test_invariant_1_a_ping_is_credited_within_its_budget(slots, elapsed_ms):
    admitted = admit_recorded(slots, anchor=anchor_at(duration_s=DURATION_S), now_ms=NOON_MS + elapsed_ms)
    assert len(admitted.slots) <= max(0, elapsed_ms + 2000) // SLOT_MS
    assert all(total(slot.ranges) <= SLOT_UNITS for slot in admitted.slots)
    assert all(0 <= a < b <= DURATION_S for slot in admitted.slots for a, b in slot.ranges)
    assert len(admitted.slots) + admitted.repeated + sum(admitted.rejected.values()) == len(slots)


@given(st.lists(st.tuples(st.integers(0, 300_000), greedy), min_size=1, max_size=4), st.integers(0, 60_000))
def test_invariant_1_all_sessions_of_a_person_share_one_lane(sessions, until_last_ms):
    platform = Platform(duration_s=DURATION_S)
    end_ms = NOON_MS + 300_000 + until_last_ms
    for offset_ms, slots in sorted(sessions):
        device = platform.start(NOON_MS + offset_ms)
        platform.deliver([(end_ms, body_of(device.token, slots))])
    elapsed_ms = end_ms + 2000 - min(anchor.t0_ms for anchor in platform.anchors.values())
    assert platform.credited_s() <= SLOT_UNITS * (elapsed_ms // SLOT_MS)
    lane_slots = sum(
        sum(slot.k < lane.slots_until(None) for slot in lane.state.slots()) for lane in platform.lanes()
    )
    assert lane_slots <= elapsed_ms // SLOT_MS


@given(st.lists(st.tuples(claims, st.booleans()), max_size=8))
def test_invariant_7_refolding_the_retained_log_gives_the_stored_state(pings):
    platform = Platform(duration_s=DURATION_S)
    device = platform.start()
    for slots, fold_now in pings:
        platform.receive(NOON_MS + 360_000, body_of(device.token, slots))
        if fold_now:
            platform.fold()
    platform.fold()
    refolded = fold(SessionState(), (slot for row in platform.log for slot in row.slots))
    assert encode(refolded) == platform.stored.get(1, b"")
    assert decode(encode(refolded)) == refolded
