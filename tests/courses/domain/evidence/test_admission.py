import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.domain.evidence.admission import (
    AdmittedSlot,
    BodyTooLarge,
    MalformedBody,
    admit_recorded,
    parse_ping,
)
from courses.domain.evidence.constants import (
    BODY_MAX,
    MAX_SLOTS,
    SESSION_SLOTS,
    SLOT_MS,
    SLOT_UNITS,
    STALE_MS,
)
from courses.domain.evidence.ranges import merged, total
from tests.courses.domain.evidence.simulation import NOON_MS, anchor_at

GOOD = [0, 0, 5000]


def admit(*slots, after_ms=60_000, duration_s=5400):
    anchor = anchor_at(duration_s=duration_s)
    return admit_recorded(list(slots), anchor=anchor, now_ms=NOON_MS + after_ms)


def units(*ranges_ms, duration_s=5400):
    """The units one slot with these ranges is credited with."""
    return admit([0, *(ms for pair in ranges_ms for ms in pair)], duration_s=duration_s).slots[0].ranges


def reason(slot, **kwargs):
    admitted = admit(slot, [5, 0, 5000], **kwargs)
    assert admitted.slots[-1:] == (AdmittedSlot(5, ((0, 5),)),), "a bad slot spoils no good one"
    return admitted.rejected


def test_a_ping_is_a_token_and_slots():
    ping = parse_ping(b'{"t": "x", "s": [[0, 0, 5000]], "a": "id-1"}')
    assert ping == ("x", [[0, 0, 5000]], "id-1")


@pytest.mark.parametrize(
    "body", [b'{"t": "x"}', b'{"t": "x", "s": []}', b' {"s":[],"t":"x","a":null,"z":1}\n']
)
def test_a_heartbeat_has_no_slots(body):
    assert parse_ping(body) == ("x", [], None)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b"[]",
        b"null",
        b"1",
        b'"t"',
        b"{}",
        b'{"s": []}',
        b'{"t": null}',
        b'{"t": 1}',
        b'{"t": ["x"]}',
        b'{"t": NaN}',
        b'{"t": "x", "s": null}',
        b'{"t": "x", "s": {}}',
        b'{"t": "x", "s": "[]"}',
        b'{"t": "x", "s": 1}',
        b'{"t": "x", "s": NaN}',
        b'{"t": "x", "s": []} {}',
        b'{"t": "x", "s": [01]}',
        b'{"t": "x", "s": [],}',
        b"{'t': 'x'}",
        b'{"t": "x\x00"}',
        b'{"t": "x", "a": 1}',
        b'{"t": "x", "a": true}',
        b'{"t": "x", "a": "\\ud800"}',
        b'\xef\xbb\xbf{"t": "x"}',
        b'\xff{"t": "x"}',
        '{"t": "x"}'.encode("utf-16"),
        b"[" * BODY_MAX,
        b'{"t":' * 10_000,
        b'{"t": "x", "s": ' + b"[" * 20_000 + b"]" * 20_000 + b"}",
    ],
)
def test_a_body_that_is_not_a_ping_is_malformed(body):
    with pytest.raises(MalformedBody):
        parse_ping(body)


def test_a_body_of_exactly_the_limit_is_read_and_one_byte_more_is_not():
    body = b'{"t": "x"}'.ljust(BODY_MAX)
    assert parse_ping(body).token == "x"
    with pytest.raises(BodyTooLarge):
        parse_ping(body + b" ")


def test_a_ping_has_at_most_256_slots():
    body = {"t": "x", "s": [GOOD] * MAX_SLOTS}
    assert len(parse_ping(json.dumps(body).encode()).slots) == MAX_SLOTS
    body["s"].append(GOOD)
    with pytest.raises(MalformedBody):
        parse_ping(json.dumps(body).encode())


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.just(10**400)),
    lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(st.text(max_size=3), inner)),
    max_leaves=12,
)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_ping_or_malformed(body):
    with pytest.raises(MalformedBody):
        parse_ping(body)


@given(st.fixed_dictionaries({}, optional={"t": json_values, "s": st.lists(json_values), "a": json_values}))
def test_any_json_is_judged(value):
    try:
        ping = parse_ping(json.dumps(value).encode())
    except MalformedBody:
        return
    admit_recorded(ping.slots, anchor=anchor_at(), now_ms=NOON_MS + 60_000)


