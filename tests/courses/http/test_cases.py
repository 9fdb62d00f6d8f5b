"""The cases every release passes, over HTTP and through the fold, to what the person is credited."""

from datetime import timedelta

import pytest

from courses.domain.activities import sync_activity
from courses.models import LiveBreak, LiveStreamPage
from tests.courses.http.viewers import Clock, Viewer, make_attendee, make_viewer, settle
from tests.factories import NOW, assign_to

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize("speed", [1, 1.5, 2])
def test_honest(clock: Clock, speed: float) -> None:
    viewer = make_viewer(clock, duration_s=300)
    viewer.start()
    viewer.watch(int(300 / speed), speed=speed)
    progress = viewer.progress()
    assert (progress["seen"], progress["state"]) == ([[0, 300]], "completed")


def test_seek_to_the_end(clock: Clock) -> None:
    viewer = make_viewer(clock, duration_s=5400)
    viewer.start()
    clock.wait(5)
    viewer.ping([[0, 5_395_000, 5_400_000]])
    progress = viewer.progress()
    assert (progress["credited_s"], progress["state"]) == (5, "in_progress")


def test_one_forged_ping(clock: Clock) -> None:
    viewer = make_viewer(clock, duration_s=5400)
    viewer.start()
    clock.wait(5)
    for _ in range(20):
        assert viewer.ping([[0, 0, 5_400_000]]).json()["ok"] == 1
    assert viewer.progress()["credited_s"] <= 10


def test_repeated_and_out_of_order(clock: Clock) -> None:
    viewer = make_viewer(clock)
    viewer.start()
    clock.wait(60)
    slots = [[k, k * 5000, k * 5000 + 5000] for k in range(12)]
    for sent in (slots[6:], slots[:3], list(reversed(slots)), slots * 8, slots[2:9]):
        viewer.ping(sent)
        settle(clock)
    assert viewer.progress()["seen"] == [[0, 60]]


def test_two_tabs_at_double_speed(clock: Clock) -> None:
    """Each tab starts a session, so the earlier one stops counting; in one session a slot counts once."""
    viewer = make_viewer(clock, duration_s=5400)
    viewer.start()
    for k in range(120):
        clock.wait(5)
        if k % 6 == 5:
            viewer.ping([[n, n * 10_000, n * 10_000 + 10_000] for n in range(k - 5, k + 1)])
            viewer.ping([[n, 3_000_000 + n * 10_000, 3_010_000 + n * 10_000] for n in range(k - 5, k + 1)])
    assert viewer.progress()["credited_s"] == 1200


def test_five_devices(clock: Clock) -> None:
    first = make_viewer(clock, duration_s=5400)
    devices = [first, *(Viewer(first.user, first.activity, clock) for _ in range(4))]
    for device in devices:
        device.start()
    for k in range(120):
        clock.wait(5)
        if k % 6 == 5:
            for n, device in enumerate(devices):
                device.ping(
                    [
                        [s, (n * 1000 + s * 5) * 1000, (n * 1000 + s * 5 + 5) * 1000]
                        for s in range(k - 5, k + 1)
                    ]
                )
    assert first.progress()["credited_s"] == 600


def test_devices_that_take_turns(clock: Clock) -> None:
    laptop = make_viewer(clock, duration_s=5400)
    phone = Viewer(laptop.user, laptop.activity, clock)
    for n in range(10):
        device = (laptop, phone)[n % 2]
        device.start()
        device.watch(60, start_s=n * 60)
    assert laptop.progress()["seen"] == [[0, 600]]


def test_deadline_mid_watch(clock: Clock) -> None:
    viewer = make_viewer(clock, closes_at=NOW + 5 * MINUTE)
    viewer.start()
    viewer.watch(600)
    assert viewer.progress()["credited_s"] == 300
    assert viewer.progress()["state"] == "in_progress"
    clock.wait(15 * 60)
    settle(clock)
    assert viewer.progress()["state"] == "missed"
    assign_to(
        viewer.user, viewer.activity, now=clock.now, closes_at=NOW + timedelta(hours=9), is_extended=True
    )
    assert (viewer.progress()["credited_s"], viewer.progress()["state"]) == (600, "completed")


