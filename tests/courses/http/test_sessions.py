"""POST /e/sessions: who may start, what is answered, and where lanes end."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.models import Completion, WatchSession
from tests.courses.http.viewers import Clock, Viewer, make_attendee, make_viewer
from tests.factories import NOW, assign_to, make_stream, make_user, make_webinar

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def test_recorded_start(clock: Clock) -> None:
    viewer = make_viewer(clock, duration_s=612.3)
    response = viewer.start()
    session = WatchSession.objects.get()
    assert response.status_code == 201
    answer = response.json()
    assert isinstance(answer.pop("tok"), str)
    assert answer == {
        "server_ms": int(NOW.timestamp() * 1000),
        "slot_s": 5,
        "ping_s": 30,
        "max_rate": 2,
        "duration_ms": 612_300,
        "seen": [],
    }
    assert (session.t0_ms, session.rev, session.kind) == (
        answer["server_ms"],
        viewer.activity.rev,
        "recorded",
    )


def test_the_current_revision_may_be_named(clock: Clock) -> None:
    viewer = make_viewer(clock)
    assert viewer.start(rev=viewer.activity.rev).status_code == 201
    assert viewer.start(rev=None).status_code == 201


def test_live_start(clock: Clock) -> None:
    viewer = make_attendee(clock)
    clock.wait(60)
    response = viewer.start()
    assert response.status_code == 201
    answer = response.json()
    assert isinstance(answer.pop("tok"), str)
    assert answer == {
        "server_ms": int(clock.now.timestamp() * 1000), "slot_s": 15, "ping_s": 30, "percent": 0.0,
    }  # fmt: skip


def test_live_percent_is_null_before_the_start(clock: Clock) -> None:
    viewer = make_attendee(clock, starts_at=NOW + timedelta(minutes=30))
    assert viewer.start().json()["percent"] is None


def test_live_opens_half_an_hour_early_and_not_sooner(clock: Clock) -> None:
    viewer = make_attendee(clock, starts_at=NOW + timedelta(minutes=30, seconds=1))
    assert viewer.start().status_code == 404
    clock.wait(1)
    assert viewer.start().status_code == 201


def test_live_is_over_at_its_end(clock: Clock) -> None:
    viewer = make_attendee(clock)
    clock.wait(90 * 60 - 1)
    assert viewer.start().status_code == 201
    clock.wait(1)
    assert viewer.start().status_code == 410


def test_seen_is_told_on_return(clock: Clock) -> None:
    viewer = make_viewer(clock)
    viewer.start()
    viewer.watch(30)
    assert viewer.start().json()["seen"] == [[0, 30]]


def test_anonymous(client: Client) -> None:
    response = client.post("/e/sessions", data="{}", content_type="application/json")
    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == 401


@pytest.mark.parametrize(
    "body",
    [
        b"", b"nonsense", b"[]", b"null", b'"x"', b"{}", b"\xff\xfe", b"[" * 60_000,
        b'{"kind": "recorded"}', b'{"object": 1}', b'{"kind": 1, "object": 1}',
        b'{"kind": "recorded", "object": "1"}', b'{"kind": "recorded", "object": true}',
        b'{"kind": "recorded", "object": 1.0}', b'{"kind": "recorded", "object": 1, "rev": "1"}',
        b'{"kind": "recorded", "object": 1, "rev": false}',
    ],
)  # fmt: skip
def test_malformed(clock: Clock, body: bytes) -> None:
    viewer = make_viewer(clock)
    response = viewer.client.generic("POST", "/e/sessions", body, content_type="application/json")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"


def test_a_form_is_no_json(clock: Clock) -> None:
    viewer = make_viewer(clock)
    assert viewer.client.post("/e/sessions", {"kind": "recorded"}).status_code == 400


def test_too_large(clock: Clock) -> None:
    viewer = make_viewer(clock)
    response = viewer.client.generic("POST", "/e/sessions", b" " * 65_537, content_type="application/json")
    assert response.status_code == 413


@pytest.mark.parametrize("object_id", [0, -1, 999_999, 2**63 - 1, 2**63, 2**200])
def test_unknown(clock: Clock, object_id: int) -> None:
    assert make_viewer(clock).start(object=object_id).status_code == 404


def test_unpublished(clock: Clock) -> None:
    viewer = make_viewer(clock)
    type(viewer.activity).objects.update(is_live=False)
    assert viewer.start().status_code == 404


def test_not_in_the_curriculum(clock: Clock) -> None:
    stranger = Viewer(make_user(), make_webinar().activity, clock)
    assert stranger.start().status_code == 404


def test_taken_off_the_curriculum(clock: Clock) -> None:
    viewer = make_viewer(clock)
    Completion.objects.update(is_assigned=False)
    assert viewer.start().status_code == 404


def test_who_previews_earns_nothing(clock: Clock) -> None:
    editor = make_user(is_staff=True)
    editor.user_permissions.add(Permission.objects.get(codename="preview_activity"))
    assert Viewer(editor, make_webinar().activity, clock).start().status_code == 404


def test_not_open_yet(clock: Clock) -> None:
    viewer = make_viewer(clock, opens_at=NOW + HOUR)
    assert viewer.start().status_code == 404


def test_closed(clock: Clock) -> None:
    viewer = make_viewer(clock, closes_at=NOW + HOUR)
    clock.set(NOW + HOUR - timedelta(seconds=1))
    assert viewer.start().status_code == 201
    clock.set(NOW + HOUR)
    assert viewer.start().status_code == 410


def test_what_was_completed_cannot_be_watched_for_credit_after_the_deadline(clock: Clock) -> None:
    viewer = make_viewer(clock, closes_at=NOW + HOUR)
    Completion.objects.update(state="completed", completed_at=NOW)
    clock.set(NOW + HOUR)
    assert viewer.start().status_code == 410


def test_kind_and_revision_must_fit(clock: Clock) -> None:
    viewer = make_viewer(clock)
    assert viewer.start(kind="live").status_code == 400
    assert viewer.start(kind="").status_code == 400
    assert viewer.start(kind="\ud800").status_code == 400
    assert viewer.start(rev=viewer.activity.rev + 1).status_code == 400
    assert viewer.start(rev=-(2**70)).status_code == 400
    attendee = Viewer(viewer.user, make_stream().activity, clock)
    assign_to(viewer.user, attendee.activity)
    assert attendee.start(kind="recorded").status_code == 400


def test_without_a_video_there_is_nothing_to_watch(clock: Clock) -> None:
    viewer = make_viewer(clock)
    type(viewer.activity).objects.update(duration_ms=0, rev=0)
    assert viewer.start().status_code == 400


def test_forty_at_once_then_ten_a_minute(clock: Clock) -> None:
    viewer = make_viewer(clock)
    assert [viewer.start().status_code for _ in range(40)] == [201] * 40
    refused = viewer.start()
    assert (refused.status_code, refused["Retry-After"]) == (429, "6")
    clock.wait(5.9)
    assert viewer.start().status_code == 429
    clock.wait(0.1)
    assert viewer.start().status_code == 201
    assert viewer.start().status_code == 429
    clock.wait(60)
    assert [viewer.start().status_code for _ in range(11)] == [201] * 10 + [429]


def test_csrf_token_is_needed_and_asked_for_after_the_sign_in(clock: Clock) -> None:
    viewer = make_viewer(clock)
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/e/sessions", data="{}", content_type="application/json").status_code == 401
    strict.cookies = viewer.client.cookies
    body = {"kind": "recorded", "object": viewer.activity.pk}
    response = strict.post("/e/sessions", data=body, content_type="application/json")
    assert response.status_code == 403
    assert response["Content-Type"] == "application/problem+json"
    token = "a" * 32
    strict.cookies["csrftoken"] = token
    response = strict.post(
        "/e/sessions", data=body, content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert response.status_code == 201


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["/e/sessions", "/e/check-ins", "/e/pings"])
def test_other_methods(client: Client, path: str, method: str) -> None:
    response = client.generic(method, path)
    assert (response.status_code, response["Allow"]) == (405, "POST")


def test_the_next_start_ends_the_lane(clock: Clock) -> None:
    viewer = make_viewer(clock)
    other = make_webinar().activity
    assign_to(viewer.user, other)
    first = viewer.start().json()["server_ms"]
    clock.wait(10)
    second = viewer.start(object=other.pk).json()["server_ms"]
    live = make_stream().activity
    assign_to(viewer.user, live)
    viewer.start(object=live.pk, kind="live")
    lanes = list(WatchSession.objects.order_by("pk").values_list("t0_ms", "lane_end_ms"))
    assert lanes[:2] == [(first, second), (second, None)]


def test_starts_of_one_moment_still_follow_one_another(clock: Clock) -> None:
    viewer = make_viewer(clock)
    first, second = (viewer.start().json()["server_ms"] for _ in range(2))
    assert second == first + 1
    clock.set(NOW - timedelta(seconds=1.5))
    assert viewer.start().json()["server_ms"] == second + 1


def test_queries_of_a_start_do_not_grow(clock: Clock) -> None:
    viewer = make_viewer(clock)
    viewer.start()
    with CaptureQueriesContext(connection) as few:
        viewer.start()
    for _ in range(20):
        viewer.start()
    with CaptureQueriesContext(connection) as many:
        viewer.start()
    assert len(few) == len(many)


def test_the_database_allows_one_open_lane(clock: Clock) -> None:
    viewer = make_viewer(clock)
    viewer.start()
    with pytest.raises(IntegrityError), transaction.atomic():
        WatchSession.objects.create(
            participant=viewer.user, activity=viewer.activity, kind="recorded", t0_ms=1
        )


def test_a_lane_cut_behind_the_fold_takes_back_what_lies_beyond(clock: Clock) -> None:
    viewer = make_viewer(clock)
    viewer.start()
    clock.wait(4)
    viewer.ping([[0, 0, 5000]])
    assert viewer.progress()["credited_s"] == 5
    viewer.start()
    assert viewer.progress()["credited_s"] == 0