@pytest.mark.parametrize(
    "slot",
    [
        "[0, 0.0, 5000]",
        "[0, 0, 5e3]",
        "[0.0, 0, 5000]",
        "[0, true, 5000]",
        "[false, 0, 5000]",
        '["0", 0, 5000]',
        '[0, 0, "5000"]',
        "[0, 0, NaN]",
        "[0, -Infinity, 5000]",
        "[0, 0, 1e999]",
        "[0, null, 5000]",
        "[0, [0, 5000]]",
        "[0, [0], [5000]]",
        "[[0, 0, 5000]]",
        "[0, 0, 5000, 6000]",
        "[0, 0]",
        "[0]",
        "[]",
        "{}",
        "null",
        "0",
        '"0,0,5000"',
        "[-1, 0, 5000]",
        "[0, 0,1, 2,3, 4,5, 6,7, 8,9]",
        "[0, 0, 9007199254740992]",
        "[9007199254740992, 0, 5000]",
        "[0, -9007199254740992, 5000]",
        f"[0, 0, {'9' * 5000}]",
        f"[{'9' * 5000}, 0, 5000]",
        f"[-{'9' * 17}, 0, 5000]",
        "[0, 0, " + "[" * 500 + "]" * 500 + "]",
    ],
)
def test_a_malformed_slot_is_counted(slot):
    ping = parse_ping(f'{{"t": "x", "s": [{slot}, [1, 0, 5000]]}}'.encode())
    admitted = admit(*ping.slots)
    assert admitted.rejected == {"malformed": 1}
    assert admitted.slots == (AdmittedSlot(1, ((0, 5),)),)


@pytest.mark.parametrize(
    "ranges",
    [
        (0, 0),
        (5000, 0),
        (-1, 5000),
        (-5000, -1),
        (0, 5000, 6000, 6000),
        (0, 601_501),
        (601_501, 601_600),
        (0, 2**53 - 1),
        (-(2**53) + 1, 5000),
    ],
)
def test_a_range_that_cannot_be_is_counted(ranges):
    assert reason([0, *ranges], duration_s=600) == {"range": 1}


def test_a_slot_may_end_two_seconds_ahead_of_the_clock_and_no_more():
    ahead = [10, 0, 5000]
    assert not admit(ahead, after_ms=11 * SLOT_MS - 2000).rejected
    assert admit(ahead, after_ms=11 * SLOT_MS - 2001).rejected == {"future": 1}


def test_a_slot_may_be_fifteen_minutes_old_and_no_more():
    assert not admit(GOOD, after_ms=SLOT_MS + STALE_MS).rejected
    late = admit(GOOD, after_ms=SLOT_MS + STALE_MS + 1)
    assert late.rejected == {"stale": 1}
    assert late.all_stale


def test_a_session_ends_after_six_hours():
    last, beyond = [SESSION_SLOTS - 1, 0, 5000], [SESSION_SLOTS, 0, 5000]
    admitted = admit(last, beyond, after_ms=(SESSION_SLOTS + 1) * SLOT_MS)
    assert [slot.k for slot in admitted.slots] == [SESSION_SLOTS - 1]
    assert admitted.rejected == {"future": 1}
    assert admit([2**53 - 1, 0, 5000]).rejected == {"future": 1}


def test_all_stale_means_every_slot():
    late_ms = 3 * 3600 * 1000
    assert admit(GOOD, [1, 0, 5000], after_ms=late_ms).all_stale
    assert not admit(after_ms=late_ms).all_stale
    assert not admit(GOOD, [], after_ms=late_ms).all_stale
    assert not admit(GOOD, [2159, 0, 5000], after_ms=late_ms).all_stale


def test_a_unit_is_seen_when_its_middle_was_played():
    assert units((0, 5000)) == ((0, 5),)
    assert units((500, 1500)) == ((0, 1),)
    assert units((501, 1501)) == ((1, 2),)
    assert units((499, 501)) == ((0, 1),)
    assert units((0, 500)) == ()
    assert units((0, 501)) == ((0, 1),)


