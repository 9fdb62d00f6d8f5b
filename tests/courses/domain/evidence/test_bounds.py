"""Every bound of the evidence rules at its very edge, in plain numbers: what the mutation run leans on.

The numbers stand here once more on purpose: a test that reads a bound from the code agrees with whatever it says.
"""

import json

import pytest

from courses.domain.evidence.admission import (
    AdmittedSlot,
    BodyTooLarge,
    MalformedBody,
    admit_recorded,
    parse_ping,
)
from courses.domain.evidence.codes import check_in_code, code_is_valid
from courses.domain.evidence.live import count_marked, countable_slots, percent, slots_touched
from courses.domain.evidence.pieces import SessionState, fold
from courses.domain.evidence.seen import Lane, completed_at, required_units, seen
from courses.domain.evidence.tokens import BadToken, read_token, same_login, sign_anchor
from tests.courses.domain.evidence.simulation import KEYS, NOON_MS, SECRET, anchor_at

HOUR_MS = 3_600_000


def admit(*slots, after_ms=60_000, duration_s=5400):
    return admit_recorded(list(slots), anchor=anchor_at(duration_s=duration_s), now_ms=NOON_MS + after_ms)


def units(*ranges_ms, duration_s=5400):
    """The units one slot with these ranges is credited with, or why it was refused."""
    admitted = admit([0, *(ms for pair in ranges_ms for ms in pair)], duration_s=duration_s)
    return admitted.slots[0].ranges if admitted.slots else admitted.rejected


def watched(slots, *, ends_at_ms=None):
    """A session that started at noon and played five units in each of so many slots."""
    admitted = admit(*([k, k * 5000, k * 5000 + 5000] for k in range(slots))).slots
    return Lane(NOON_MS, ends_at_ms, fold(SessionState(), admitted))


def test_a_slot_ends_at_most_two_seconds_ahead():
    assert admit([0, 0, 5000], after_ms=3000).rejected == {}
    assert admit([0, 0, 5000], after_ms=2999).rejected == {"future": 1}


def test_a_slot_ended_at_most_fifteen_minutes_ago():
    assert admit([0, 0, 5000], after_ms=905_000).rejected == {}
    late = admit([0, 0, 5000], after_ms=905_001)
    assert (late.rejected, late.all_stale) == ({"stale": 1}, True)


def test_one_slot_that_is_not_stale_keeps_the_session_alive():
    assert not admit([0, 0, 5000], [100, 0, 5000], after_ms=905_001).all_stale
    assert not admit([0, 0, 5000], [9999, 0, 5000], after_ms=905_001).all_stale
    assert not admit(after_ms=905_001).all_stale


def test_a_session_has_six_hours_of_slots():
    admitted = admit([4319, 0, 5000], [4320, 0, 5000], after_ms=6 * HOUR_MS + 60_000)
    assert ([slot.k for slot in admitted.slots], admitted.rejected) == ([4319], {"future": 1})


def test_a_slot_holds_ten_and_a_quarter_seconds():
    assert units((250, 90_000)) == ((0, 10),)
    assert units((251, 90_000)) == ((0, 11),)
    assert units((0, 90_000)) == ((0, 10),)


def test_all_ranges_of_a_slot_share_its_media():
    assert units((0, 6000), (60_000, 66_000)) == ((0, 6), (60, 64))
    assert units((0, 3000), (60_000, 63_000), (120_000, 123_000), (180_000, 183_000)) == (
        (0, 3), (60, 63), (120, 123), (180, 181),
    )  # fmt: skip


def test_all_ranges_of_a_slot_share_eleven_units():
    assert units((400, 2600), (100_400, 102_600), (200_400, 202_600), (300_400, 302_600)) == (
        (0, 3), (100, 103), (200, 203), (300, 302),
    )  # fmt: skip


