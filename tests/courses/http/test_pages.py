import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from courses.enums import CompletionState
from courses.models import (
    Activity,
    Chapter,
    Checkpoint,
    Completion,
    LiveBreak,
    Progress,
    Speaker,
    WebinarMaterial,
    WebinarSpeaker,
)
from tests.factories import NOW, assign_to, make_course, make_revision, make_stream, make_user, make_webinar

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def anna():
    return make_user(time_zone="Asia/Vladivostok")


def squeeze(html: str) -> str:
    return " ".join(html.replace("\xa0", " ").split())


@pytest.fixture
def page_of(client: Client, anna):
    client.force_login(anna)

    def read(page) -> str:
        response = client.get(page.url)
        assert response.status_code == 200
        return squeeze(response.content.decode())

    return read


def fill(page, rows: int) -> None:
    image = get_image_model().objects.create(title="Лицо", file=get_test_image_file())
    for number in range(rows):
        speaker = Speaker.objects.create(name=f"Спикер {number}", photo=image)
        page.speakers.add(WebinarSpeaker(speaker=speaker))
        page.chapters.add(Chapter(start_s=number * 10, title=f"Глава {number}"))
        page.materials.add(WebinarMaterial(title=f"Ссылка {number}", link="https://example.org/a"))
    page.save_revision().publish()