def test_neighbouring_slots_share_no_unit_and_lose_none():
    for offset_ms in range(0, 1000, 37):
        cuts = [offset_ms + n * 5000 for n in range(5)]
        slots = admit(*([k, *pair] for k, pair in enumerate(pairwise(cuts)))).slots
        ranges = [slot.ranges for slot in slots]
        assert sum(map(total, ranges)) == 20
        assert len(merged(r for slot in ranges for r in slot)) == 1


def test_a_slot_holds_ten_and_a_quarter_seconds_of_media():
    assert units((0, 5_400_000)) == ((0, 10),)
    assert units((300, 5_400_000)) == ((0, 11),)
    assert units((0, 4000), (60_000, 70_000)) == ((0, 4), (60, 66))
    assert units((0, 10_250), (60_000, 70_000)) == ((0, 10),)


def test_jumps_win_no_units_by_rounding():
    nearly_three = [(n * 100_000 + 400, n * 100_000 + 2_600) for n in range(4)]
    assert units(*nearly_three) == ((0, 3), (100, 103), (200, 203), (300, 302))
    assert sum(map(total, [units(*nearly_three)])) == SLOT_UNITS


def test_playing_the_same_again_uses_the_budget_and_counts_once():
    assert units((0, 3000), (1000, 3000)) == ((0, 3),)
    assert units((0, 5000), (0, 5000), (20_000, 30_000)) == ((0, 5),)


def test_ranges_come_out_sorted_and_joined():
    assert units((20_000, 22_000), (3000, 4000), (2000, 3000)) == ((2, 4), (20, 22))


def test_the_end_is_clipped():
    assert units((598_000, 601_500), duration_s=600) == ((598, 600),)
    assert units((600_000, 601_000), duration_s=600) == ()


@pytest.mark.parametrize("duration_ms", range(600_000, 601_000, 50))
def test_the_last_unit_can_be_seen_whatever_the_length(duration_ms):
    count = (duration_ms + 500) // 1000
    assert units((595_000, duration_ms), duration_s=duration_ms / 1000) == ((595, count),)
    assert units((595_000, duration_ms + 1500), duration_s=duration_ms / 1000) == ((595, count),)


def test_a_slot_in_which_no_unit_was_seen_is_a_fact_too():
    assert admit([0, 0, 300]).slots == (AdmittedSlot(0, ()),)


def test_of_several_claims_for_a_slot_the_first_admissible_one_is_taken():
    admitted = admit([0, 9, 3], [0, 0, 5000], [0, 20_000, 25_000], [0, 0, 5000])
    assert admitted.slots == (AdmittedSlot(0, ((0, 5),)),)
    assert admitted.repeated == 2
    assert admitted.rejected == {"range": 1}


def test_nothing_can_be_seen_of_a_recording_without_length():
    assert reason([0, 0, 1501], duration_s=600) == {}
    assert admit([0, 0, 1501], duration_s=0).rejected == {"range": 1}
    assert units((0, 1500), duration_s=0) == ()


def test_known_slots_are_judged_and_counted():
    admitted = admit_recorded(
        [GOOD, [1, 5000, 10_000], [0, 1, 2], [2, 5000, 0], [50, 0, 5000], [3, 0, 5000]],
        anchor=anchor_at(duration_s=5400), now_ms=NOON_MS + 60_000, known=0b0101 | 1 << 50,
    )  # fmt: skip
    assert admitted.slots == (AdmittedSlot(1, ((5, 10),)), AdmittedSlot(3, ((0, 5),)))
    assert (admitted.taken, admitted.known, admitted.repeated) == (3, 1, 1)
    assert admitted.rejected == {"range": 1, "future": 1}


def test_a_ping_of_known_slots_is_not_all_stale():
    late = NOON_MS + 2 * SLOT_MS + STALE_MS
    admitted = admit_recorded(
        [GOOD, [1, 5000, 10_000]], anchor=anchor_at(duration_s=5400), now_ms=late, known=0b10
    )
    assert (admitted.slots, admitted.rejected, admitted.all_stale) == ((), {"stale": 1}, False)


@pytest.mark.parametrize("digits", [17, 5000])
def test_an_integer_of_any_length_spoils_its_slot_only(digits):
    ping = parse_ping(b'{"t": "x", "s": [[0, 0, 5000], [1, 0, %s]]}' % (b"9" * digits))
    admitted = admit(*ping.slots)
    assert (len(admitted.slots), admitted.rejected) == (1, {"malformed": 1})
