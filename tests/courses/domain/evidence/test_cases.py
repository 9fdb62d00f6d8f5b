"""The cases every release passes, each played by a made-up device before a made-up platform."""

import random

import pytest

from courses.domain.evidence.constants import STALE_MS
from courses.domain.evidence.live import countable_slots, percent
from courses.domain.evidence.ranges import total
from courses.domain.evidence.tokens import BadToken
from tests.courses.domain.evidence.simulation import MINUTE_MS, NOON_MS, Device, Platform, body_of

STREAM_MS = 90 * MINUTE_MS
STREAM_END_MS = NOON_MS + STREAM_MS


def stay(start_ms, end_ms, *, every_s=30):
    return range(start_ms, end_ms, every_s * 1000)


def percent_of(platform, *, start_ms=NOON_MS, end_ms=STREAM_END_MS, breaks=()):
    countable = countable_slots(start_ms, end_ms, breaks=breaks, now_ms=STREAM_END_MS + MINUTE_MS)
    return percent(platform.marked(), countable)


@pytest.mark.parametrize("rate", [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2])
@pytest.mark.parametrize("duration_s", [600, 754.5, 1203.72])
def test_honest_watching_at_any_speed_is_credited_in_full(rate, duration_s):
    platform = Platform(duration_s=duration_s)
    device = platform.start()
    device.play(duration_s / rate, rate=rate)
    platform.deliver(device.pings())
    assert platform.seen() == ((0, platform.units),)
    assert platform.completed_at(share=1) == platform.completed_at(share=1, closes_at_ms=NOON_MS + 3600_000)


def test_honest_watching_with_an_uneven_clock_is_credited_in_full():
    uneven = random.Random(4)
    platform = Platform()
    device = platform.start()
    while device.media_ms < 3600_000:
        wall_s = min(uneven.uniform(0.2, 90), (3600_000 - device.media_ms) / 1000)
        device.play(wall_s, rate=1)
        if uneven.random() < 0.3:
            device.pause(uneven.uniform(0.1, 20))
    platform.deliver(device.pings())
    assert platform.seen() == ((0, 3600),)


def test_a_seek_to_the_end_and_five_seconds_there_are_five_seconds():
    platform = Platform()
    device = platform.start()
    device.play(5, seek_s=3595)
    platform.deliver(device.pings())
    assert platform.seen() == ((3595, 3600),)
    assert platform.completed_at() is None


def test_one_forged_ping_is_at_most_ten_seconds():
    platform = Platform(duration_s=5400)
    device = platform.start()
    platform.deliver([(NOON_MS + 5000, body_of(device.token, [[k, 0, 5_400_000] for k in range(256)]))])
    assert platform.credited_s() <= 10


def test_a_forged_ping_gains_at_most_one_unit_by_rounding():
    for offset_ms in range(0, 1000, 50):
        platform = Platform(duration_s=5400)
        device = platform.start()
        platform.deliver([(NOON_MS + 5000, body_of(device.token, [[0, offset_ms, 5_400_000]]))])
        assert platform.credited_s() <= 11


def test_the_same_ping_a_hundred_times_gains_nothing():
    once, often = Platform(), Platform()
    for platform, times in ((once, 1), (often, 100)):
        device = platform.start()
        device.play(60)
        platform.deliver([event for event in device.pings() for _ in range(times)])
    assert often.stored == once.stored
    assert often.seen() == ((0, 60),)


def test_pings_out_of_order_and_doubled_give_identical_bytes():
    orderly, messy = Platform(), Platform()
    for platform in (orderly, messy):
        device = platform.start()
        device.play(300, rate=1.5)
        device.play(200, seek_s=60)
        bodies = [body for _, body in device.pings()]
        if platform is messy:
            bodies = bodies[::-1] + random.Random(7).sample(bodies, 9)
        platform.deliver([(NOON_MS + 600_000 + n, body) for n, body in enumerate(bodies)])
    assert messy.stored == orderly.stored


def test_two_tabs_at_double_speed_for_ten_minutes_are_twenty():
    platform = Platform()
    first, second = platform.start(), platform.start()
    first.play(600, rate=2)
    second.play(600, rate=2, seek_s=1800)
    platform.deliver(first.pings(), second.pings())
    assert platform.credited_s() == 1200


