"""The screens of bulk extensions, as an organiser goes through them."""

import re
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import Completion
from prokadry.accounts.enums import Role
from prokadry.ui.clock import MOSCOW
from tests.factories import NOW, make_course
from tests.tracks.cms.test_programme import sign_in, text_of
from tests.tracks.makers import at, enrol_someone, make_curriculum, settle, webinar
from tracks.models import Curriculum, Extension, ExtensionBatch

pytestmark = pytest.mark.django_db

ADD = "/cms/extensionbatch/new/"


@pytest.fixture
def activity():
    course = make_course()
    with time_machine.travel(NOW, tick=False):
        found = webinar(course, closes_at=at(days=-1))
        make_curriculum([course])
        yield found


def asked(activity, **fields: Any) -> dict[str, Any]:
    return {
        "activity": activity.pk,
        "season": Curriculum.objects.get().season_id,
        "closes_at": at(days=3).astimezone(MOSCOW).strftime("%Y-%m-%d %H:%M"),
        "reason": "Сбой платформы",
        "source": "list",
        "emails": "",
        "unfinished": "all",
    } | fields


def hidden_of(response) -> dict[str, str]:
    """The fields a preview carries, as a browser would send them."""
    form = response.context["hidden"]
    return {field.html_name: field.value() if field.value() is not None else "" for field in form}


def confirm(client, response, **fields):
    return client.post(ADD, hidden_of(response) | {"confirm": "1"} | fields)


class TestPreview:
    def test_it_shows_whom_it_touches_and_writes_nothing(self, activity):
        enrolment = enrol_someone(Curriculum.objects.get(), email="anna@x.ru")
        response = sign_in().post(ADD, asked(activity, emails="anna@x.ru\nnobody@x.ru"))
        shown = text_of(response)
        assert "anna@x.ru" in shown
        assert "с таким адресом никто не зарегистрирован" in shown
        assert "Продлить 1 человеку" in shown
        assert not ExtensionBatch.objects.exists()
        assert Completion.objects.get(participant=enrolment.participant).closes_at == at(days=-1)

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1251"])
    def test_a_file_is_read_and_joined_to_what_was_pasted(self, activity, encoding):
        for email in ("a@x.ru", "b@x.ru"):
            enrol_someone(Curriculum.objects.get(), email=email)
        table = SimpleUploadedFile("list.csv", "Фамилия;Почта\r\nИванов;b@x.ru\r\n".encode(encoding))
        response = sign_in().post(ADD, asked(activity, emails="a@x.ru", file=table))
        assert [row.participant.email for row in response.context["plan"].rows] == ["a@x.ru", "b@x.ru"]

    def test_a_file_that_is_no_text_is_refused_in_words(self, activity):
        table = SimpleUploadedFile("list.xlsx", b"PK\x03\x04\x00\x00\xff\xfe\xfd")
        assert "Это не текстовый файл" in text_of(sign_in().post(ADD, asked(activity, file=table)))

    def test_what_was_typed_and_uploaded_survives_an_error_and_a_change_of_mind(self, activity):
        enrol_someone(Curriculum.objects.get(), email="a@x.ru")
        client = sign_in()
        table = SimpleUploadedFile("list.csv", b"a@x.ru\n")
        wrong = client.post(ADD, asked(activity, reason="", file=table))
        assert wrong.context["form"]["emails"].value() == "a@x.ru\n"
        preview = client.post(ADD, asked(activity, emails="a@x.ru"))
        again = client.post(ADD, hidden_of(preview) | {"change": "1"})
        assert again.context["form"]["reason"].value() == "Сбой платформы"
        assert 'name="emails"' in text_of(again)

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"emails": " "}, "Вставьте адреса или выберите файл."),
            ({"emails": "Иванов"}, "В списке нет ни одного адреса почты."),
            ({"source": "track"}, "Выберите трек."),
            ({"closes_at": "2020-01-01 00:00", "source": "filter"}, "Новый срок должен быть в будущем."),
        ],
    )
    def test_what_is_missing_is_said_in_words(self, activity, fields, words):
        assert words in text_of(sign_in().post(ADD, asked(activity, **fields)))


class TestDecision:
    def test_confirmed_it_is_written_once_and_shown_with_its_members(self, activity):
        enrolment = enrol_someone(Curriculum.objects.get(), email="anna@x.ru")
        settle(enrolment, activity, "missed")
        client = sign_in()
        preview = client.post(ADD, asked(activity, source="filter", unfinished="missed"))
        first, second = confirm(client, preview), confirm(client, preview)
        batch = ExtensionBatch.objects.get()
        page = reverse("extensionbatch:inspect", args=[batch.pk])
        assert first.url == second.url == page
        assert Extension.objects.count() == 1
        shown = text_of(client.get(page))
        assert "anna@x.ru" in shown
        assert "Сбой платформы" in shown
        assert "Кто именно: только те, чей срок уже прошёл" in re.sub(r"\s+", " ", shown)
        assert "Сбой платформы" in text_of(client.get(reverse("extensionbatch:index")))

    def test_if_others_would_be_touched_by_now_it_asks_again(self, activity):
        curriculum = Curriculum.objects.get()
        enrol_someone(curriculum)
        client = sign_in()
        preview = client.post(ADD, asked(activity, source="filter"))
        enrol_someone(curriculum)
        again = confirm(client, preview)
        assert "Тем временем" in text_of(again)
        assert not ExtensionBatch.objects.exists()
        assert confirm(client, again).status_code == 302
        assert ExtensionBatch.objects.get().granted_total == 2

    def test_only_those_who_may_extend_come_in(self, activity):
        assert sign_in(Role.EDITORS).get(ADD).status_code == 302
        assert sign_in(None).get(ADD).status_code in (302, 403)
        assert sign_in().get(ADD).status_code == 200

    def test_queries_of_the_pages_do_not_grow(self, activity):
        curriculum, client = Curriculum.objects.get(), sign_in()

        def count(address):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            return len(queries)

        def one_more(people):
            for _ in range(people):
                enrol_someone(curriculum)
            Completion.objects.update(closes_at=at(days=-1))
            confirm(client, client.post(ADD, asked(activity, source="filter")))
            return reverse("extensionbatch:inspect", args=[ExtensionBatch.objects.first().pk])

        index = reverse("extensionbatch:index")
        page = one_more(1)
        count(index), count(page)
        few = count(index), count(page)
        page = one_more(30)
        one_more(0)
        assert (count(index), count(page)) == few