@pytest.mark.parametrize(("minutes", "credited_s"), [(10, 600), (25, 900)])
def test_network_away(clock: Clock, minutes: int, credited_s: int) -> None:
    viewer = make_viewer(clock, duration_s=5400)
    viewer.start()
    clock.wait(minutes * 60)
    slots = [[k, k * 5000, k * 5000 + 5000] for k in range(minutes * 12)]
    assert viewer.ping(slots[:256]).status_code in (200, 410)
    assert viewer.ping(slots[256:]).status_code == 200
    assert abs(viewer.progress()["credited_s"] - credited_s) <= 5


def test_hidden_tab(clock: Clock) -> None:
    viewer = make_viewer(clock)
    viewer.start()
    for minute in range(10):
        clock.wait(60)
        viewer.ping([[k, k * 5000, k * 5000 + 5000] for k in range(minute * 12, minute * 12 + 12)])
    assert viewer.progress()["seen"] == [[0, 600]]


def attend(viewer: Viewer, minutes: float, *, every_s: int = 30) -> None:
    for _ in range(int(minutes * 60 / every_s)):
        viewer.ping()
        viewer.clock.wait(every_s)


def test_live_from_the_start(clock: Clock) -> None:
    viewer = make_attendee(clock)
    viewer.start()
    attend(viewer, 90)
    settle(clock)
    progress = viewer.progress()
    assert (progress["percent"], progress["share"], progress["state"]) == (100.0, 1.0, "completed")


def test_live_joins_at_half(clock: Clock) -> None:
    viewer = make_attendee(clock)
    clock.wait(45 * 60)
    viewer.start()
    attend(viewer, 45)
    settle(clock)
    assert (viewer.progress()["percent"], viewer.progress()["state"]) == (50.0, "in_progress")


def test_live_hidden_tab(clock: Clock) -> None:
    viewer = make_attendee(clock)
    viewer.start()
    attend(viewer, 90, every_s=60)
    assert viewer.progress()["percent"] == 100.0


def test_live_drops_ten_of_ninety_minutes(clock: Clock) -> None:
    viewer = make_attendee(clock)
    viewer.start()
    attend(viewer, 40)
    clock.wait(10 * 60)
    attend(viewer, 40)
    assert 88.8 <= viewer.progress()["percent"] <= 90.6


def test_live_one_ping(clock: Clock) -> None:
    viewer = make_attendee(clock)
    clock.wait(7)
    viewer.start()
    viewer.ping()
    clock.wait(3600)
    assert viewer.progress()["credited_s"] <= 90


def test_live_three_devices_and_a_ping_every_second(clock: Clock) -> None:
    first = make_attendee(clock)
    devices = [first, *(Viewer(first.user, first.activity, clock) for _ in range(2))]
    for device in devices:
        device.start()
    for _ in range(120):
        assert [device.ping().status_code for device in devices] == [200] * 3
        clock.wait(1)
    assert first.progress()["percent"] == 100.0


def test_live_schedule_is_edited(clock: Clock) -> None:
    viewer = make_attendee(clock)
    viewer.start()
    attend(viewer, 30)
    clock.set(NOW + 90 * MINUTE)
    settle(clock)
    assert viewer.progress()["percent"] == round((30 * 4 + 3) / 360 * 1000 // 1 / 10, 1)
    page = LiveStreamPage.objects.get()
    page.actual_starts_at, page.actual_ends_at = NOW + 10 * MINUTE, NOW + 40 * MINUTE
    page.breaks = [LiveBreak(starts_at=NOW + 20 * MINUTE, ends_at=NOW + 30 * MINUTE)]
    page.save()
    sync_activity(page=page, now=clock.now)
    viewer.activity.refresh_from_db()
    assert viewer.progress()["percent"] == 53.7
    assert viewer.progress()["credited_s"] == 43 * 15
