"""The deadline at the second: what is credited, what the address, the API and the page say of it."""

from datetime import timedelta

import pytest

from courses.models import Completion
from tests.courses.http.viewers import Clock, Viewer, settle
from tests.factories import NOW, make_course, make_user
from tests.tracks.makers import enrol_someone, make_curriculum, webinar
from tracks.domain.extensions import grant_extension

pytestmark = pytest.mark.django_db

CLOSES_AT = NOW + timedelta(seconds=100)


@pytest.fixture
def viewer(clock: Clock) -> Viewer:
    course = make_course()
    activity = webinar(course, duration_s=100, closes_at=CLOSES_AT)
    enrolment = enrol_someone(make_curriculum([course]))
    return Viewer(enrolment.participant, activity, clock)


def shown(viewer: Viewer) -> str:
    response = viewer.client.get(viewer.activity.page.url, headers={"accept-language": "ru"})
    return response.content.decode().replace("\xa0", " ")


def row_of(viewer: Viewer) -> dict:
    (row,) = viewer.client.get("/api/v1/completions/").json()["results"]
    return row


@pytest.mark.parametrize(("after_s", "status"), [(-1, 201), (0, 410), (1, 410)])
def test_a_session_starts_until_the_deadline_and_not_at_it(clock, viewer, after_s, status):
    clock.set(CLOSES_AT + timedelta(seconds=after_s))
    assert viewer.start().status_code == status
    assert ("player-config" in shown(viewer)) == (status == 201)


@pytest.mark.parametrize(
    ("offset_ms", "credited_s"),
    [
        # The last slot that counts starts before the deadline: one millisecond decides.
        (-100_000, 100),
        (-99_000, 100),
        (-95_001, 100),
        (-95_000, 95),
        (-94_999, 95),
        (-5_000, 5),
        (-4_999, 5),
        (-1, 5),
    ],
)
def test_a_slot_counts_if_it_starts_before_the_deadline(clock, viewer, offset_ms, credited_s):
    clock.set(CLOSES_AT + timedelta(milliseconds=offset_ms))
    viewer.start()
    slots = [[number, number * 5000, number * 5000 + 5000] for number in range(20)]
    clock.wait(100)
    assert viewer.ping(slots).status_code == 200
    progress = viewer.progress()
    settle(clock)
    row = row_of(viewer)
    assert progress["credited_s"] == credited_s == row["evidence"]["seen_s"]
    assert progress["state"] == row["state"] == ("completed" if credited_s >= 95 else "in_progress")
    completed_at = Completion.objects.get().completed_at
    assert completed_at is None or completed_at <= CLOSES_AT


def test_who_is_enough_in_the_slot_that_straddles_it_is_completed_at_the_deadline(clock, viewer):
    clock.set(CLOSES_AT - timedelta(seconds=93))
    viewer.start()
    clock.wait(95)
    viewer.ping([[number, number * 5000, number * 5000 + 5000] for number in range(19)])
    settle(clock)
    row = Completion.objects.get()
    assert (row.state, row.completed_at) == ("completed", CLOSES_AT)


def test_an_extension_after_the_deadline_is_counted_at_once_and_everywhere(clock, viewer):
    clock.set(CLOSES_AT - timedelta(seconds=50))
    viewer.start()
    clock.wait(100)
    viewer.ping([[number, number * 5000, number * 5000 + 5000] for number in range(20)])
    settle(clock)
    assert row_of(viewer)["evidence"]["seen_s"] == viewer.progress()["credited_s"] == 50
    assert "Засчитано 0:50 из 1:40" in shown(viewer)
    grant_extension(
        participant=viewer.user, activity=viewer.activity, closes_at=clock.now + timedelta(hours=1),
        reason="сбой", granted_by=make_user(), now=clock.now,
    )  # fmt: skip
    row, progress = row_of(viewer), viewer.progress()
    assert (row["state"], progress["state"]) == ("completed", "completed")
    assert row["evidence"]["seen_s"] == progress["credited_s"] == 100
    assert Completion.objects.get().completed_at == CLOSES_AT - timedelta(seconds=50) + timedelta(seconds=95)
    assert "Засчитано 1:40 из 1:40" in shown(viewer)


def test_missed_is_said_only_when_nothing_can_arrive_any_more(clock, viewer):
    for after_s, state in ((0, "not_started"), (899, "not_started"), (900, "missed")):
        clock.set(CLOSES_AT + timedelta(seconds=after_s))
        assert row_of(viewer)["state"] == state
