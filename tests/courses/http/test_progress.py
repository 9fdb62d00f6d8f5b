"""GET /e/progress: what a person is told of their own progress, with what came this very moment."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.domain.check_ins import code_of
from courses.models import Checkpoint, LiveStreamPage
from tests.courses.http.viewers import Clock, Viewer, make_attendee, make_viewer, settle
from tests.factories import NOW, assign_to, make_user, make_webinar

pytestmark = pytest.mark.django_db


def test_untouched_recording(clock: Clock) -> None:
    viewer = make_viewer(clock, duration_s=100.4, closes_at=NOW + timedelta(hours=1))
    assert viewer.progress() == {
        "activity": viewer.activity.pk,
        "state": "not_started",
        "share": 0.0,
        "seen": [],
        "missing": [[0, 100]],
        "excluded": [],
        "credited_s": 0,
        "required_s": 95,
        "duration_s": 100,
        "percent": None,
        "position_s": 0,
        "closes_at": "2026-08-27T10:00:00Z",
        "check_ins": {"done": 0, "required": 0},
        "last_seen_at": None,
    }


def test_recording_in_progress(clock: Clock) -> None:
    viewer = make_viewer(clock, duration_s=100)
    viewer.start()
    clock.wait(15)
    viewer.ping([[0, 10_000, 15_000], [1, 40_000, 45_000], [2, 45_000, 50_000]])
    progress = viewer.progress()
    assert progress["state"] == "in_progress"
    assert progress["share"] == 0.15
    assert progress["seen"] == [[10, 15], [40, 50]]
    assert progress["missing"] == [[0, 10], [15, 40], [50, 100]]
    assert (progress["credited_s"], progress["position_s"]) == (15, 50)
    assert progress["last_seen_at"] == "2026-08-27T09:00:15Z"


def test_position_is_where_the_latest_session_stopped(clock: Clock) -> None:
    viewer = make_viewer(clock)
    viewer.start()
    clock.wait(5)
    viewer.ping([[0, 300_000, 305_000]])
    viewer.start()
    assert viewer.progress()["position_s"] == 305
    clock.wait(10)
    viewer.ping([[1, 20_000, 25_000], [0, 100_000, 105_000]])
    assert viewer.progress()["position_s"] == 25


def test_completed_at_once(clock: Clock) -> None:
    viewer = make_viewer(clock, duration_s=60)
    viewer.start()
    viewer.watch(60)
    progress = viewer.progress()
    assert (progress["state"], progress["share"], progress["missing"]) == ("completed", 1.0, [])


def test_stream(clock: Clock) -> None:
    viewer = make_attendee(clock, required_check_ins=1)
    page = LiveStreamPage.objects.get()
    checkpoint = Checkpoint.objects.create(
        page=page, opens_at=NOW, closes_at=NOW + timedelta(minutes=30), sort_order=1
    )
    viewer.start()
    clock.wait(600)
    viewer.ping()
    viewer.check_in(code_of(checkpoint, activity_id=viewer.activity.pk, now=clock.now))
    clock.wait(600)
    progress = viewer.progress()
    assert progress == {
        "activity": viewer.activity.pk,
        "state": "in_progress",
        "share": 0.062,
        "seen": [[600, 675]],
        "missing": [[0, 600], [675, 1200]],
        "excluded": [],
        "credited_s": 75,
        "required_s": 4050,
        "duration_s": 5400,
        "percent": 6.2,
        "position_s": 0,
        "closes_at": None,
        "check_ins": {"done": 1, "required": 1},
        "last_seen_at": "2026-08-27T09:10:00Z",
    }


def test_before_a_stream_there_is_no_percent(clock: Clock) -> None:
    viewer = make_attendee(clock, starts_at=NOW + timedelta(hours=2))
    assert viewer.progress()["percent"] is None


def test_who_may_ask(clock: Clock) -> None:
    viewer = make_viewer(clock)
    path = f"/e/progress/{viewer.activity.pk}"
    assert Client().get(path).status_code == 401
    assert Viewer(make_user(), viewer.activity, clock).client.get(path).status_code == 404
    assert viewer.client.get("/e/progress/999999").status_code == 404
    assert viewer.client.get(f"/e/progress/{2**64}").status_code == 404
    assert viewer.client.post(path).status_code == 405


def test_a_later_deadline_shows_what_came_after_the_earlier_one(clock: Clock) -> None:
    viewer = make_viewer(clock, closes_at=NOW + timedelta(seconds=30))
    viewer.start()
    viewer.watch(60)
    assert viewer.progress()["seen"] == [[0, 30]]
    assign_to(
        viewer.user, viewer.activity, now=clock.now, closes_at=NOW + timedelta(hours=1), is_extended=True
    )
    assert viewer.progress()["seen"] == [[0, 60]]


def test_queries_do_not_grow(clock: Clock) -> None:
    viewer = make_viewer(clock)
    viewer.start()
    viewer.watch(10)
    settle(clock)
    with CaptureQueriesContext(connection) as few:
        viewer.progress()
    for _ in range(30):
        other = make_webinar().activity
        assign_to(viewer.user, other)
        viewer.start(object=other.pk)
        clock.wait(10)
        viewer.ping([[0, 0, 5000]])
    settle(clock)
    with CaptureQueriesContext(connection) as many:
        viewer.progress()
    assert len(many) == len(few) <= 8
