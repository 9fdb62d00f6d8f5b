"""Honest people on bad networks, with bad clocks, habits and machines: they are credited what they watched."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from courses.models import Completion, WatchSession
from prokadry.accounts.models import User
from tests.courses.conftest import forget_process
from tests.courses.http.viewers import Clock, Viewer, make_attendee, make_viewer, post_ping, settle
from tests.factories import NOW, make_user

pytestmark = pytest.mark.django_db

HOUR_S = 3600


def start(clock: Clock, **activity: object) -> Viewer:
    viewer = make_viewer(clock, **activity)  # type: ignore[arg-type]  # the length, the window, the person
    assert viewer.start().status_code == 201
    return viewer


def test_the_clock_of_the_computer_is_wrong_by_hours(clock: Clock) -> None:
    """The page counts from `server_ms` and sends no time; what it might add is not looked at."""
    viewer = start(clock, duration_s=60)
    clock.wait(60)
    slots = [[k, k * 5000, k * 5000 + 5000] for k in range(12)]
    wrong = (NOW - timedelta(hours=7)).isoformat()
    response = post_ping(
        viewer.client, {"t": viewer.started["tok"], "s": slots, "now": wrong}, HTTP_DATE=wrong
    )
    assert response.json()["ok"] == 12
    assert viewer.progress()["seen"] == [[0, 60]]


def test_every_other_ping_is_lost(clock: Clock) -> None:
    viewer = start(clock)
    device = viewer.device()
    device.play(600)
    pings = device.pings()
    viewer.deliver(pings[1::2])
    assert viewer.progress()["seen"] == [[0, 600]]


def test_two_pings_in_a_row_are_lost(clock: Clock) -> None:
    viewer = start(clock)
    device = viewer.device()
    device.play(600)
    viewer.deliver(ping for n, ping in enumerate(device.pings()) if n % 5 not in (2, 3))
    assert viewer.progress()["seen"] == [[0, 600]]


def test_answers_are_lost_and_everything_is_sent_again(clock: Clock) -> None:
    viewer = start(clock)
    device = viewer.device()
    device.play(600)
    answers = viewer.deliver(ping for ping in device.pings() for _ in range(3))
    assert sum(answer.json()["dup"] for answer in answers) > 120
    assert viewer.progress()["seen"] == [[0, 600]]


def test_the_connection_flaps_every_minute(clock: Clock) -> None:
    viewer = start(clock, duration_s=900)
    device = viewer.device()
    device.play(900)
    t0_ms = viewer.started["server_ms"]
    away = [ping for ping in device.pings() if (ping[0] - t0_ms) // 60_000 % 2]
    viewer.deliver(away)
    assert viewer.progress()["credited_s"] >= 870
    viewer.deliver(device.pings()[-1:])
    assert viewer.progress()["seen"] == [[0, 900]]


def test_pings_arrive_fourteen_minutes_late_and_in_reverse(clock: Clock) -> None:
    viewer = start(clock)
    device = viewer.device()
    device.play(60)
    late_ms = viewer.started["server_ms"] + 14 * 60_000
    viewer.deliver((late_ms + n * 1000, body) for n, (_, body) in enumerate(reversed(device.pings())))
    assert viewer.progress()["seen"] == [[0, 60]]


def test_the_deadline_passes_while_the_network_is_away(clock: Clock) -> None:
    closes_at = NOW + timedelta(seconds=300)
    viewer = start(clock, duration_s=300, closes_at=closes_at)
    clock.wait(905)
    settle(clock)
    assert viewer.progress()["state"] == "not_started"
    assert viewer.ping([[k, k * 5000, k * 5000 + 5000] for k in range(70)]).json()["ok"] == 60
    assert (viewer.progress()["seen"], viewer.progress()["state"]) == ([[0, 300]], "completed")
    completion = Completion.objects.get(participant=viewer.user)
    assert completion.completed_at == closes_at - timedelta(seconds=15)


def test_a_reload_every_minute(clock: Clock) -> None:
    """Each reload is a takeover by oneself: the slot it falls into is watched again, no more."""
    viewer = make_viewer(clock)
    for _ in range(9):
        viewer.start()
        device = viewer.device()
        device.play(62, seek_s=viewer.progress()["position_s"])
        viewer.deliver(event for event in device.pings() if event[0] <= viewer.started["server_ms"] + 62_000)
        clock.set(datetime.fromtimestamp(viewer.started["server_ms"] / 1000 + 62, UTC))
        viewer.ping([[k, *claim] for k, claim in device.claims().items()])
    assert viewer.progress()["seen"] == [[0, 9 * 60]]


def test_two_browsers_take_turns_in_the_middle_of_slots(clock: Clock) -> None:
    laptop = make_viewer(clock)
    browsers = [laptop, Viewer(laptop.user, laptop.activity, clock)]
    for turn in range(8):
        browser = browsers[turn % 2]
        seen_s = browser.start().json()["seen"][-1:]
        device = browser.device()
        device.play(63, seek_s=seen_s[0][1] if seen_s else 0)
        clock.wait(63)
        browser.ping([[k, *claim] for k, claim in device.claims().items()])
    assert laptop.progress()["seen"] == [[0, 8 * 60 + 3]]


def test_a_pause_of_hours(clock: Clock) -> None:
    viewer = start(clock)
    device = viewer.device()
    device.play(300)
    viewer.deliver(device.pings())
    device.pause(5 * HOUR_S)
    device.play(300)
    viewer.deliver(ping for ping in device.pings() if ping[0] > viewer.started["server_ms"] + 4 * 3600_000)
    assert viewer.progress()["seen"] == [[0, 600]]


def test_a_pause_longer_than_a_session_lives(clock: Clock) -> None:
    viewer = start(clock)
    device = viewer.device()
    device.play(300)
    viewer.deliver(device.pings())
    clock.wait(7 * HOUR_S)
    assert viewer.ping([[5100, 300_000, 305_000]]).json()["rejected"] == {"future": 1}
    viewer.start()
    anew = viewer.device()
    anew.play(300, seek_s=300)
    viewer.deliver(anew.pings())
    assert viewer.progress()["seen"] == [[0, 600]]


def test_double_speed_with_stalls(clock: Clock) -> None:
    viewer = start(clock)
    device = viewer.device()
    while device.media_ms < 600_000:
        device.play(min(7.3, (600_000 - device.media_ms) / 2000), rate=2)
        device.pause(3.1)
    viewer.deliver(device.pings())
    assert viewer.progress()["seen"] == [[0, 600]]


def test_many_short_buffering_stops_within_a_slot(clock: Clock) -> None:
    viewer = start(clock, duration_s=60)
    device = viewer.device()
    while device.media_ms < 60_000:
        device.play(min(1.4, (60_000 - device.media_ms) / 1000))
        device.pause(0.6)
    viewer.deliver(device.pings())
    assert viewer.progress()["seen"] == [[0, 60]]


@pytest.mark.parametrize("over_ms", [0, 400, 1500])
def test_the_player_reports_a_little_more_than_the_length(clock: Clock, over_ms: int) -> None:
    viewer = start(clock, duration_s=59.2)
    clock.wait(60)
    slots = [[k, k * 5000, k * 5000 + 5000] for k in range(11)]
    assert viewer.ping([*slots, [11, 55_000, 59_200 + over_ms]]).json()["rejected"] == {}
    assert (viewer.progress()["seen"], viewer.progress()["state"]) == ([[0, 59]], "completed")


@pytest.mark.parametrize("duration_s", [61.5, 59.999, 60.001, 7.4])
@pytest.mark.parametrize("rate", [1, 1.25, 2])
def test_a_length_that_is_no_whole_number(clock: Clock, duration_s: float, rate: float) -> None:
    viewer = start(clock, duration_s=duration_s)
    device = viewer.device()
    device.play(duration_s / rate, rate=rate)
    viewer.deliver(device.pings())
    progress = viewer.progress()
    assert progress["seen"] == [[0, int(duration_s + 0.5)]]
    assert (progress["share"], progress["state"]) == (1, "completed")


def test_the_page_goes_away_and_comes_back_within_fifteen_minutes(clock: Clock) -> None:
    """What waits in localStorage goes out with the old token; then a new session starts."""
    viewer = start(clock)
    clock.wait(60)
    waiting = [[k, k * 5000, k * 5000 + 5000] for k in range(12)]
    clock.wait(10 * 60)
    assert viewer.ping(waiting).json()["ok"] == 12
    viewer.start()
    assert viewer.progress()["seen"] == [[0, 60]]


def test_what_waited_is_taken_after_a_new_session_has_started_too(clock: Clock) -> None:
    viewer = start(clock)
    clock.wait(60)
    old = viewer.started
    viewer.start()
    waiting = [[k, k * 5000, k * 5000 + 5000] for k in range(12)]
    assert post_ping(viewer.client, {"t": old["tok"], "s": waiting}).status_code == 409
    assert viewer.progress()["seen"] == [[0, 60]]


def test_a_crashed_server_is_sent_the_last_pings_again(clock: Clock) -> None:
    """The process is killed with everything it had acknowledged and not written."""
    viewer = start(clock)
    device = viewer.device()
    device.play(600)
    for n, ping in enumerate(device.pings()):
        viewer.deliver([ping])
        if n == 9:
            forget_process()
        else:
            settle(clock)
    assert viewer.progress()["seen"] == [[0, 600]]


def test_watching_over_the_change_to_winter_time(clock: Clock) -> None:
    clock.set(datetime(2026, 10, 25, 0, 55, tzinfo=UTC))
    viewer = start(clock)
    User.objects.filter(pk=viewer.user.pk).update(time_zone="Europe/Berlin")
    device = viewer.device()
    device.play(600)
    viewer.deliver(device.pings())
    assert viewer.progress()["seen"] == [[0, 600]]


def test_a_deadline_in_kamchatka_is_the_same_instant(clock: Clock) -> None:
    """«23:59 Moscow time» is 08:59 of the next day twelve hours east of Greenwich."""
    closes_at = datetime(2026, 8, 27, 21, 0, tzinfo=UTC)
    clock.set(closes_at - timedelta(minutes=5))
    user = make_user(time_zone="Asia/Kamchatka")
    viewer = start(clock, user=user, closes_at=closes_at, opens_at=NOW)
    viewer.watch(600)
    assert viewer.progress()["credited_s"] == 300
    assert viewer.start().status_code == 410


def test_a_session_cookie_that_is_renewed_keeps_the_session(clock: Clock) -> None:
    """Reading pages meanwhile, also after the cache was emptied, does not end a running session."""
    viewer = start(clock)
    clock.wait(30)
    viewer.client.get("/")
    assert viewer.progress()["seen"] == []
    assert viewer.ping([[0, 0, 5000]]).status_code == 200


def test_live_on_a_train(clock: Clock) -> None:
    """Half a minute without a network every two minutes costs nothing."""
    viewer = make_attendee(clock)
    viewer.start()
    for n in range(180):
        if n % 4 != 3:
            viewer.ping()
        clock.wait(30)
    assert viewer.progress()["percent"] == 100.0


def test_live_page_reloaded_every_minute(clock: Clock) -> None:
    viewer = make_attendee(clock)
    for _ in range(90):
        assert viewer.start().status_code == 201
        viewer.ping()
        clock.wait(60)
    settle(clock)
    assert (viewer.progress()["percent"], viewer.progress()["state"]) == (100.0, "completed")
    assert WatchSession.objects.count() == 90


def test_live_from_two_devices_in_turn(clock: Clock) -> None:
    laptop = make_attendee(clock)
    phone = Viewer(laptop.user, laptop.activity, clock)
    for n in range(90):
        device = (laptop, phone)[n % 2]
        if not device.started:
            device.start()
        assert device.ping().status_code == 200
        clock.wait(60)
    assert laptop.progress()["percent"] == 100.0


def test_a_beacon_comes_as_text_and_without_a_csrf_token(clock: Clock) -> None:
    viewer = start(clock)
    clock.wait(5)
    viewer.client.handler.enforce_csrf_checks = True
    body = json.dumps({"t": viewer.started["tok"], "s": [[0, 0, 5000]]}).encode()
    for kind in ("text/plain;charset=UTF-8", "application/json", "", "application/octet-stream"):
        response = viewer.client.generic("POST", "/e/pings", body, content_type=kind)
        assert response.status_code == 200