def test_two_tabs_on_two_webinars_share_the_time_too():
    platform = Platform()
    first, second = platform.start(), platform.start(NOON_MS + 120_000, activity=4)
    first.play(600)
    second.play(480)
    platform.deliver(first.pings(), second.pings())
    assert platform.credited_s() == 120
    assert platform.credited_s(activity=4) == 480


def test_five_devices_for_ten_minutes_are_ten_minutes_in_all():
    platform = Platform()
    devices = [platform.start(NOON_MS + n) for n in range(5)]
    for n, device in enumerate(devices):
        device.play(600, seek_s=600 * n)
    platform.deliver(*(device.pings() for device in devices))
    assert platform.credited_s() == 600


def test_devices_that_take_turns_lose_at_most_the_slot_of_the_takeover():
    platform = Platform()
    laptop = platform.start()
    laptop.play(302)
    phone = platform.start(NOON_MS + 302_000)
    phone.play(300, seek_s=302)
    platform.deliver(laptop.pings(), phone.pings())
    assert platform.seen() == ((0, 300), (302, 602))


def test_a_tampered_token_is_refused():
    platform = Platform()
    device = platform.start()
    for i in range(len(device.token)):
        character = "A" if device.token[i] != "A" else "B"
        with pytest.raises(BadToken):
            platform.receive(NOON_MS, body_of(device.token[:i] + character + device.token[i + 1 :], []))


def test_a_deadline_in_the_middle_credits_what_was_watched_before_it():
    platform = Platform()
    device = platform.start()
    device.play(3600)
    platform.deliver(device.pings())
    closes_at_ms = NOON_MS + 1800_000
    assert platform.seen(until_ms=closes_at_ms) == ((0, 1800),)
    assert platform.completed_at(closes_at_ms=closes_at_ms) is None
    assert platform.completed_at(share=0.5, closes_at_ms=closes_at_ms) == closes_at_ms


def test_what_was_seen_before_a_deadline_does_not_depend_on_what_came_later():
    for rate in (1, 1.25, 1.5, 2):
        stopped, went_on = Platform(), Platform()
        closes_at_ms = NOON_MS + 333_333
        for platform, wall_s in ((stopped, 335), (went_on, 1500)):
            device = platform.start()
            device.play(wall_s, rate=rate)
            platform.deliver(device.pings())
        assert went_on.seen(until_ms=closes_at_ms) == stopped.seen(until_ms=closes_at_ms)


def test_an_upload_after_the_deadline_counts_for_the_time_before_it():
    platform = Platform(duration_s=600)
    device = platform.start()
    device.play(600)
    late_ms = NOON_MS + 600_000 + 5 * MINUTE_MS
    bodies = [body for _, body in device.pings()]
    platform.deliver([(late_ms, body) for body in bodies])
    assert platform.completed_at(share=1, closes_at_ms=NOON_MS + 600_000) == NOON_MS + 600_000


def test_a_network_away_for_ten_minutes_costs_nothing():
    platform = Platform()
    device = platform.start()
    device.play(3600)
    platform.deliver(device.pings(offline=(NOON_MS + 1000_000, NOON_MS + 1600_000)))
    assert platform.seen() == ((0, 3600),)