def test_a_slot_has_at_most_four_ranges():
    four = [0, *(ms for n in range(4) for ms in (n * 10_000, n * 10_000 + 1000))]
    assert [slot.ranges for slot in admit(four).slots] == [((0, 1), (10, 11), (20, 21), (30, 31))]
    assert admit([*four, 50_000, 51_000]).rejected == {"malformed": 1}


def test_a_range_lies_within_the_recording_and_a_second_and_a_half_beyond():
    assert units((595_000, 601_500), duration_s=600) == ((595, 600),)
    assert units((595_000, 601_501), duration_s=600) == {"range": 1}
    assert units((0, 5000), duration_s=600) == ((0, 5),)
    assert units((-1, 5000), duration_s=600) == {"range": 1}
    assert units((5000, 5000), duration_s=600) == {"range": 1}
    assert units((5001, 5000), duration_s=600) == {"range": 1}


def test_a_number_is_an_integer_that_javascript_can_name():
    assert units((0, 2**53 - 1)) == {"range": 1}
    assert units((0, 2**53)) == {"malformed": 1}
    assert units((False, 5000)) == {"malformed": 1}
    assert admit([-1, 0, 5000]).rejected == {"malformed": 1}


def test_the_first_claim_of_a_slot_wins():
    admitted = admit([0, 0, 5000], [0, 60_000, 65_000])
    assert ([slot.ranges for slot in admitted.slots], admitted.repeated) == ([((0, 5),)], 1)
    later = fold(fold(SessionState(), admitted.slots), admit([0, 60_000, 65_000]).slots)
    assert [slot.ranges for slot in later.slots()] == [((0, 5),)]
    claims = [*admit([0, 0, 5000]).slots, *admit([0, 60_000, 65_000]).slots]
    assert [slot.ranges for slot in fold(SessionState(), claims).slots()] == [((0, 5),)]


def test_a_slot_that_came_late_takes_nothing_from_those_before():
    later = fold(SessionState(), admit([1, 5000, 10_000]).slots)
    both = fold(later, admit([0, 0, 5000]).slots)
    assert [slot.ranges for slot in both.slots()] == [((0, 5),), ((5, 10),)]


def test_a_second_is_seen_when_its_middle_was_played():
    assert units((0, 500)) == ()
    assert units((0, 501)) == ((0, 1),)
    assert units((500, 1500)) == ((0, 1),)
    assert units((501, 1501)) == ((1, 2),)
    assert units((598_000, 600_499), duration_s=600.499) == ((598, 600),)
    assert units((598_000, 600_500), duration_s=600.5) == ((598, 601),)


def test_a_body_has_at_most_sixty_four_kilobytes():
    assert parse_ping(b'{"t": "x"}'.ljust(65_536)).token == "x"
    with pytest.raises(BodyTooLarge):
        parse_ping(b'{"t": "x"}'.ljust(65_537))


def test_a_ping_has_at_most_256_slots():
    body = {"t": "x", "s": [[0, 0, 1]] * 256}
    assert len(parse_ping(json.dumps(body).encode()).slots) == 256
    with pytest.raises(MalformedBody):
        parse_ping(json.dumps({"t": "x", "s": [[0, 0, 1]] * 257}).encode())


def test_a_slot_ends_within_its_lane():
    assert seen([watched(9, ends_at_ms=NOON_MS + 10_000)], units=600) == ((0, 10),)
    assert seen([watched(9, ends_at_ms=NOON_MS + 9999)], units=600) == ((0, 5),)
    assert seen([watched(9, ends_at_ms=NOON_MS)], units=600) == ()
    assert seen([watched(9)], units=600) == ((0, 45),)


def test_a_slot_starts_before_the_deadline():
    assert seen([watched(9)], units=600, until_ms=NOON_MS) == ()
    assert seen([watched(9)], units=600, until_ms=NOON_MS + 1) == ((0, 5),)
    assert seen([watched(9)], units=600, until_ms=NOON_MS + 5000) == ((0, 5),)
    assert seen([watched(9)], units=600, until_ms=NOON_MS + 5001) == ((0, 10),)
    assert seen([watched(9)], units=12) == ((0, 12),)


