from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from courses.models import Activity, Completion
from tests.factories import NOW, make_course, make_stream, make_user, make_webinar
from tests.tracks.makers import (
    at,
    course_with,
    enrol_someone,
    make_curriculum,
    make_season,
    settle,
    stream,
    webinar,
)

pytestmark = pytest.mark.django_db
PAGES = ["/learn/", "/learn/courses/", "/learn/streams/", "/learn/calendar/"]


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def client_of(enrolment):
    client = Client(headers={"accept-language": "ru"})
    client.force_login(enrolment.participant)
    return client


def text_of(response):
    return response.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


@pytest.mark.parametrize("path", PAGES)
class TestEveryPage:
    def test_anonymous_people_are_sent_to_sign_in(self, path):
        response = Client().get(path)
        assert response.status_code == 302
        assert response["Location"] == f"/accounts/login/?next={path}"

    def test_who_is_not_enrolled_reads_what_to_do(self, path):
        client = Client(headers={"accept-language": "ru"})
        client.force_login(make_user())
        assert "Вы ещё не зачислены" in text_of(client.get(path))

    def test_staff_find_the_cms(self, path):
        client = Client(headers={"accept-language": "ru"})
        client.force_login(make_user(is_staff=True))
        assert 'href="/cms/"' in text_of(client.get(path))

    def test_an_empty_curriculum_is_no_error(self, path):
        assert client_of(enrol_someone(make_curriculum())).get(path).status_code == 200

    def test_it_is_never_stored_by_caches(self, path):
        response = client_of(enrol_someone(make_curriculum())).get(path)
        assert "private" in response["Cache-Control"]
        assert "no-store" in response["Cache-Control"]

    def test_queries_do_not_grow(self, path):
        def count(track, webinars, streams):
            course = course_with(webinars, closes_at=at(days=2))
            for number in range(streams):
                make_stream(course, starts_at=at(hours=-1, days=number))
            client = client_of(enrol_someone(make_curriculum([course], season=season, track=track)))
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            return len(queries)

        season = make_season()
        few = count("base", 1, 1)
        assert few == count("pro", 22, 8)
        assert few <= 15


class TestToday:
    def test_the_next_step_says_what_is_credited_and_by_when(self):
        course = make_course()
        activity = webinar(course, title="Бюджетный процесс", duration_s=3120, closes_at=at(hours=12))
        enrolment = enrol_someone(make_curriculum([course]), time_zone="Asia/Vladivostok")
        Completion.objects.filter(activity=activity).update(
            state="in_progress", share=0.79, evidence={"seen_s": 2480, "required_s": 2964, "duration_s": 3120}
        )
        page = text_of(client_of(enrolment).get("/learn/"))
        assert "Четверг, 27 августа" in page
        assert "Досмотрите вебинар «Бюджетный процесс»" in page
        assert "Засчитано 41:20 из 52:00. Для зачёта нужно 49:24, осталось 8:04." in page
        assert "28 августа, 06:59" in page
        assert "27 августа, 23:59 мск" in page

    def test_what_was_missed_is_said_in_plain_words(self):
        course = make_course()
        recorded = webinar(course, title="Муниципальная служба", duration_s=2280, closes_at=at(days=-1))
        live = stream(course, title="Вопросы юристу", starts_at=at(days=-2))
        enrolment = enrol_someone(make_curriculum([course]))
        settle(enrolment, recorded, "missed")
        settle(enrolment, live, "missed", percent=61.2)
        page = text_of(client_of(enrolment).get("/learn/"))
        assert "Вы не успели на 2 занятия" in page
        assert "Засчитано 0:00 из 38:00" in page
        assert "вы были на нём 61,2 % времени, а нужно не меньше 75 %" in page
        assert "mailto:" in page

    def test_a_deleted_and_an_unpublished_page_still_render(self):
        course = make_course()
        gone, hidden = make_webinar(course, title="Удалённое"), make_webinar(course, title="Скрытое")
        enrolment = enrol_someone(make_curriculum([course]))
        settle(enrolment, Activity.objects.get(page_id=gone.pk), "completed")
        gone.delete()
        hidden.unpublish()
        client = client_of(enrolment)
        for path in PAGES:
            assert client.get(path).status_code == 200
        page = text_of(client.get("/learn/courses/"))
        assert "Удалённое" in page
        assert "Пока снято с публикации: проходить не нужно" in page


class TestCalendar:
    def test_the_secret_address_can_be_renewed(self):
        enrolment = enrol_someone(make_curriculum([course_with(1)]))
        client = client_of(enrolment)
        old = f"/learn/feed/{enrolment.feed_key}.ics"
        assert old in text_of(client.get("/learn/calendar/"))
        assert client.get("/learn/calendar/renew/").status_code == 405
        assert client.post("/learn/calendar/renew/")["Location"] == "/learn/calendar/"
        assert client.get(old).status_code == 404
        enrolment.refresh_from_db()
        assert client.get(f"/learn/feed/{enrolment.feed_key}.ics").status_code == 200


class TestFeed:
    def read(self, enrolment, **headers):
        response = Client(headers=headers).get(f"/learn/feed/{enrolment.feed_key}.ics")
        assert response.status_code == 200
        return response, Calendar.from_ical(response.content)

    def test_streams_and_deadlines_are_utc_events_with_alarms(self):
        course = make_course()
        live = stream(course, title="Встреча", starts_at=at(days=1))
        recorded = webinar(course, title="Лекция", closes_at=at(hours=12))
        enrolment = enrol_someone(make_curriculum([course]))
        response, calendar = self.read(enrolment, **{"accept-language": "en"})
        assert response["Content-Type"] == "text/calendar; charset=utf-8"
        assert "private" in response["Cache-Control"]
        events = {str(event["uid"]): event for event in calendar.walk("VEVENT")}
        event = events[f"stream-{live.pk}@prokadry"]
        assert (event.decoded("dtstart"), event.decoded("dtend")) == (live.starts_at, live.ends_at)
        assert str(event["summary"]) == "Эфир: Встреча"
        assert str(event["url"]).startswith("http://testserver/courses/")
        deadline = events[f"deadline-{recorded.pk}@prokadry"]
        assert deadline.decoded("dtstart") == at(hours=11, minutes=59)
        assert deadline.walk("VALARM")[0].decoded("trigger") == timedelta(days=-1)
        assert b"DTSTART:20260828T090000Z" in response.content

    def test_it_stays_the_same_and_drops_what_is_done(self):
        course = make_course()
        activity = webinar(course, closes_at=at(days=1))
        enrolment = enrol_someone(make_curriculum([course]))
        first, _calendar = self.read(enrolment)
        with time_machine.travel(at(hours=3), tick=False):
            assert self.read(enrolment)[0].content == first.content
        settle(enrolment, activity, "completed")
        assert self.read(enrolment)[1].walk("VEVENT") == []

    def test_an_unknown_key_and_a_switched_off_account_are_404(self):
        enrolment = enrol_someone(make_curriculum())
        assert Client().get("/learn/feed/unknown.ics").status_code == 404
        enrolment.participant.is_active = False
        enrolment.participant.save()
        assert Client().get(f"/learn/feed/{enrolment.feed_key}.ics").status_code == 404
