"""The server's own clock is stepped by an hour: credit stays within its bound, and people go on by themselves."""

import pytest

from courses.domain.progress import rebuild_progress
from courses.models import Completion, PingRow, WatchSession
from tests.courses.conftest import forget_process
from tests.courses.http.viewers import Clock, Viewer, make_attendee, make_viewer, post_ping, settle

pytestmark = pytest.mark.django_db

HOUR_S = 3600


def claim(count: int, *, first: int = 0, from_s: float = 0, media_s: float = 5) -> list[list[int]]:
    return [
        [first + n, int((from_s + n * media_s) * 1000), int((from_s + (n + 1) * media_s) * 1000)]
        for n in range(count)
    ]


@pytest.fixture
def viewer(clock: Clock) -> Viewer:
    viewer = make_viewer(clock, duration_s=5400)
    assert viewer.start().status_code == 201
    viewer.watch(300)
    return viewer


def test_forward_an_honest_person_starts_anew_and_loses_one_ping(viewer: Viewer, clock: Clock) -> None:
    clock.wait(HOUR_S)
    assert viewer.ping(claim(6, first=60, from_s=300)).status_code == 410
    assert viewer.start().status_code == 201
    clock.wait(300)
    assert viewer.ping(claim(60, from_s=330)).status_code == 200
    assert viewer.progress()["seen"] == [[0, 300], [330, 630]]


def test_forward_a_forger_wins_fifteen_minutes_at_most(viewer: Viewer, clock: Clock) -> None:
    clock.wait(HOUR_S)
    for first in range(0, 960, 240):
        viewer.ping(claim(240, first=first, from_s=1000 + first * 10, media_s=10))
    assert viewer.progress()["credited_s"] <= 300 + 2 * 15 * 60 + 10


@pytest.mark.parametrize("restarted", [False, True])
def test_back_people_go_on_at_once(viewer: Viewer, clock: Clock, restarted: bool) -> None:
    """What was shown in an hour that is yet to come is kept, and nobody has to wait for that hour."""
    clock.wait(HOUR_S)
    viewer.start()
    clock.wait(300)
    viewer.ping(claim(60, from_s=300))
    assert viewer.progress()["seen"] == [[0, 600]]
    ahead = viewer.started
    if restarted:
        forget_process()
    clock.wait(-HOUR_S)
    assert viewer.ping(claim(6, first=60, from_s=600)).json()["rejected"] == {"future": 6}
    response = viewer.start()
    assert (response.status_code, response.json()["seen"]) == (201, [[0, 600]])
    clock.wait(300)
    assert viewer.ping(claim(60, from_s=600)).status_code == 200
    assert viewer.progress()["seen"] == [[0, 900]]
    # The old token is worth nothing, neither now nor when its hour comes, and the new one is not taken for old.
    clock.wait(HOUR_S)
    assert viewer.ping().status_code == 200
    assert post_ping(viewer.client, {"t": ahead["tok"], "s": claim(90, first=60)}).status_code != 503
    settle(clock)
    assert viewer.progress()["seen"] == [[0, 900]]
    assert WatchSession.objects.filter(lane_end_ms=None).count() == 1


def test_back_many_starts_in_the_hour_ahead_do_not_lock_a_person_out(clock: Clock) -> None:
    viewer = make_viewer(clock)
    clock.wait(HOUR_S)
    for _ in range(10):
        assert viewer.start().status_code == 201
    clock.wait(-HOUR_S)
    assert viewer.start().status_code == 201
    assert viewer.started["server_ms"] == int(clock.now.timestamp() * 1000)


def test_to_and_fro_credit_never_exceeds_the_time_that_passed(clock: Clock) -> None:
    """A forger who claims double speed in every session, while the clock jumps about."""
    viewer = make_viewer(clock, duration_s=5400)
    passed_s = 0
    for n, step in enumerate([0, HOUR_S, -HOUR_S, -HOUR_S, HOUR_S, 2 * HOUR_S, -2 * HOUR_S]):
        clock.wait(step)
        assert viewer.start().status_code == 201
        for _ in range(4):
            clock.wait(30)
            viewer.ping(claim(100, from_s=n * 600, media_s=10))
        passed_s += 120
    credited_s = viewer.progress()["credited_s"]
    assert credited_s <= 2 * passed_s + 7 * 10
    assert rebuild_progress(now=clock.now) == 0
    assert not PingRow.objects.exists()


def test_the_deadline_is_that_of_the_clock_that_is_right_again(clock: Clock) -> None:
    """Nothing is called missed for good by a clock that ran ahead: the row is measured anew."""
    viewer = make_viewer(clock, duration_s=300)
    Completion.objects.update(closes_at=clock.now.replace(minute=30))
    viewer.start()
    viewer.watch(120)
    clock.wait(HOUR_S)
    settle(clock)
    assert viewer.progress()["state"] == "missed"
    clock.wait(-HOUR_S)
    viewer.watch(180, from_slot=24, start_s=120)
    assert (viewer.progress()["credited_s"], viewer.progress()["state"]) == (300, "completed")


def test_live_forward_and_back(clock: Clock) -> None:
    """Slots are those of the server's clock: what it skipped is missing, and can be declared an outage."""
    viewer = make_attendee(clock)
    viewer.start()
    for step in [0] * 20 + [HOUR_S] + [0] * 5 + [-HOUR_S] + [0] * 20:
        clock.wait(step)
        assert viewer.ping().status_code == 200
        clock.wait(30)
    assert viewer.progress()["percent"] == 90.4
