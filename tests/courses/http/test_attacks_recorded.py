"""Attempts to be credited what was not watched, beside what an honest person does the same way."""

import gzip
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from courses.domain.activities import sync_activity
from courses.models import Completion, PresenceSlot, WatchSession, WebinarPage
from tests.courses.http.viewers import Clock, Viewer, make_attendee, make_viewer, post_ping, settle
from tests.factories import NOW, PASSWORD, assign_to, make_webinar

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def start(clock: Clock, *, wait_s: float = 0, **activity: Any) -> Viewer:
    viewer = make_viewer(clock, **({"duration_s": 5400} | activity))
    assert viewer.start().status_code == 201
    clock.wait(wait_s)
    return viewer


def claim(count: int, media_s: float = 5, *, from_s: float = 0, first: int = 0) -> list[list[int]]:
    """So many wall slots, each with so many seconds of media, one after the other."""
    edges = [round((from_s + n * media_s) * 1000) for n in range(count + 1)]
    return [[first + n, edges[n], edges[n + 1]] for n in range(count)]


@pytest.mark.parametrize(("speed", "credited_s"), [(1, 60), (2, 120), (3, 120), (16, 120)])
def test_a_player_made_faster_than_double_speed(clock: Clock, speed: int, credited_s: int) -> None:
    """Media that rushes by is credited for ten seconds of each five, with gaps in between."""
    viewer = start(clock, wait_s=60)
    viewer.ping(claim(12, 5 * speed))
    assert viewer.progress()["credited_s"] == credited_s


def test_all_six_hours_are_claimed_at_once(clock: Clock) -> None:
    viewer = start(clock, wait_s=60)
    for first in range(0, 4320, 240):
        assert viewer.ping(claim(240, 10, first=first)).status_code == 200
    assert viewer.progress()["credited_s"] == 120


def test_claiming_ahead_of_the_clock_wins_no_slot(clock: Clock) -> None:
    """Two seconds of slack let a slot come early; it is one of the same slots."""
    viewer = start(clock)
    for _ in range(12):
        clock.wait(3)
        viewer.ping(claim(20, 10))
    assert viewer.progress()["credited_s"] <= 10 * (36 + 2) // 5


def test_overlapping_ranges_win_nothing_by_rounding(clock: Clock) -> None:
    viewer = start(clock, wait_s=60)
    overlapping = [[k, *[k * 5000, k * 5000 + 2600] * 4] for k in range(12)]
    viewer.ping(overlapping)
    assert viewer.progress()["credited_s"] <= 12 * 3


def test_four_ranges_with_edges_at_half_seconds(clock: Clock) -> None:
    """The most that rounding can win: one unit a slot, the documented bound."""
    viewer = start(clock, wait_s=60)
    viewer.ping(
        [[k, *(ms for j in range(4) for ms in ((40 * k + 10 * j) * 1000 + 400,
                                               (40 * k + 10 * j) * 1000 + 2600))] for k in range(12)]
    )  # fmt: skip
    assert viewer.progress()["credited_s"] == 12 * 11


def test_slivers_of_a_second_are_no_seconds(clock: Clock) -> None:
    viewer = start(clock, wait_s=60)
    viewer.ping([[k, *(ms for j in range(4) for ms in (j * 1000, j * 1000 + 400))] for k in range(12)])
    assert viewer.progress()["credited_s"] == 0


def test_the_same_minute_over_and_over(clock: Clock) -> None:
    viewer = start(clock, wait_s=600)
    viewer.ping([[k, k % 12 * 5000, k % 12 * 5000 + 5000] for k in range(120)])
    assert viewer.progress()["seen"] == [[0, 60]]


def test_a_slot_is_claimed_again_with_other_seconds(clock: Clock) -> None:
    viewer = start(clock, wait_s=60)
    for from_s in range(0, 5000, 250):
        viewer.ping(claim(12, 10, from_s=from_s))
        if from_s % 500:
            settle(clock)
    assert viewer.progress()["seen"] == [[0, 120]]


