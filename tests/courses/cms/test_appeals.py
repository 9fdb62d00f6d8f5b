"""«Appeals» in the CMS: who may see and decide, what is shown, and that nothing typed is lost."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.cms.appeals import list_tracks
from courses.domain.appeals import decide_appeal
from courses.enums import CompletionState, Verdict
from courses.models import Appeal, AppealDecision, Completion
from prokadry.accounts.enums import Role
from prokadry.accounts.models import Region
from tests.courses.domain.test_appeals import DAY, TEXT, decide, file, objector
from tests.courses.domain.test_timeline import sit
from tests.factories import NOW, assign_to, make_stream, make_user, make_webinar
from tracks.enums import Track

pytestmark = pytest.mark.django_db


def sign_in(role: Role | None = Role.ORGANISERS) -> Client:
    user = make_user(is_staff=role != Role.EXPERTS, last_name="Заславский")
    if role:
        user.groups.add(Group.objects.get(name=role.value))
    client = Client(headers={"accept-language": "ru"})
    client.force_login(user)
    return client


def text_of(response: HttpResponse) -> str:
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def inspect(appeal: Appeal) -> str:
    return reverse("appeal:inspect", args=[appeal.pk])


class TestRoles:
    @pytest.mark.parametrize("role", [Role.EDITORS, Role.EXPERTS, None])
    def test_others_stay_out(self, role: Role | None) -> None:
        appeal = file(*objector())
        row = Completion.objects.get(participant=appeal.participant)
        client = sign_in(role)
        for address in (
            reverse("appeal:index"), inspect(appeal), reverse("counting", args=[row.pk]),
            reverse("anomalies", args=[appeal.activity_id]), reverse("activities_with_anomalies"),
        ):  # fmt: skip
            response = client.get(address)
            assert response.status_code in (302, 403), address
            assert TEXT not in text_of(response)
        client.post(inspect(appeal), {"verdict": "declined", "reason": "Нет."})
        assert not AppealDecision.objects.exists()

    def test_seeing_is_not_deciding(self) -> None:
        appeal = file(*objector())
        client = sign_in()
        Group.objects.get(name=Role.ORGANISERS.value).permissions.filter(codename="decide_appeal").delete()
        page = text_of(client.get(inspect(appeal)))
        assert TEXT in page
        assert 'name="reason"' not in page
        assert client.post(inspect(appeal), {"verdict": "declined", "reason": "Нет."}).status_code in (
            302,
            403,
        )
        assert not AppealDecision.objects.exists()


class TestList:
    def test_says_how_many_wait(self) -> None:
        decide(file(*objector()))
        file(*objector())
        page = text_of(sign_in().get(reverse("appeal:index")))
        # The menu is drawn by a script from JSON.
        assert json.dumps("Апелляции (1)")[1:-1] in page
        assert page.count("/cms/appeal/inspect/") == 2 * 2

    def test_is_filtered_by_state_activity_track_and_district(self) -> None:
        user, activity = objector()
        user.region = Region.objects.filter(district="volga").first()
        user.save()
        wanted = file(user, activity)
        other = file(*objector())
        decide(other)
        Completion.objects.filter(participant=other.participant).update(track="pro")
        client = sign_in()
        for query in ({"state": "open"}, {"activity": activity.pk}, {"track": "base"}, {"district": "volga"}):
            page = text_of(client.get(reverse("appeal:index"), query))
            assert inspect(wanted) in page, query
            assert inspect(other) not in page, query
        Completion.objects.filter(participant=user).update(track="gone")
        assert list_tracks() == [("pro", Track.PRO.label), ("gone", "gone")]
        assert str(Track.PRO.label) in text_of(client.get(reverse("appeal:index")))

    def test_queries_do_not_grow(self) -> None:
        client = sign_in()
        file(*objector())
        client.get(reverse("appeal:index"))
        with CaptureQueriesContext(connection) as one:
            client.get(reverse("appeal:index"))
        for _number in range(29):
            file(*objector())
        with CaptureQueriesContext(connection) as many:
            page = text_of(client.get(reverse("appeal:index")))
        assert page.count("/cms/appeal/inspect/") == 2 * 30
        assert len(many) == len(one)


class TestAppeal:
    def test_shows_text_timeline_numbers_and_what_is_unusual(self) -> None:
        user, activity = objector()
        appeal = file(user, activity)
        sit(user, activity, at_s=400, slots=range(60, 90), lane_end_s=401, refused={"future": 2})
        page = text_of(sign_in().get(inspect(appeal)))
        assert TEXT in page
        assert "2 отрезка заявлены раньше, чем могли прозвучать" in page
        assert "Просмотрено 50 %, для зачёта нужно 95 %." in page
        assert f"/cms/extension/new/?participant={user.pk}&amp;activity={activity.pk}" in page

    def test_is_decided_with_a_reason(self) -> None:
        appeal = file(*objector())
        client = sign_in()
        response = client.post(inspect(appeal), {"verdict": "excused", "reason": "Авария на линии."})
        assert (response.status_code, response["Location"]) == (302, inspect(appeal))
        decision = AppealDecision.objects.get()
        assert (decision.verdict, decision.reason) == (Verdict.EXCUSED, "Авария на линии.")
        assert Completion.objects.get(participant=appeal.participant).state == CompletionState.EXCUSED
        page = text_of(client.get(inspect(appeal)))
        assert "Авария на линии." in page
        assert "При решении" in page
        assert 'name="reason"' not in page

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            ({"verdict": "declined", "reason": ""}, "Обязательное поле"),
            ({"reason": "Числа верны."}, "Обязательное поле"),
            ({"verdict": "corrected", "reason": "Исправили."}, "С подачи апелляции ничего не изменилось"),
        ],
    )
    def test_a_refusal_loses_nothing(self, data: dict[str, Any], message: str) -> None:
        page = text_of(sign_in().post(inspect(file(*objector())), data))
        assert message in page
        assert data["reason"] in page
        assert not AppealDecision.objects.exists()

    def test_the_second_organiser_reads_who_was_first_and_keeps_the_text(self) -> None:
        appeal = file(*objector())
        decide_appeal(
            appeal_id=appeal.pk, verdict=Verdict.DECLINED, reason="Нет.", now=NOW + 3 * DAY,
            decided_by=make_user(last_name="Первый"),
        )  # fmt: skip
        page = text_of(sign_in().post(inspect(appeal), {"verdict": "excused", "reason": "Авария на линии."}))
        assert "Первый Анна: числа остаются прежними. Ваше решение не сохранено." in page
        assert "Авария на линии." in page
        assert 'name="reason"' not in page

    def test_outlives_the_account(self) -> None:
        user, activity = objector()
        appeal = file(user, activity)
        user.delete()
        page = text_of(sign_in().get(inspect(appeal)))
        assert "учётная запись удалена" in page
        assert "При подаче" in page

    def test_an_unknown_number_is_not_found(self) -> None:
        assert sign_in().get("/cms/appeal/inspect/999/").status_code == 404


class TestAnomalies:
    def test_lists_people_and_leads_to_their_timelines(self) -> None:
        user, activity = objector()
        sit(user, activity, at_s=400, slots=range(3), lane_end_s=401, refused={"range": 1})
        row = Completion.objects.get(participant=user)
        client = sign_in()
        page = text_of(client.get(reverse("anomalies", args=[activity.pk])))
        assert reverse("counting", args=[row.pk]) in page
        assert reverse("activities_with_anomalies") in text_of(client.get(reverse("appeal:index")))
        listed = text_of(client.get(reverse("activities_with_anomalies")))
        assert reverse("anomalies", args=[activity.pk]) in listed
        assert "1 отрезок указывает на место, которого в записи нет" in page
        assert "Засчитано нового: 5:00." in text_of(client.get(reverse("counting", args=[row.pk])))

    @pytest.mark.parametrize("make", [make_webinar, make_stream])
    def test_says_when_there_is_nothing(self, make: Any) -> None:
        activity = make().activity
        assert "Ничего необычного." in text_of(sign_in().get(reverse("anomalies", args=[activity.pk])))

    def test_queries_do_not_grow(self) -> None:
        activity = make_webinar().activity
        client, address = sign_in(), reverse("anomalies", args=[activity.pk])

        def add() -> None:
            user = make_user()
            assign_to(user, activity)
            sit(user, activity, at_s=0, slots=range(3), refused={"future": 1})

        add()
        client.get(address)
        with CaptureQueriesContext(connection) as one:
            client.get(address)
        for _number in range(29):
            add()
        with CaptureQueriesContext(connection) as many:
            assert text_of(client.get(address)).count("/cms/counting/") == 30
        assert len(many) == len(one)
