from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.enums import CompletionState
from courses.models import Completion
from tests.api.conftest import ask_as
from tests.factories import NOW, assign_to, make_course, make_stream, make_user, make_webinar

pytestmark = pytest.mark.django_db
FIELDS = {
    "id", "participant", "activity", "course", "track", "season", "state", "share", "completed_at", "closes_at", "rule",
    "evidence", "updated_at",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _at_the_start():
    with time_machine.travel(NOW, tick=False):
        yield


def assign_webinar(user=None, **fields):
    webinar = make_webinar()
    return assign_to(user or make_user(), webinar.activity, **fields)


def ids(answer):
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["results"]]


def test_an_untouched_webinar_has_every_field(ask):
    course = make_course("Проектное управление")
    webinar = make_webinar(course, duration_s=600, title="Паспорт проекта")
    closes_at = datetime(2026, 8, 27, 21, tzinfo=UTC)
    row = assign_to(make_user(), webinar.activity, closes_at=closes_at)
    [shown] = ask("completions/").json()["results"]
    assert set(shown) == FIELDS
    assert shown == {
        "id": row.pk,
        "participant": {"id": row.participant_id},
        "activity": {
            "id": webinar.activity.pk,
            "type": "webinar",
            "title": "Паспорт проекта",
            "url": f"http://testserver{webinar.url}",
        },
        "course": {"id": course.course.pk, "title": "Проектное управление"},
        "track": "base",
        "season": "2026",
        "state": "not_started",
        "share": 0.0,
        "completed_at": None,
        "closes_at": "2026-08-27T21:00:00Z",
        "rule": {"key": "watched_share", "version": 2},
        "evidence": {"seen_s": 0, "required_s": 570, "duration_s": 600},
        "updated_at": "2026-08-27T09:00:00Z",
    }


def test_stored_evidence_is_shown_as_it_is(ask):
    row = assign_webinar()
    evidence = {"seen_s": 580, "required_s": 570, "duration_s": 600}
    Completion.objects.filter(pk=row.pk).update(
        state=CompletionState.COMPLETED, share=580 / 600, completed_at=NOW, evidence=evidence
    )
    [shown] = ask("completions/").json()["results"]
    assert (shown["state"], shown["evidence"]) == ("completed", evidence)
    assert shown["share"] == pytest.approx(580 / 600)
    assert shown["completed_at"] == "2026-08-27T09:00:00Z"


def test_an_untouched_stream_counts_what_has_passed(ask):
    stream = make_stream(starts_at=NOW, ends_at=NOW + timedelta(minutes=90))
    assign_to(make_user(), stream.activity)
    [shown] = ask("completions/").json()["results"]
    assert shown["activity"]["type"] == "live_stream"
    assert shown["evidence"] == {"marked_slots": 0, "countable_slots": 0, "percent": None}
    with time_machine.travel(NOW + timedelta(minutes=10), tick=False):
        [shown] = ask("completions/").json()["results"]
    assert shown["evidence"] == {"marked_slots": 0, "countable_slots": 40, "percent": 0.0}


def test_a_missed_row_reads_missed_before_that_is_written_and_the_filter_agrees(ask):
    row = assign_webinar(closes_at=NOW + timedelta(minutes=5))
    last = NOW + timedelta(minutes=20)
    with time_machine.travel(last - timedelta(seconds=1), tick=False):
        assert ask("completions/").json()["results"][0]["state"] == "not_started"
        assert ids(ask("completions/", state="missed")) == []
    with time_machine.travel(last, tick=False):
        assert ask("completions/").json()["results"][0]["state"] == "missed"
        assert ids(ask("completions/", state="missed")) == [row.pk]
        assert ids(ask("completions/", state="not_started")) == []
    row.refresh_from_db()
    assert row.state == "not_started"


def test_a_completed_row_never_turns_missed(ask):
    row = assign_webinar(closes_at=NOW + timedelta(minutes=5))
    Completion.objects.filter(pk=row.pk).update(state=CompletionState.COMPLETED, completed_at=NOW)
    with time_machine.travel(NOW + timedelta(days=9), tick=False):
        assert ask("completions/").json()["results"][0]["state"] == "completed"


def test_what_people_completed_stays_readable_without_its_page(ask):
    course = make_course()
    webinar = make_webinar(course)
    row = assign_to(make_user(), webinar.activity)
    Completion.objects.filter(pk=row.pk).update(share=0.5, state=CompletionState.IN_PROGRESS)
    webinar.unpublish()
    [shown] = ask("completions/").json()["results"]
    assert shown["activity"]["url"] is None
    webinar.delete()
    [shown] = ask("completions/").json()["results"]
    assert (shown["id"], shown["activity"]["url"]) == (row.pk, None)
    assert shown["activity"]["title"] == webinar.title


