from datetime import date
from zoneinfo import ZoneInfo

import pytest

from tests.factories import NOW, make_course
from tests.tracks.makers import at, enrol_someone, make_curriculum, settle, stream, webinar
from tracks.domain.agenda import group_by_month, is_this_week, is_today, list_coming
from tracks.domain.study import load_study

pytestmark = pytest.mark.django_db
MOSCOW, VLADIVOSTOK = ZoneInfo("Europe/Moscow"), ZoneInfo("Asia/Vladivostok")
# NOW is 12:00 in Moscow and 19:00 in Vladivostok; midnight in Moscow is 12 hours later.
MIDNIGHT = at(hours=12)


@pytest.fixture
def course():
    return make_course()


def coming(course, **fields):
    enrolment = enrol_someone(make_curriculum([course]), **fields)
    return list_coming(load_study(enrolment=enrolment, now=NOW).items, now=NOW)


def test_a_deadline_is_shown_as_its_last_minute_and_belongs_to_today_by_moscow(course):
    webinar(course, closes_at=MIDNIGHT)
    [entry] = coming(course)
    assert entry.at == at(hours=11, minutes=59)
    assert is_today(entry, now=NOW, zone=MOSCOW)
    assert is_today(entry, now=NOW, zone=VLADIVOSTOK)
    assert not is_this_week(entry, now=NOW, zone=VLADIVOSTOK)


def test_moments_come_in_order_and_an_unopened_recording_gives_two(course):
    webinar(course, opens_at=at(days=1), closes_at=at(days=3))
    stream(course, starts_at=at(days=2))
    webinar(course)
    assert [entry.moment for entry in coming(course)] == ["opening", "stream", "deadline"]


def test_a_running_stream_is_today_and_an_ended_one_is_gone(course):
    running = stream(course, starts_at=at(hours=-1))
    stream(course, starts_at=at(hours=-5))
    [entry] = coming(course)
    assert entry.item.activity == running
    assert is_today(entry, now=NOW, zone=MOSCOW)


def test_what_is_done_or_missed_is_left_out(course):
    done, missed = webinar(course, closes_at=at(days=1)), webinar(course, closes_at=at(days=-1))
    enrolment = enrol_someone(make_curriculum([course]))
    settle(enrolment, done, "completed")
    settle(enrolment, missed, "missed")
    assert list_coming(load_study(enrolment=enrolment, now=NOW).items, now=NOW) == []


def test_the_week_ends_after_seven_days(course):
    webinar(course, closes_at=at(days=7))
    webinar(course, closes_at=at(days=8, hours=1))
    near, far = coming(course)
    assert is_this_week(near, now=NOW, zone=MOSCOW)
    assert not is_this_week(far, now=NOW, zone=MOSCOW)


def test_months_are_those_of_the_persons_zone(course):
    # 31 August, 23:00 in Moscow is 1 September in Vladivostok.
    stream(course, starts_at=at(days=4, hours=11))
    entries = coming(course)
    assert [month.first_on for month in group_by_month(entries, zone=MOSCOW)] == [date(2026, 8, 1)]
    assert [month.first_on for month in group_by_month(entries, zone=VLADIVOSTOK)] == [date(2026, 9, 1)]