def test_completion_comes_with_the_required_second_and_before_the_deadline():
    def done(required, closes_after_ms=60_000):
        closes_at_ms = NOON_MS + closes_after_ms
        at_ms = completed_at([watched(9)], required=required, units=600, closes_at_ms=closes_at_ms)
        return None if at_ms is None else at_ms - NOON_MS

    assert (done(10), done(11), done(45), done(46)) == (10_000, 15_000, 45_000, None)
    assert (done(11, 10_001), done(11, 10_000), done(16, 10_001)) == (10_001, None, None)
    assert done(0) is None


def test_completion_comes_with_the_required_second_for_those_who_go_back_too():
    facts = [AdmittedSlot(0, ((5, 10),)), AdmittedSlot(1, ((0, 5),)), AdmittedSlot(2, ((10, 15),))]
    session = Lane(NOON_MS, None, fold(SessionState(), facts))

    def done(required):
        at_ms = completed_at([session], required=required, units=600)
        return None if at_ms is None else at_ms - NOON_MS

    assert (done(5), done(6), done(10), done(15), done(16)) == (5_000, 10_000, 10_000, 15_000, None)


def test_the_required_share_is_rounded_up():
    assert (required_units("0.95", 100), required_units("0.95", 101)) == (95, 96)


def test_a_live_ping_covers_seventy_five_seconds():
    assert slots_touched(0) == range(5)
    assert slots_touched(1) == range(6)
    assert slots_touched(14_999) == range(6)
    assert slots_touched(15_000) == range(1, 6)


def test_a_countable_slot_starts_within_the_stream_and_outside_breaks():
    def countable(start_ms, end_ms, *, now_ms=10**9, **holes):
        return countable_slots(start_ms, end_ms, now_ms=now_ms, **holes)

    assert countable(0, 150_000) == ((0, 10),)
    assert countable(1, 150_001) == ((1, 11),)
    assert countable(15_000, 150_000) == ((1, 10),)
    assert countable(0, 150_000, now_ms=60_000) == ((0, 4),)
    assert countable(0, 150_000, now_ms=60_001) == ((0, 5),)
    assert countable(0, 150_000, breaks=[(30_000, 60_000)]) == ((0, 2), (4, 10))
    assert countable(0, 150_000, excused=[(30_001, 60_001)]) == ((0, 3), (5, 10))


def test_a_percent_is_floored_and_counts_what_is_countable():
    assert percent([0, 1], ((0, 3),)) == 666
    assert percent([5, 6, 7], ((0, 3),)) == 0
    assert count_marked([0, 0, 1, 9], ((0, 3),)) == 2


def test_a_code_is_good_in_its_minute_and_the_two_after_it():
    code = check_in_code(b"secret", stream=1, checkpoint=2, minute=100)

    def accepted(at_s):
        return code_is_valid(code, b"secret", stream=1, checkpoint=2, at_s=at_s)

    assert len(code) == 6
    assert [accepted(at_s) for at_s in (5999, 6000, 6179, 6180)] == [False, True, True, False]


@pytest.mark.parametrize("typed", ["12345", "1234567", "１２３４５６", "12345 "])
def test_a_code_is_six_ascii_digits(typed):
    assert not code_is_valid(typed, b"secret", stream=1, checkpoint=2, at_s=6000)


def test_a_token_is_good_as_signed_and_for_the_sign_in_it_was_given_to():
    anchor = anchor_at()
    token = sign_anchor(anchor, keys=KEYS, key_id="k1")
    assert read_token(token, keys=KEYS) == anchor
    assert same_login(anchor, "a session key", SECRET)
    assert not same_login(anchor, "another session key", SECRET)
    for forged in (token[:-1], token + "A", f"k0{token[2:]}", token.rpartition(".")[0] + "."):
        with pytest.raises(BadToken):
            read_token(forged, keys=KEYS)