def test_many_sessions_opened_and_left_at_once(clock: Clock) -> None:
    """Thirty lanes side by side are one: each ends where the next begins."""
    viewer = make_viewer(clock, duration_s=5400)
    tokens = []
    for _ in range(30):
        viewer.start()
        tokens.append(viewer.started["tok"])
        clock.wait(7)
    clock.wait(60)
    for n, token in enumerate(tokens):
        post_ping(viewer.client, {"t": token, "s": claim(60, 10, from_s=n * 170)})
    assert viewer.progress()["credited_s"] <= 29 * 10 + 13 * 10


def test_pings_of_two_activities_in_turn(clock: Clock) -> None:
    viewer = start(clock)
    second = make_webinar(duration_s=5400).activity
    assign_to(viewer.user, second)
    other = Viewer(viewer.user, second, clock)
    other.client = viewer.client
    clock.wait(60)
    other.start()
    clock.wait(60)
    answers = [device.ping(claim(24, 10)).status_code for device in (viewer, other) * 4]
    assert answers == [409, 200] * 4
    assert (viewer.progress()["credited_s"], other.progress()["credited_s"]) == (120, 120)


def test_an_old_token_after_a_takeover(clock: Clock) -> None:
    """What it says about the time before counts, about the time after it does not, in whatever order."""
    laptop = start(clock, wait_s=30)
    phone = Viewer(laptop.user, laptop.activity, clock)
    phone.start()
    clock.wait(30)
    assert laptop.ping(claim(6, 10, from_s=1000, first=6)).status_code == 409
    assert laptop.ping(claim(6)).status_code == 409
    phone.ping(claim(6, 5, from_s=30))
    assert laptop.progress()["seen"] == [[0, 60]]


def test_yesterdays_pings_sent_again_today(clock: Clock) -> None:
    viewer = start(clock, wait_s=60)
    viewer.ping(claim(12))
    settle(clock)
    clock.wait(24 * 3600)
    viewer.start()
    assert post_ping(viewer.client, {"t": viewer.started["tok"], "s": claim(12)}).json()["rejected"] == {
        "future": 12
    }
    assert viewer.progress()["credited_s"] == 60


def test_a_token_of_a_stream_claims_no_recording(clock: Clock) -> None:
    attendee = make_attendee(clock)
    attendee.start()
    webinar = make_webinar().activity
    assign_to(attendee.user, webinar)
    clock.wait(60)
    assert attendee.ping(claim(12)).json()["ok"] == 0
    watcher = Viewer(attendee.user, webinar, clock)
    assert watcher.progress()["credited_s"] == 0


def test_a_token_of_a_recording_marks_no_presence(clock: Clock) -> None:
    viewer = start(clock, wait_s=60)
    viewer.ping(claim(12))
    settle(clock)
    assert not PresenceSlot.objects.exists()


@pytest.mark.parametrize("ahead_s", [5, 60, 3600])
def test_claims_before_anything_was_played(clock: Clock, ahead_s: int) -> None:
    viewer = start(clock)
    first = ahead_s // 5 - 1
    assert viewer.ping(claim(1, first=first)).json()["rejected"] == {"future": 1}
    assert viewer.progress()["credited_s"] == 0


def test_after_signing_out(clock: Clock) -> None:
    viewer = start(clock, wait_s=60)
    cookies = {name: morsel.value for name, morsel in viewer.client.cookies.items()}
    viewer.ping(claim(6))
    viewer.client.logout()
    assert viewer.ping(claim(12)).status_code == 401
    assert viewer.start().status_code == 401
    viewer.client.force_login(viewer.user)
    assert viewer.ping(claim(12)).status_code == 403
    kept = Client()
    kept.cookies.load(cookies)
    # No database is asked, so a kept cookie goes on for this session; it buys nothing but the person's own time.
    assert post_ping(kept, {"t": viewer.started["tok"], "s": claim(12)}).status_code == 200
    started = Viewer(viewer.user, viewer.activity, clock)
    started.client = kept
    assert started.start().status_code == 401
    assert viewer.progress()["credited_s"] == 60


def test_after_a_change_of_password(clock: Clock) -> None:
    viewer = start(clock, wait_s=60)
    phone = Viewer(viewer.user, viewer.activity, clock)
    response = viewer.client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "Совсем-другой-7", "password2": "Совсем-другой-7"},
    )
    assert response.status_code == 302
    assert viewer.ping(claim(12)).status_code == 403
    assert phone.start().status_code == 401
    assert viewer.start().status_code == 201
    clock.wait(5)
    assert viewer.ping(claim(1)).json()["ok"] == 1


