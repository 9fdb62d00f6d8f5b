"""«How it was counted» and appeals, over HTTP: whose they are, what they say, and that nothing typed is lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.domain.appeals import FILED_PER_DAY
from courses.models import Activity, Appeal, Completion
from prokadry.accounts.models import User
from tests.courses.domain.test_timeline import mark, sit
from tests.factories import NOW, assign_to, make_stream, make_user, make_webinar

pytestmark = pytest.mark.django_db
TEXT = "Связь пропала в 19:10, но я досмотрела до конца с телефона."


def client_of(user: User, **options: Any) -> Client:
    client = Client(headers={"accept-language": "ru"}, **options)
    client.force_login(user)
    return client


def why(activity: Activity, name: str = "why") -> str:
    return reverse(f"courses:{name}", args=[activity.pk])


def text_of(response: HttpResponse) -> str:
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def watcher(**window: Any) -> tuple[User, Activity]:
    """Return somebody who has watched half a webinar of ten minutes."""
    user, activity = make_user(), make_webinar().activity
    assign_to(user, activity, **window)
    sit(user, activity, at_s=0, slots=range(60))
    return user, activity


class TestPage:
    def test_says_in_words_what_is_missing(self) -> None:
        user, activity = watcher()
        page = text_of(client_of(user).get(why(activity)))
        assert "Просмотрено 50 %, для зачёта нужно 95 %." in page
        assert '<span class="nowrap">5:00–10:00</span>' in page
        assert "95 % от 600 с, с округлением вверх: 570 с = 9:30" in page
        assert "Засчитано нового: 5:00." in page

    def test_tells_of_a_stream(self) -> None:
        user, activity = make_user(), make_stream().activity
        assign_to(user, activity)
        mark(user, activity, set(range(40, 300)))
        page = text_of(client_of(user).get(why(activity)))
        assert "260 ÷ 360 = 72,2 %, с округлением вниз до десятой" in page
        assert "Не было сигнала от вашей страницы" in page

    @pytest.mark.parametrize("fate", ["unpublish", "delete"])
    def test_stays_when_the_activity_is_withdrawn(self, fate: str) -> None:
        user, activity = watcher()
        assert activity.page is not None
        getattr(activity.page.specific, fate)()
        page = text_of(client_of(user).get(why(activity)))
        assert "Занятие убрано с сайта." in page
        assert "Засчитано нового: 5:00." in page

    def test_shows_the_record_of_a_plugin_that_is_gone(self) -> None:
        activity = Activity.objects.create(type="gone", title="Игра", rule_key="gone", updated_at=NOW)
        user = make_user()
        row = assign_to(user, activity)
        Completion.objects.filter(pk=row.pk).update(share=0.5, evidence={"points": 7})
        assert "points</dt><dd>7</dd>" in text_of(client_of(user).get(why(activity)))

    def test_is_the_persons_own(self) -> None:
        _user, activity = watcher()
        stranger = client_of(make_user())
        assert stranger.get(why(activity)).status_code == 404
        assert stranger.post(why(activity, "file_appeal"), {"text": TEXT}).status_code == 404
        assert stranger.get(reverse("courses:why", args=[2**70])).status_code == 404
        assert Client().get(why(activity)).status_code == 302
        assert Appeal.objects.count() == 0

    def test_queries_do_not_grow(self) -> None:
        def count_queries(times: int) -> int:
            user, activity = make_user(), make_webinar().activity
            assign_to(user, activity)
            for place in range(times):
                sit(user, activity, at_s=place * 60, slots=range(3), lane_end_s=place * 60 + 60)
                Appeal.objects.create(participant=user, activity=activity, text=TEXT, filed_at=NOW)
            client = client_of(user)
            client.get(why(activity))
            with CaptureQueriesContext(connection) as queries:
                client.get(why(activity))
            return len(queries)

        cache.clear()
        assert count_queries(1) == count_queries(30)

    def test_is_linked_from_the_activity(self) -> None:
        user, activity = watcher()
        assert activity.page is not None
        assert why(activity) in text_of(client_of(user).get(activity.page.specific.url))


class TestAppeal:
    def file(self, client: Client, activity: Activity, text: str = TEXT) -> HttpResponse:
        return client.post(why(activity, "file_appeal"), {"text": text})

    def test_is_filed_with_the_numbers_of_that_moment(self) -> None:
        user, activity = watcher()
        client = client_of(user)
        response = self.file(client, activity)
        assert (response.status_code, response["Location"]) == (302, why(activity))
        appeal = Appeal.objects.get()
        assert (appeal.participant, appeal.text) == (user, TEXT)
        assert appeal.snapshot["recorded"]["seen"] == [[0, 300]]
        page = text_of(client.get(why(activity)))
        assert "Ваша апелляция рассматривается" in page
        assert f"мы напишем на {user.email}" in page
        assert "<textarea" not in page

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", "Напишите, что посчитано неправильно."),
            ("Мало слов", "Напишите хотя бы 20 знаков"),
            ("а" * 4001, "Слишком длинно: 4001 знаков"),
        ],
    )
    def test_a_text_out_of_bounds_comes_back(self, text: str, message: str) -> None:
        user, activity = watcher()
        page = text_of(self.file(client_of(user), activity, text))
        assert message in page
        assert text in page
        assert Appeal.objects.count() == 0

    def test_one_at_a_time(self) -> None:
        user, activity = watcher()
        client = client_of(user)
        self.file(client, activity)
        page = text_of(self.file(client, activity, TEXT + " Ещё раз."))
        assert "Ваша прежняя апелляция по этому занятию ещё рассматривается." in page
        assert Appeal.objects.count() == 1

    def test_too_many_in_a_day_come_back_with_their_text(self) -> None:
        user, activity = watcher()
        for _number in range(FILED_PER_DAY):
            other = make_webinar().activity
            assign_to(user, other)
            assert self.file(client_of(user), other).status_code == 302
        page = text_of(self.file(client_of(user), activity))
        assert "За последние сутки вы уже подали несколько апелляций." in page
        assert TEXT in page
        Appeal.objects.update(filed_at=NOW - timedelta(days=400))
        assert self.file(client_of(user), activity).status_code == 302

    def test_needs_the_csrf_token(self) -> None:
        user, activity = watcher()
        assert self.file(client_of(user, enforce_csrf_checks=True), activity).status_code == 403

    def test_a_sign_in_in_between_leads_back_to_the_page(self) -> None:
        user, activity = watcher()
        response = self.file(Client(), activity)
        assert response["Location"].endswith(f"?next={why(activity, 'file_appeal')}")
        assert client_of(user).get(why(activity, "file_appeal"))["Location"] == why(activity)
