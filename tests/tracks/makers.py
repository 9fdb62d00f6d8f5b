"""Seasons and curricula for tests, made through the models with the fewest words."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from courses.enums import CompletionState
from courses.models import Activity, Completion, CoursePage
from tests.factories import NOW, make_course, make_stream, make_user, make_webinar
from tracks.domain.enrolments import enrol
from tracks.models import Curriculum, CurriculumCourse, CurriculumOverride, Enrolment, Season, Stage


def make_season(key: str = "2026", **fields: Any) -> Season:
    """Return a current season with an educational block around NOW, unless told otherwise."""
    fields.setdefault("is_current", True)
    fields.setdefault(
        "stages",
        [
            Stage(
                kind="education", title="Образовательный блок", starts_at=at(days=-20), ends_at=at(days=20)
            ),
            Stage(kind="interviews", title="Собеседования", starts_at=at(days=21), ends_at=at(days=40)),
        ],
    )
    return Season.objects.create(key=key, title=f"Сезон {key}", **fields)


def make_curriculum(
    courses: Iterable[CoursePage] = (),
    *,
    season: Season | None = None,
    track: str = "base",
    overrides: Iterable[CurriculumOverride] = (),
) -> Curriculum:
    """Return the curriculum of a track with the courses of these pages, all required."""
    return Curriculum.objects.create(
        season=season or make_season(),
        track=track,
        title=f"План {track}",
        courses=[
            CurriculumCourse(sort_order=place, course=page.course) for place, page in enumerate(courses)
        ],
        overrides=list(overrides),
    )


def enrol_someone(curriculum: Curriculum, *, now: datetime = NOW, **fields: Any) -> Enrolment:
    """Return the enrolment of a new person in the curriculum."""
    level = "pro" if curriculum.track == "pro" else "young"
    return enrol(participant=make_user(**fields), season=curriculum.season, level=level, now=now)


def webinar(course: CoursePage, **fields: Any) -> Activity:
    """Return the activity of a new published webinar."""
    return Activity.objects.get(page_id=make_webinar(course, **fields).pk)


def stream(course: CoursePage, **fields: Any) -> Activity:
    """Return the activity of a new published live stream."""
    return Activity.objects.get(page_id=make_stream(course, **fields).pk)


def course_with(webinars: int = 1, **fields: Any) -> CoursePage:
    """Return a course with some webinars of ten minutes."""
    course = make_course()
    for _number in range(webinars):
        make_webinar(course, **fields)
    return course


def settle(enrolment: Enrolment, activity: Activity, state: str, percent: float | None = None) -> Completion:
    """Give a participant a result, as the rule would have written it."""
    row = Completion.objects.get(participant=enrolment.participant, activity=activity)
    row.state = state
    row.completed_at = NOW if state == CompletionState.COMPLETED else None
    row.share = 1.0 if percent is None and state == CompletionState.COMPLETED else (percent or 0) / 100
    if percent is not None:
        row.evidence = {"marked_slots": round(percent * 3.6), "countable_slots": 360, "percent": percent}
    row.save()
    return row


def at(**delta: float) -> datetime:
    """Return NOW moved by a timedelta of these arguments."""
    return NOW + timedelta(**delta)