def test_a_network_away_for_twenty_five_minutes_costs_all_but_the_last_fifteen():
    platform = Platform()
    device = platform.start()
    device.play(3600)
    back_ms = NOON_MS + 2400_000
    answers = platform.deliver(device.pings(offline=(NOON_MS + 901_000, back_ms)))
    assert platform.seen() == ((0, 900), ((back_ms - STALE_MS - NOON_MS) // 1000 - 5, 3600))
    assert sum(answer.rejected.get("stale", 0) for answer in answers) > 0


def test_a_laptop_asleep_for_three_hours_needs_a_new_session():
    platform = Platform()
    device = platform.start()
    device.play(60)
    woke_ms = NOON_MS + 3 * 3600_000
    before, after = device.pings()[0], (woke_ms, device.pings()[-1][1])
    answers = platform.deliver([before, after])
    assert [answer.all_stale for answer in answers] == [False, True]
    anew = platform.start(woke_ms)
    anew.play(60, seek_s=30)
    platform.deliver(anew.pings())
    assert platform.seen() == ((0, 90),)


def test_a_hidden_tab_that_pings_once_a_minute_is_credited_in_full():
    platform = Platform()
    device = platform.start()
    device.play(3600)
    platform.deliver(device.pings(every_s=60))
    assert platform.seen() == ((0, 3600),)


def test_a_later_extension_of_the_deadline_is_a_recomputation():
    platform = Platform(duration_s=1200)
    device = platform.start()
    device.play(600)
    device.pause(3600)
    device.play(600)
    platform.deliver(device.pings())
    closes_at_ms = NOON_MS + 900_000
    extended_ms = NOON_MS + 2 * 3600_000
    assert platform.completed_at(closes_at_ms=closes_at_ms) is None
    assert platform.seen(until_ms=closes_at_ms) == ((0, 600),)
    assert platform.completed_at(closes_at_ms=extended_ms) == NOON_MS + (600 + 3600 + 540) * 1000
    assert platform.seen(until_ms=extended_ms) == ((0, 1200),)


def test_a_second_visit_adds_to_the_first():
    platform = Platform()
    morning = platform.start()
    morning.play(1000)
    evening = platform.start(NOON_MS + 8 * 3600_000)
    evening.play(1500, seek_s=900, rate=1.5)
    platform.deliver(morning.pings(), evening.pings())
    assert platform.seen() == ((0, 3150),)


def test_another_persons_sessions_are_their_own():
    platform = Platform()
    mine, theirs = platform.start(), platform.start(NOON_MS + 60_000, participant=8)
    mine.play(300)
    theirs.play(300)
    platform.deliver(mine.pings(), theirs.pings())
    assert platform.credited_s() == 300


def test_live_present_from_before_to_after_is_all():
    platform = Platform()
    platform.attend(*stay(NOON_MS - 60_000, STREAM_END_MS + 60_000))
    assert percent_of(platform) == 1000


def test_live_joining_at_half_is_fifty_percent():
    platform = Platform()
    platform.attend(*stay(NOON_MS + STREAM_MS // 2, STREAM_END_MS))
    assert percent_of(platform) == 500


def test_live_a_changed_schedule_is_recomputed_exactly():
    platform = Platform()
    half_ms = NOON_MS + STREAM_MS // 2
    platform.attend(*stay(half_ms, STREAM_END_MS + 10 * MINUTE_MS))
    assert percent_of(platform) == 500
    assert percent_of(platform, start_ms=NOON_MS + 15 * MINUTE_MS) == 600
    assert percent_of(platform, start_ms=half_ms) == 1000
    assert percent_of(platform, end_ms=half_ms + 15 * MINUTE_MS) == 250
    missed_break = [(NOON_MS + 30 * MINUTE_MS, half_ms)]
    assert percent_of(platform, breaks=missed_break) == 600
    assert percent_of(platform, breaks=[(half_ms, STREAM_END_MS)]) == 0
    assert percent_of(platform) == 500


def test_live_three_devices_and_a_ping_every_second_are_no_more_than_all():
    platform = Platform()
    for shift_ms in (0, 7_000, 13_000):
        platform.attend(*stay(NOON_MS + shift_ms, STREAM_END_MS))
    platform.attend(*stay(NOON_MS, STREAM_END_MS, every_s=1))
    assert percent_of(platform) == 1000


def test_live_ten_of_ninety_minutes_away_is_about_ninety_percent():
    for left_after_ms in range(30 * MINUTE_MS, 30 * MINUTE_MS + 30_000, 1700):
        platform = Platform()
        left_ms = NOON_MS + left_after_ms
        platform.attend(*stay(NOON_MS, left_ms), *stay(left_ms + 10 * MINUTE_MS, STREAM_END_MS))
        assert 888 <= percent_of(platform) <= 1000 * (80 * 60 + 90) // (90 * 60)


def test_live_one_ping_is_at_most_ninety_seconds():
    for at_ms in range(NOON_MS + MINUTE_MS, NOON_MS + 2 * MINUTE_MS, 1300):
        platform = Platform()
        platform.attend(at_ms)
        assert 75 <= 15 * len(platform.marked()) <= 90


def test_live_a_hidden_tab_that_pings_once_a_minute_is_present_throughout():
    platform = Platform()
    platform.attend(*stay(NOON_MS, STREAM_END_MS, every_s=60))
    assert percent_of(platform) == 1000


def test_live_does_not_end_a_recording_nor_the_other_way_round():
    platform = Platform()
    device: Device = platform.start()
    device.play(600)
    platform.deliver(device.pings())
    platform.attend(*stay(NOON_MS, STREAM_END_MS))
    assert total(platform.seen()) == 600
    assert percent_of(platform) == 1000
