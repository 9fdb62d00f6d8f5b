from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.images.tests.utils import get_test_image_file
from wagtail.images import get_image_model

from courses.enums import CompletionState
from courses.models import Chapter, Completion, Progress, Speaker, WebinarMaterial, WebinarSpeaker
from tests.factories import NOW, assign_to, make_course, make_revision, make_stream, make_user, make_webinar

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def anna():
    return make_user(time_zone="Asia/Vladivostok")


@pytest.fixture
def page_of(client: Client, anna):
    client.force_login(anna)

    def read(page) -> str:
        response = client.get(page.url)
        assert response.status_code == 200
        return response.content.decode()

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
    with CaptureQueriesContext(connection, ) as queries:
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