def queries_of(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_a_webinar_page_asks_few_questions_however_much_it_shows(client, anna):
    client.force_login(anna)
    counts = []
    for rows in (1, 30):
        course = make_course()
        page = make_webinar(course)
        for _number in range(rows):
            make_webinar(course)
        fill(page, rows)
        assign_to(anna, page.activity)
        counts.append(queries_of(client, page.url))
    assert counts[0] == counts[1]
    assert counts[0] <= 15


def test_a_stream_page_and_a_course_page_ask_few_questions(client, anna):
    client.force_login(anna)
    counts = []
    for rows in (1, 30):
        course = make_course()
        page = make_stream(course)
        for _number in range(rows):
            assign_to(anna, make_webinar(course).activity)
        assign_to(anna, page.activity)
        counts.append((queries_of(client, page.url), queries_of(client, course.url)))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 15


def credit(user, page, ranges: list[list[int]], position_s: int = 0) -> None:
    Progress.objects.create(
        participant=user,
        activity=page.activity,
        ranges=ranges,
        credited=sum(end - start for start, end in ranges),
        position_s=position_s,
        last_seen_at=NOW,
        updated_at=NOW,
    )


def test_what_is_credited_is_shown_in_words_and_links(page_of, anna):
    page = make_webinar(duration_s=600, closes_at=NOW + timedelta(hours=5))
    page.chapters.add(Chapter(start_s=0, title="Начало"), Chapter(start_s=300, title="Конец"))
    page.save_revision().publish()
    assign_to(anna, page.activity)
    credit(anna, page, [[0, 300], [360, 400]], position_s=400)
    html = page_of(page)
    assert "Засчитано 5:40 из 10:00" in html
    assert 'href="#t=6:40"' in html
    assert 'href="#t=5:00"' in html
    assert '<span class="nowrap">5:00–6:00</span>' in html
    assert '"position_s": 400' in html
    assert '"kind": "recorded"' in html


@pytest.mark.parametrize(
    ("window", "words"),
    [
        ({"opens_at": NOW + timedelta(days=1)}, "Ещё не открыто"),
        ({"closes_at": NOW - timedelta(days=1)}, "Доступ закрыт"),
    ],
)
def test_outside_the_window_there_is_no_video_but_the_reason(page_of, anna, window, words):
    page = make_webinar()
    assign_to(anna, page.activity, **window)
    credit(anna, page, [[0, 90]])
    html = page_of(page)
    assert words in html
    assert "Засчитано 1:30 из 10:00" in html
    assert "<video" not in html
    assert "/video/" not in html


def test_strangers_and_visitors_are_told_what_to_do(client, anna):
    page = make_webinar()
    client.force_login(anna)
    html = squeeze(client.get(page.url).content.decode())
    assert "Этого занятия нет в вашем учебном плане" in html
    assert "/video/" not in html
    html = squeeze(Client().get(page.url).content.decode())
    assert f"/accounts/login/?next={page.url}" in html
    assert "/video/" not in html


def test_a_video_that_is_not_ready_is_said_to_be_prepared(page_of, anna):
    page = make_webinar(video=None)
    assign_to(anna, page.activity)
    html = page_of(page)
    assert "Видео ещё готовится" in html
    assert "<video" not in html


def test_whoever_worked_on_a_withdrawn_webinar_still_sees_what_is_credited(client, page_of, anna):
    page = make_webinar()
    assign_to(anna, page.activity)
    credit(anna, page, [[0, 90]])
    page.unpublish()
    html = page_of(page)
    assert "снято с сайта" in html
    assert "Засчитано 1:30 из 10:00" in html
    assert Client().get(page.url).status_code == 404


def test_a_completed_webinar_stays_open_after_the_deadline_and_is_not_tracked(page_of, anna):
    page = make_webinar()
    row = assign_to(anna, page.activity, closes_at=NOW - timedelta(days=1))
    Completion.objects.filter(pk=row.pk).update(state=CompletionState.COMPLETED, completed_at=NOW)
    html = page_of(page)
    assert "<video" in html
    assert '"kind": ""' in html


def test_staff_look_without_being_credited(client):
    page = make_webinar()
    client.force_login(make_user(is_staff=True, is_superuser=True))
    html = squeeze(client.get(page.url).content.decode())
    assert "Вы смотрите как редактор" in html
    assert '"kind": ""' in html


def test_a_stream_counts_down_then_shows_presence_then_the_result(page_of, anna):
    page = make_stream(required_check_ins=0)
    page.breaks.add(LiveBreak(starts_at=NOW + timedelta(minutes=30), ends_at=NOW + timedelta(minutes=40)))
    page.save_revision().publish()
    activity = Activity.objects.get(page_id=page.pk)
    row = assign_to(anna, activity)
    first = int(NOW.timestamp()) // 15
    credit(anna, page, [[first, first + 40], [first + 80, first + 120]])

    with time_machine.travel(NOW - timedelta(hours=1, minutes=30), tick=False):
        html = page_of(page)
        assert "Начнём через 1 час 30 минут" in html
        assert '"phase": "before"' in html

    with time_machine.travel(NOW + timedelta(minutes=20), tick=False):
        html = page_of(page)
        assert "Вы были на 50 % эфира" in html
        assert '<span class="nowrap">10:00–20:00</span>' in html

    Completion.objects.filter(pk=row.pk).update(state=CompletionState.MISSED)
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        html = page_of(page)
        assert "Эфир не засчитан: вы были на 25 %" in html
        assert "Перерыв, не считается" in html
        assert '<span class="nowrap">20:00–30:00</span>' in html
        assert "Записи пока нет" in html


def test_a_stream_may_play_from_its_own_host_and_from_no_other(client, anna):
    page = make_stream(hls_url="https://live.example.org:8443/a/b.m3u8")
    client.force_login(anna)
    policy = client.get(page.url)["Content-Security-Policy"]
    assert "connect-src 'self' https://live.example.org:8443;" in f"{policy};"
    assert "live.example.org" not in client.get("/courses/")["Content-Security-Policy"]


def test_a_course_shows_the_state_of_each_frame(page_of, anna):
    course = make_course()
    done, missed, soon, _foreign = (make_webinar(course, duration_s=600) for _n in range(4))
    rows = {page: assign_to(anna, page.activity) for page in (done, missed)}
    assign_to(anna, soon.activity, opens_at=NOW + timedelta(days=2))
    credit(anna, missed, [[0, 60]])
    Completion.objects.filter(pk=rows[done].pk).update(
        state=CompletionState.COMPLETED, completed_at=NOW, share=1
    )
    Completion.objects.filter(pk=rows[missed].pk).update(state=CompletionState.MISSED, share=0.1)
    html = page_of(course)
    assert "Пройдено 27 августа" in html
    assert "Пропущено. Засчитано 1:00 из 10:00" in html
    assert "Откроется 29 августа, 19:00 (29 августа, 12:00 мск)" in html
    assert "1 из 3" in html


def test_the_list_of_courses(client, page_of, anna):
    course = make_course("Право")
    assign_to(anna, make_webinar(course).activity)
    make_stream(course)
    html = page_of(course.get_parent())
    assert "Право" in html
    assert "1 вебинар, 1 эфир" in html
    assert "Пройдено: 0 из 1" in html
    assert "Пройдено: 0 из 1" not in squeeze(Client().get("/courses/").content.decode())


def test_previews_work_before_there_is_a_video_or_a_record(rf, client):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    page = make_webinar(video=None)
    response = page.make_preview_request(original_request=client.get(page.url).wsgi_request)
    assert "Видео ещё готовится" in squeeze(response.render().content.decode())
    stream = make_stream()
    stream.checkpoints.add(Checkpoint(opens_at=NOW, closes_at=NOW + timedelta(minutes=5)))
    words = {"before": "Начнём через", "running": "Код отметки", "after": "Записи пока нет"}
    for mode, expected in words.items():
        original = client.get(stream.url).wsgi_request
        response = stream.make_preview_request(original_request=original, preview_mode=mode)
        assert expected in squeeze(response.render().content.decode())


def test_a_recording_replaces_the_stream_after_its_end(page_of, anna):
    page = make_stream(recording=make_revision(120).video)
    assign_to(anna, page.activity)
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        html = page_of(page)
    assert "<video" in html
    assert "Это запись эфира" in html


def test_pages_of_the_personal_area_name_the_sign_in_and_send_what_waits(client, anna):
    page = make_webinar()
    assert "sign-in" not in client.get(page.url).content.decode()

    marks = set()
    for _ in range(2):
        browser = Client()
        browser.force_login(anna)
        html = browser.get(page.url).content.decode()
        assert "prokadry/dist/outbox.js" in html
        marks |= set(re.findall(r'<meta name="sign-in" content="([0-9a-f]{32})">', html))
    assert len(marks) == 2