def test_an_account_that_was_closed_meanwhile(clock: Clock) -> None:
    viewer = start(clock, wait_s=60)
    type(viewer.user).objects.update(is_active=False)
    assert viewer.start().status_code == 401
    assert viewer.client.get(f"/e/progress/{viewer.activity.pk}").status_code == 401


def test_a_key_that_was_rotated_out(clock: Clock, settings: Any) -> None:
    viewer = start(clock, wait_s=60)
    assert viewer.ping(claim(6)).status_code == 200
    settings.SECRET_KEY = "a key that nobody has stolen"
    assert viewer.ping(claim(12)).status_code == 401
    viewer.client.force_login(viewer.user)
    assert viewer.start().status_code == 201
    clock.wait(5)
    assert viewer.ping(claim(1)).json()["ok"] == 1


def test_two_people_at_one_computer(clock: Clock) -> None:
    first = start(clock, wait_s=60)
    second = make_viewer(clock, duration_s=5400)
    assert first.ping(claim(6)).status_code == 200
    assert post_ping(second.client, {"t": first.started["tok"], "s": claim(12)}).status_code == 403
    second.start()
    clock.wait(60)
    assert second.ping(claim(12)).status_code == 200
    assert first.ping(claim(24)).status_code == 200, "another person's lane ends nobody else's"


def test_a_deadline_is_shortened_and_lengthened(clock: Clock) -> None:
    viewer = start(clock, duration_s=600, closes_at=NOW + 10 * MINUTE)
    viewer.watch(540)

    def move(minutes: int) -> tuple[int, str]:
        assign_to(viewer.user, viewer.activity, now=clock.now, closes_at=NOW + minutes * MINUTE)
        progress = viewer.progress()
        return progress["credited_s"], progress["state"]

    assert move(5) == (300, "in_progress")
    assert move(8) == (480, "in_progress")
    assert move(20) == (540, "in_progress")
    clock.wait(60)
    viewer.ping(claim(12, from_s=540, first=108))
    assert viewer.progress()["state"] == "completed"
    completed_at = Completion.objects.get(participant=viewer.user).completed_at
    assert move(5)[1] == "completed", "what was earned is never taken back by the machine"
    assert Completion.objects.get(participant=viewer.user).completed_at == completed_at


def test_a_webinar_unpublished_while_it_is_watched(clock: Clock) -> None:
    """Nobody can start any more; what somebody is watching is theirs, and is there when it comes back."""
    viewer = start(clock, wait_s=60)
    page = WebinarPage.objects.get()
    page.unpublish()
    assert viewer.ping(claim(12)).status_code == 200
    settle(clock)
    assert viewer.start().status_code == 404
    page.save_revision().publish()
    sync_activity(page=page, now=clock.now)
    assert viewer.progress()["seen"] == [[0, 60]]


def test_a_program_at_honest_speed_gains_no_time(clock: Clock) -> None:
    """It cannot be told from a person; it needs as long as one."""
    viewer = start(clock, duration_s=600)
    for k in range(60):
        clock.wait(5)
        viewer.ping(claim(1, 10, from_s=10 * k, first=k))
    progress = viewer.progress()
    assert (progress["credited_s"], progress["state"]) == (600, "completed")
    completed_at = Completion.objects.get(participant=viewer.user).completed_at
    assert completed_at is not None
    assert completed_at - NOW >= timedelta(seconds=0.95 * 600 / 2)


def test_starts_to_outrun_the_rate_of_pings(clock: Clock) -> None:
    viewer = make_viewer(clock)
    statuses = [viewer.start().status_code for _ in range(60)]
    assert statuses.count(201) == 40
    assert WatchSession.objects.filter(lane_end_ms=None).count() == 1