def test_a_participant_reads_only_their_own(ask):
    anna, boris = make_user(), make_user()
    webinar = make_webinar()
    own, other = assign_to(anna, webinar.activity), assign_to(boris, webinar.activity)
    mine = ask_as(anna)
    assert ids(mine("completions/")) == [own.pk]
    assert ids(mine("completions/", participant=boris.pk)) == []
    assert mine(f"completions/{own.pk}/").json()["id"] == own.pk
    assert mine(f"completions/{other.pk}/").status_code == 404
    assert ids(ask("completions/")) == [own.pk, other.pk]


def test_filters(ask):
    anna, boris = make_user(), make_user()
    webinar, stream = make_webinar(), make_stream()
    first = assign_to(anna, webinar.activity)
    second = assign_to(boris, webinar.activity, track="pro")
    third = assign_to(anna, stream.activity, season="2027")
    Completion.objects.filter(pk=second.pk).update(
        state=CompletionState.COMPLETED, completed_at=NOW, updated_at=NOW + timedelta(hours=1)
    )
    cases = {
        "participant": (anna.pk, [first, third]),
        "activity": (webinar.activity.pk, [first, second]),
        "course": (stream.activity.course_id, [third]),
        "type": ("live_stream", [third]),
        "track": ("pro", [second]),
        "season": ("2026", [first, second]),
        "state": ("completed", [second]),
        "completed_after": ("2026-08-27T09:00:00Z", [second]),
        "completed_before": ("2026-08-27T09:00:00Z", []),
        "updated_since": ("2026-08-27T10:00:00Z", [second]),
    }
    for name, (value, rows) in cases.items():
        assert ids(ask("completions/", **{name: value})) == [row.pk for row in rows], name
    assert ids(ask("completions/", participant=anna.pk, season="2026")) == [first.pk]


@pytest.mark.parametrize(
    "text",
    [
        "2026-08-27T10:00:00Z",
        "2026-08-27T13:00:00+03:00",
        "2026-08-27T13:00:00 03:00",
        "2026-08-27T10:00:00.000Z",
    ],
)
def test_updated_since_includes_its_instant_in_any_zone(ask, text):
    row = assign_webinar()
    Completion.objects.filter(pk=row.pk).update(updated_at=NOW + timedelta(hours=1))
    assert ids(ask("completions/", updated_since=text)) == [row.pk]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("updated_since", "yesterday"),
        ("updated_since", "2026-08-27T10:00:00"),
        ("updated_since", "2026-13-45T10:00:00Z"),
        ("updated_since", "0001-01-01T00:00:00+14:00"),
        ("completed_after", "2026-08-27"),
        ("participant", "anna"),
        ("participant", "0"),
        ("participant", str(2**63)),
        ("state", "lost"),
        ("type", "\0"),
        ("page_size", "0"),
        ("page_size", "501"),
        ("page_size", "ten"),
        ("page_size", "١٠"),
        ("cursor", ""),
        ("cursor", "nonsense"),
        ("cursor", "YWZ0ZXI6OTk5OTk5OTk5OTk5OTk5OTk5OQ"),
        ("cursor", "я"),
        ("particpant", "1"),
    ],
)
def test_a_bad_parameter_is_named(ask, name, value):
    answer = ask("completions/", **{name: value})
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["title"]) == (400, "Bad Request")
    assert [error["parameter"] for error in problem["errors"]] == [name]


def test_pages_lead_there_and_back(ask):
    user = make_user()
    rows = [assign_webinar(user).pk for _ in range(5)]

    def follow(url):
        return ask(url.removeprefix("http://testserver/api/v1/"))

    first = ask("completions/", page_size=2, participant=user.pk)
    assert (ids(first), first.json()["previous"]) == (rows[:2], None)
    second = follow(first.json()["next"])
    assert ids(second) == rows[2:4]
    third = follow(second.json()["next"])
    assert (ids(third), third.json()["next"]) == (rows[4:], None)
    back = follow(third.json()["previous"])
    assert ids(back) == rows[2:4]
    assert ids(follow(back.json()["next"])) == rows[4:]
    start = follow(back.json()["previous"])
    assert (ids(start), start.json()["previous"]) == (rows[:2], None)


def test_rows_that_go_do_not_shift_a_page(ask):
    rows = [assign_webinar().pk for _ in range(4)]
    first = ask("completions/", page_size=2)
    Completion.objects.filter(pk=rows[0]).delete()
    assert ids(ask(first.json()["next"].removeprefix("http://testserver/api/v1/"))) == rows[2:]


def test_five_queries_whatever_the_number_of_rows(ask, organiser, client):
    client.force_login(organiser)
    readers = {
        "token": lambda: ask("completions/", page_size=500),
        "session": lambda: client.get("/api/v1/completions/?page_size=500"),
    }
    assign_webinar()
    counts: dict[str, list[int]] = {name: [] for name in readers}
    for wanted in (1, 30):
        while Completion.objects.count() < wanted:
            assign_webinar()
        for name, read in readers.items():
            read()
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert len(ids(read())) == wanted
            counts[name].append(len(queries))
    assert {name: len(set(found)) for name, found in counts.items()} == {"token": 1, "session": 1}
    assert max(max(found) for found in counts.values()) <= 5
