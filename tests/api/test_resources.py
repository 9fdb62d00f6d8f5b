from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from courses.models import Activity, Completion
from tests.api.conftest import ask_as
from tests.factories import NOW, make_course, make_stream, make_user, make_webinar
from tracks.domain.curricula import sync_assignments
from tracks.domain.enrolments import enrol
from tracks.models import Curriculum, CurriculumCourse, CurriculumOverride, Season

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_the_start():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def curriculum():
    season = Season.objects.create(key="2026", title="Сезон 2026", is_current=True)
    return Curriculum.objects.create(season=season, track="base", title="Базовый трек")


def test_an_activity_has_every_field(ask):
    course = make_course("Курс")
    stream = make_stream(course, title="Эфир", starts_at=NOW, ends_at=NOW + timedelta(minutes=90))
    assert ask("activities/").json()["results"] == [
        {
            "id": stream.activity.pk,
            "type": "live_stream",
            "title": "Эфир",
            "url": f"http://testserver{stream.url}",
            "course": {"id": course.course.pk, "title": "Курс"},
            "opens_at": None,
            "closes_at": stream.activity.closes_at and ask("activities/").json()["results"][0]["closes_at"],
            "starts_at": "2026-08-27T09:00:00Z",
            "ends_at": "2026-08-27T10:30:00Z",
            "duration_s": 5400.0,
            "rev": 0,
        }
    ]


def test_activities_are_filtered_by_type_and_course(ask):
    webinar, stream = make_webinar(), make_stream()
    assert [row["id"] for row in ask("activities/", type="webinar").json()["results"]] == [
        webinar.activity.pk
    ]
    found = ask("activities/", course=stream.activity.course_id).json()["results"]
    assert [row["id"] for row in found] == [stream.activity.pk]
    assert ask(f"activities/{webinar.activity.pk}/").json()["rev"] == webinar.activity.rev


def test_drafts_are_for_staff_only(ask):
    webinar = make_webinar()
    webinar.unpublish()
    assert len(ask("activities/").json()["results"]) == 1
    assert ask_as(make_user())("activities/").json()["results"] == []


def test_courses_have_their_addresses(ask):
    course = make_course("Курс")
    [row] = ask("courses/").json()["results"]
    assert (row["id"], row["title"]) == (course.course.pk, "Курс")
    assert row["url"] == f"http://testserver{course.url}"


def test_a_track_lists_its_courses_and_activities(ask, curriculum):
    course = make_course("Курс")
    first, second = make_webinar(course), make_webinar(course)
    CurriculumCourse.objects.create(curriculum=curriculum, course=course.course, sort_order=0)
    closes_at = datetime(2026, 9, 1, tzinfo=UTC)
    CurriculumOverride.objects.create(
        curriculum=curriculum, activity=second.activity, is_required=False, closes_at=closes_at, sort_order=0
    )
    assert ask("tracks/").json()["results"] == [
        {
            "id": curriculum.pk,
            "key": "base",
            "title": "Базовый трек",
            "season": "2026",
            "courses": [{"id": course.course.pk, "title": "Курс"}],
            "activities": [
                {"id": first.activity.pk, "required": True, "opens_at": None, "closes_at": None},
                {
                    "id": second.activity.pk,
                    "required": False,
                    "opens_at": None,
                    "closes_at": "2026-09-01T00:00:00Z",
                },
            ],
        }
    ]
    assert ask("tracks/", season="2025").json()["results"] == []
    assert ask(f"tracks/{curriculum.pk}/").json()["key"] == "base"


def test_tracks_changed_since_follow_their_activities(ask, curriculum):
    page = make_webinar(make_course())
    CurriculumCourse.objects.create(curriculum=curriculum, course=page.activity.course)
    Curriculum.objects.update(updated_at=NOW)
    Activity.objects.update(updated_at=NOW)
    later = NOW + timedelta(hours=1)

    def changed():
        return [row["id"] for row in ask("tracks/", updated_since=later.isoformat()).json()["results"]]

    assert changed() == []
    Activity.objects.filter(pk=page.activity.pk).update(updated_at=later)
    assert changed() == [curriculum.pk]


def test_tracks_take_a_constant_number_of_queries(ask, curriculum, django_assert_max_num_queries):
    for _ in range(4):
        course = make_course()
        make_webinar(course)
        CurriculumCourse.objects.create(curriculum=curriculum, course=course.course, sort_order=0)
    ask("tracks/")
    with django_assert_max_num_queries(9):
        assert len(ask("tracks/").json()["results"][0]["activities"]) == 4


@pytest.fixture
def enrolled(curriculum):
    course = make_course("Курс")
    make_webinar(course)
    make_webinar(course)
    CurriculumCourse.objects.create(curriculum=curriculum, course=course.course, sort_order=0)
    user = make_user()
    enrolment = enrol(participant=user, season=curriculum.season, level="beginner", now=NOW)
    sync_assignments(curriculum=curriculum, now=NOW)
    enrolment.refresh_from_db()
    return enrolment


def test_an_enrolment_shows_the_roll_up(ask, enrolled):
    [row] = ask("enrolments/").json()["results"]
    assert row["id"] == enrolled.pk
    assert row["participant"] == {"id": enrolled.participant_id}
    assert (row["season"], row["track"], row["level"]) == ("2026", "base", "beginner")
    assert (row["required_total"], row["required_done"]) == (2, 0)
    assert row["presence_percent"] is None
    enrolled.presence_tenths, enrolled.presence_best_tenths = 864, 0
    enrolled.save()
    [row] = ask("enrolments/").json()["results"]
    assert (row["presence_percent"], row["presence_best_percent"]) == (86.4, 0.0)


def test_enrolments_are_filtered(ask, enrolled):
    for params in (
        {"level": "pro"},
        {"track": "pro"},
        {"season": "2025"},
        {"updated_since": "2026-08-28T00:00:00Z"},
    ):
        assert ask("enrolments/", **params).json()["results"] == [], params
    assert (
        len(ask("enrolments/", participant=enrolled.participant_id, level="beginner").json()["results"]) == 1
    )


def test_progress_counts_by_course_at_this_moment(ask, enrolled):
    rows = list(Completion.objects.order_by("id"))
    Completion.objects.filter(pk=rows[0].pk).update(state="completed", completed_at=NOW, share=1)
    Completion.objects.filter(pk=rows[1].pk).update(closes_at=NOW - timedelta(days=1))
    progress = ask(f"participants/{enrolled.participant_id}/progress/").json()
    assert progress["required_total"] == 2
    [course] = progress["courses"]
    assert course["course"] == {"id": rows[0].activity.course_id, "title": "Курс"}
    assert (course["total"], course["completed"], course["missed"], course["not_started"]) == (2, 1, 1, 0)
    assert (course["required_total"], course["required_done"]) == (2, 1)


def test_progress_of_others_is_not_found(ask, enrolled):
    path = f"participants/{enrolled.participant_id}/progress/"
    assert ask_as(enrolled.participant)(path).status_code == 200
    answer = ask_as(make_user())(path)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert ask("participants/999999/progress/").status_code == 404
    assert ask(path, season="2025").status_code == 404
    assert ask(path, seson="2026").status_code == 400