BODIES: list[tuple[str, int, int]] = [
    ('{"t": "%s", "s": [[1, 0, 5000]]}', 200, 1),
    ('{"t": "%s", "s": [[-0, -0, 5000]]}', 200, 1),
    ('{"t": "%s", "s": [[1e0, 0, 5000]]}', 200, 0),
    ('{"t": "%s", "s": [[1, 0, 5e3]]}', 200, 0),
    ('{"t": "%s", "s": [[1.0, 0, 5000]]}', 200, 0),
    ('{"t": "%s", "s": [[99999999999999999999, 0, 5000]]}', 200, 0),
    ('{"t": "%s", "s": [[1, 0, 5000, 5000]]}', 200, 0),
    ('{"t": "%s", "s": [[[1, 0, 5000]]]}', 200, 0),
    ('{"t": "%s", "s": [{"k": 1, "m0": 0, "m1": 5000}]}', 200, 0),
    ('{"t": "x", "t": "%s", "s": [[0, 0, 1], [9, 9, 9]], "s": [[1, 0, 5000]]}', 200, 1),
    ('{"t": "%s", "t": "x", "s": [[1, 0, 5000]]}', 401, 0),
    ('{"t": "%s", "s": [[١, 0, 5000]]}', 400, 0),
    ('{"t": "%s", "s": [["١", 0, 5000]]}', 200, 0),
    ('{"t": "%s", "s": [[01, 0, 5000]]}', 400, 0),
    ('{"t": "%s", "s": [[+1, 0, 5000]]}', 400, 0),
    ('{"t": "%s", "s": [[0x1, 0, 5000]]}', 400, 0),
    ('{"t": "%s", "s": [[1, 0, 5000],]}', 400, 0),
    ('{"t": "%s", "s": [[1, 0, 5000]]} trailing', 400, 0),
    ('{"t": "%s", "s": [[1, 0, 5000]], "a": {}}', 400, 0),
    ('[{"t": "%s", "s": [[1, 0, 5000]]}]', 400, 0),
    ('\ufeff{"t": "%s", "s": [[1, 0, 5000]]}', 400, 0),
    ('{"t": "%s", "s": ' + "[" * 9000 + "]" * 9000 + "}", 400, 0),
]


@pytest.mark.parametrize(("text", "status", "ok"), BODIES)
def test_json_that_means_something_else_elsewhere(clock: Clock, text: str, status: int, ok: int) -> None:
    viewer = start(clock, wait_s=60)
    response = post_ping(viewer.client, (text % viewer.started["tok"]).encode())
    assert response.status_code == status
    assert (response.json()["ok"] if status == 200 else 0) == ok


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "utf-8-sig"])
def test_a_body_in_another_encoding(clock: Clock, encoding: str) -> None:
    viewer = start(clock, wait_s=60)
    body = json.dumps({"t": viewer.started["tok"], "s": claim(1)}).encode(encoding)
    assert post_ping(viewer.client, body).status_code == 400
    assert viewer.ping(claim(1)).json()["ok"] == 1


def test_a_compressed_body_is_not_unpacked(clock: Clock) -> None:
    viewer = start(clock, wait_s=60)
    body = gzip.compress(json.dumps({"t": viewer.started["tok"], "s": claim(1)}).encode())
    assert post_ping(viewer.client, body, HTTP_CONTENT_ENCODING="gzip").status_code == 400


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/html", "/", "\x00"]
)
def test_the_type_of_a_body_changes_nothing(clock: Clock, kind: str) -> None:
    viewer = start(clock, wait_s=60)
    body = json.dumps({"t": viewer.started["tok"], "s": claim(1)})
    response = viewer.client.generic("POST", "/e/pings", body, content_type=kind)
    assert response.json()["ok"] == 1


def test_the_largest_ping_there_is_fits(clock: Clock) -> None:
    viewer = start(clock)
    clock.wait(256 * 5)
    edges = [5_300_000 + n * 2500 for n in range(8)]
    slots = [[k, *edges] for k in range(256)]
    answer = viewer.ping(slots).json()
    assert (answer["ok"], answer["rejected"]) == (181, {"stale": 75})
    assert viewer.ping([*slots, slots[0]]).status_code == 400


@pytest.mark.parametrize("header", ["HTTP_X_HTTP_METHOD_OVERRIDE", "HTTP_X_FORWARDED_USER", "HTTP_X_REAL_IP"])
def test_headers_that_some_servers_believe(clock: Clock, header: str) -> None:
    viewer = start(clock, wait_s=60)
    extra = {header: "DELETE"}
    assert post_ping(Client(), {"t": viewer.started["tok"], "s": claim(1)}, **extra).status_code == 401
    assert viewer.client.get("/e/pings", **extra).status_code == 405
