"""The section «Live streams» of the CMS: the console, the screen of the code, excuses and outages."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.domain.check_ins import code_of
from courses.models import Activity, Checkpoint, Completion, Excuse, LiveStreamPage, Outage
from prokadry.accounts.enums import Role
from prokadry.accounts.models import User
from tests.courses.domain.test_amendments import END, mark
from tests.courses.http.viewers import Clock
from tests.factories import NOW, assign_to, make_stream, make_user

pytestmark = pytest.mark.django_db

NOON = NOW + timedelta(minutes=30)
# The clock of the CMS is Moscow's: NOW is 12:00 there.
DAY = "2026-08-27"


def sign_in(role: Role | None = Role.ORGANISERS) -> Client:
    user = make_user(is_staff=role is not None)
    if role:
        user.groups.add(Group.objects.get(name=role.value))
    client = Client(headers={"accept-language": "ru"})
    client.force_login(user)
    return client


def text_of(response: HttpResponse) -> str:
    return response.content.decode().replace("\xa0", " ")


def event_of(response: HttpResponse) -> tuple[str, dict[str, Any]]:
    """The id and the data of the one event in an answer."""
    lines = dict(line.split(": ", 1) for line in response.content.decode().splitlines() if line)
    return lines["id"], json.loads(lines["data"])


@pytest.fixture
def stream(clock: Clock) -> Activity:
    point = Checkpoint(opens_at=NOW + timedelta(minutes=25), closes_at=NOW + timedelta(minutes=40))
    found = make_stream(title="Встреча", checkpoints=[point]).activity
    clock.set(NOON)
    return found


@pytest.fixture
def anna(stream: Activity) -> User:
    user = make_user()
    assign_to(user, stream)
    return user


def addresses(stream: Activity) -> list[str]:
    names = ("stream", "feed", "code", "code_feed")
    own = [reverse(f"live_console:{name}", args=(stream.pk,)) for name in names]
    return [reverse("live_console:index"), reverse("live_console:halls"), *own]


class TestWhoMayCome:
    def test_organisers_and_editors_see_the_console_and_the_code(self, stream: Activity) -> None:
        for role in (Role.ORGANISERS, Role.EDITORS):
            client = sign_in(role)
            assert {client.get(url).status_code for url in addresses(stream)} == {200}

    def test_nobody_else_does(self, stream: Activity) -> None:
        for client in (sign_in(Role.EXPERTS), sign_in(None), Client()):
            for url in [
                *addresses(stream),
                reverse("excuse:late"),
                reverse("excuse:add"),
                reverse("outage:add"),
            ]:
                response = client.get(url)
                assert response.status_code in (302, 403)
                assert b"data:" not in response.content
            assert client.post(reverse("live_console:open", args=(stream.pk,))).status_code in (302, 403)

    def test_editors_decide_nothing_about_evidence(self, stream: Activity, anna: User) -> None:
        client = sign_in(Role.EDITORS)
        page = text_of(client.get(reverse("live_console:stream", args=(stream.pk,))))
        assert "Открыть отметку" in page
        assert "Освободить участника" not in page
        for url in (reverse("excuse:add"), reverse("excuse:late"), reverse("outage:add")):
            assert client.get(url).status_code in (302, 403)

    def test_a_stream_that_is_not_there_is_not_found(self) -> None:
        assert sign_in().get(reverse("live_console:stream", args=(999,))).status_code == 404


class TestConsole:
    def test_it_counts_who_is_here(self, stream: Activity, anna: User) -> None:
        mark(stream, anna, 0, 31)
        make_stream(title="Второй зал", starts_at=NOW)
        page = text_of(sign_in().get(reverse("live_console:index")))
        assert page.index("Встреча") < page.index("Второй зал")
        page = text_of(sign_in().get(reverse("live_console:stream", args=(stream.pk,))))
        assert "<dt>сейчас здесь</dt><dd>1</dd>" in page
        assert "Базовый трек" in page
        assert "Регион не указан" in page

    def test_the_feed_is_one_event_and_nothing_new_costs_nothing(self, stream: Activity, anna: User) -> None:
        client, url = sign_in(), reverse("live_console:feed", args=(stream.pk,))
        response = client.get(url)
        assert response["Content-Type"].startswith("text/event-stream")
        assert response.content.startswith(b"retry: 5000\n")
        event_id, data = event_of(response)
        assert "сейчас здесь" in data["html"]
        again = client.get(url, headers={"Last-Event-ID": event_id})
        assert b"data:" not in again.content
        assert again.content.startswith(b"retry: 5000\n")

    def test_queries_do_not_grow_with_people(self, stream: Activity, anna: User) -> None:
        client, url = sign_in(), reverse("live_console:feed", args=(stream.pk,))

        def count() -> int:
            from django.core.cache import cache

            cache.clear()
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            return len(queries)

        count()
        few = count()
        for _ in range(29):
            user = make_user()
            assign_to(user, stream)
            mark(stream, user, 29, 31)
        assert count() == few

    def test_before_and_after_the_stream_there_is_a_page_too(self, stream: Activity, clock: Clock) -> None:
        client = sign_in()
        for now, words in ((NOW - timedelta(hours=1), "ещё не начался"), (END, "Эфир закончился")):
            clock.set(now)
            assert words in text_of(client.get(reverse("live_console:stream", args=(stream.pk,))))


class TestCode:
    def test_the_screen_shows_the_code_of_this_minute(self, stream: Activity, clock: Clock) -> None:
        client, url = sign_in(Role.EDITORS), reverse("live_console:code_feed", args=(stream.pk,))
        point = Checkpoint.objects.get()
        _, said = event_of(client.get(url))
        assert said["code"] == code_of(point, activity_id=stream.pk, now=NOON)
        assert (said["closes_ms"] - said["server_ms"], said["changes_ms"] - said["server_ms"]) == (
            600_000,
            60_000,
        )
        page = text_of(client.get(reverse("live_console:code", args=(stream.pk,))))
        assert f"{said['code'][:3]} {said['code'][3:]}" in page
        clock.wait(59)
        assert client.get(url).content.startswith(b"retry: 1000\n")

    def test_without_an_open_checkpoint_it_says_so(self, stream: Activity, clock: Clock) -> None:
        clock.set(NOW)
        client = sign_in()
        _, said = event_of(client.get(reverse("live_console:code_feed", args=(stream.pk,))))
        assert (said["code"], said["next_ms"] - said["server_ms"]) == ("", 25 * 60_000)
        page = text_of(client.get(reverse("live_console:code", args=(stream.pk,)), {"background": "clear"}))
        assert "Сейчас отметки нет" in page
        assert 'class="is-clear"' in page

    def test_a_checkpoint_is_opened_with_one_click(self, stream: Activity, clock: Clock) -> None:
        clock.set(NOW)
        client, url = sign_in(), reverse("live_console:open", args=(stream.pk,))
        assert "открыта до 12:05" in text_of(client.post(url, {"minutes": "5"}, follow=True))
        assert LiveStreamPage.objects.get().checkpoints.count() == 2
        assert "уже открыта" in text_of(client.post(url, {"minutes": "5"}, follow=True))
        for bad in ("", "-1", "9999999", "²"):
            assert client.post(url, {"minutes": bad}).status_code == 302
        assert client.get(url).status_code == 405


class TestExcuses:
    def post(self, client: Client, stream: Activity, user: User, **fields: str) -> HttpResponse:
        data = {"participant": user.pk, "activity": stream.pk, "starts_at": f"{DAY} 12:00",
                "ends_at": f"{DAY} 12:45", "reason": "Дежурство"}  # fmt: skip
        return client.post(reverse("excuse:add"), data | fields)

    def test_one_is_granted_listed_and_withdrawn(self, stream: Activity, anna: User, clock: Clock) -> None:
        mark(stream, anna, 45, 90)
        clock.set(END)
        client = sign_in()
        assert self.post(client, stream, anna).status_code == 302
        excuse = Excuse.objects.get()
        assert (excuse.starts_at, excuse.reason) == (NOW, "Дежурство")
        assert Completion.objects.get().state == "completed"
        listed = text_of(client.get(reverse("excuse:index"), {"activity": stream.pk, "state": "valid"}))
        assert "27 августа, 12:00–12:45" in listed
        url = reverse("excuse:withdraw", args=(excuse.pk,))
        assert "Отозвать это освобождение?" in text_of(client.get(url))
        assert "освобождение отозвано" in text_of(client.post(url, follow=True)).lower()
        assert "уже отозвано" in text_of(client.post(url, follow=True))
        assert "уже отозвано" in text_of(client.get(url))
        assert "Дежурство" not in text_of(client.get(reverse("excuse:index"), {"state": "valid"}))

    @pytest.mark.parametrize(
        ("fields", "field"),
        [({"ends_at": f"{DAY} 11:00"}, "ends_at"), ({"starts_at": f"{DAY} 20:00", "ends_at": f"{DAY} 21:00"},
          "starts_at"), ({"reason": "   "}, "reason"), ({"starts_at": "завтра"}, "starts_at")],
    )  # fmt: skip
    def test_bad_input_is_told_by_field_and_lost_is_nothing(
        self, stream: Activity, anna: User, fields: dict[str, str], field: str
    ) -> None:
        response = self.post(sign_in(), stream, anna, **fields)
        assert response.status_code == 200
        if "reason" not in fields:
            assert "Дежурство" in text_of(response)
        assert not Excuse.objects.exists()
        assert list(response.context["form"].errors) == [field]

    def test_somebody_enrolled_late_is_shown_the_streams_first(self, stream: Activity, anna: User) -> None:
        client, url = sign_in(), reverse("excuse:late")
        got = client.get(url, {"participant": anna.pk, "before": NOON.isoformat()})
        assert f"{DAY} 12:30" in text_of(got)
        data = {"participant": anna.pk, "before": f"{DAY} 12:30", "reason": "Зачислена позже"}
        shown = client.post(url, data)
        assert "Встреча, 27 августа, 12:00–13:30" in text_of(shown)
        assert not Excuse.objects.exists()
        assert client.post(url, data | {"seen": shown.context["seen"]}).status_code == 302
        assert Excuse.objects.get().ends_at == NOON
        again = client.post(url, data | {"seen": shown.context["seen"]})
        assert "ни один эфир" in text_of(again)
        assert client.get(url, {"participant": "x", "before": "2026-99-99T00:00"}).status_code == 200


class TestOutages:
    DATA = {"starts_at": f"{DAY} 12:30", "ends_at": f"{DAY} 12:39", "reason": "Сервер"}

    @pytest.fixture(autouse=True)
    def _after(self, stream: Activity, anna: User, clock: Clock) -> None:
        mark(stream, anna, 0, 30)
        mark(stream, anna, 39, 90)
        clock.set(END)

    def test_whom_it_touches_is_shown_before_it_is_declared(self, stream: Activity) -> None:
        client, url, data = sign_in(), reverse("outage:add"), self.DATA | {"activity": stream.pk}
        shown = client.post(url, data)
        assert "Присутствие увеличится у 1 человека" in text_of(shown)
        assert "+10 %" in text_of(shown)
        assert not Outage.objects.exists()
        confirm = {"shown": shown.context["shown"], "confirm": "1"}
        changed = client.post(url, data | confirm | {"ends_at": f"{DAY} 12:50"})
        assert changed.status_code == 200
        assert not Outage.objects.exists()
        assert client.post(url, data | confirm).status_code == 302
        assert Outage.objects.get().reason == "Сервер"
        assert "уже объявлен" in text_of(client.post(url, data))

    def test_one_for_each_stream_of_that_time_and_one_withdrawn(self, stream: Activity) -> None:
        make_stream(title="Второй зал", starts_at=NOW)
        client, url, data = sign_in(), reverse("outage:add"), self.DATA | {"all_streams": "on"}
        shown = client.post(url, data)
        assert "Второй зал" in text_of(shown)
        client.post(url, data | {"shown": shown.context["shown"], "confirm": "1"})
        assert Outage.objects.count() == 2
        withdraw = reverse("outage:withdraw", args=(Outage.objects.get(activity=stream).pk,))
        assert "Присутствие уменьшится у 1 человека" in text_of(client.get(withdraw))
        assert "отозван" in text_of(client.post(withdraw, follow=True))
        assert "уже отозвано" in text_of(client.post(withdraw, follow=True))

    @pytest.mark.parametrize(
        ("fields", "field"),
        [({"ends_at": f"{DAY} 12:10"}, "ends_at"), ({"starts_at": f"{DAY} 09:00", "ends_at": f"{DAY} 10:00"},
          "starts_at"), ({"ends_at": f"{DAY} 20:00"}, "ends_at"), ({"activity": ""}, "activity"),
         ({"reason": ""}, "reason")],
    )  # fmt: skip
    def test_bad_input_is_told_by_field(self, stream: Activity, fields: dict[str, str], field: str) -> None:
        response = sign_in().post(reverse("outage:add"), self.DATA | {"activity": stream.pk} | fields)
        assert response.status_code == 200
        assert list(response.context["form"].errors) == [field]
        assert not Outage.objects.exists()


def test_the_editor_of_a_stream_leads_to_its_console(stream: Activity) -> None:
    page = text_of(sign_in(Role.EDITORS).get(reverse("wagtailadmin_pages:edit", args=(stream.page_id,))))
    assert reverse("live_console:code", args=(stream.pk,)) in page
