from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import Activity, Completion
from prokadry.accounts.enums import Role
from prokadry.accounts.models import Region
from tests.factories import make_course, make_user, make_webinar
from tests.tracks.makers import at, course_with, enrol_someone, make_curriculum, make_season, settle, webinar
from tracks.models import Curriculum, Enrolment, Extension, Season

pytestmark = pytest.mark.django_db


def sign_in(role: Role | None = Role.ORGANISERS) -> Client:
    user = make_user(is_staff=True)
    if role:
        user.groups.add(Group.objects.get(name=role.value))
    client = Client(headers={"accept-language": "ru"})
    client.force_login(user)
    return client


def formset(name: str, *rows: dict[str, Any]) -> dict[str, Any]:
    data = {f"{name}-TOTAL_FORMS": len(rows), f"{name}-INITIAL_FORMS": 0, f"{name}-MIN_NUM_FORMS": 0}
    for number, row in enumerate(rows):
        data |= {
            f"{name}-{number}-ORDER": number + 1,
            f"{name}-{number}-id": "",
            f"{name}-{number}-DELETE": "",
        }
        data |= {f"{name}-{number}-{key}": value for key, value in row.items()}
    return data


def text_of(response):
    return response.content.decode().replace("\xa0", " ")


class TestSeason:
    def post(self, client, **fields):
        stage = {"title": "Учёба", "kind": "education", "summary": "", "starts_at": "2026-08-01 00:00"}
        data = {"title": "Сезон 2027", "key": "2027", "presence_threshold_pct": 75}
        return client.post(
            reverse("season:add"), data | formset("stages", stage | fields.pop("stage", {})) | fields
        )

    def test_an_organiser_adds_a_season_with_its_stages(self):
        assert self.post(sign_in(), is_current="on").status_code == 302
        season = Season.objects.get()
        assert (season.is_current, season.stages.get().title) == (True, "Учёба")

    def test_a_second_current_season_is_refused_by_name(self):
        make_season()
        assert "Сейчас текущий — «Сезон 2026»" in text_of(self.post(sign_in(), is_current="on"))

    def test_a_stage_must_end_after_it_starts(self):
        response = self.post(sign_in(), stage={"ends_at": "2026-07-01 00:00"})
        assert "Этап должен закончиться позже, чем начался." in text_of(response)

    def test_editors_and_strangers_stay_out(self):
        assert sign_in(Role.EDITORS).get(reverse("season:index")).status_code == 302
        assert sign_in(None).get(reverse("season:index")).status_code in (302, 403)


class TestCurriculum:
    def post(self, client, courses=(), overrides=()):
        season = Season.objects.first() or make_season()
        data = {"title": "Базовый", "season": season.pk, "track": "base"}
        data |= formset("courses", *({"course": page.course.pk, "is_required": "on"} for page in courses))
        return client.post(reverse("curriculum:add"), data | formset("overrides", *overrides))

    def test_courses_and_exceptions_are_saved(self):
        course = make_course()
        activity = webinar(course, closes_at=at(days=9))
        override = {"activity": activity.pk, "is_required": "on", "closes_at": "2026-09-20 00:00"}
        assert self.post(sign_in(), [course], [override]).status_code == 302
        curriculum = Curriculum.objects.get()
        assert curriculum.courses.get().course == course.course
        # Written on the clock of Moscow, kept in UTC.
        assert curriculum.overrides.get().closes_at.isoformat() == "2026-09-19T21:00:00+00:00"

    def test_a_deadline_before_the_opening_is_refused(self):
        activity = webinar(make_course())
        override = {"activity": activity.pk, "opens_at": "2026-09-20 00:00", "closes_at": "2026-09-01 00:00"}
        assert "позже открытия" in text_of(self.post(sign_in(), overrides=[override]))
        assert not Curriculum.objects.exists()

    def test_an_opening_after_the_activitys_own_deadline_is_refused(self):
        activity = webinar(make_course(), closes_at=at(days=2))
        override = {"activity": activity.pk, "opens_at": "2026-12-01 00:00"}
        assert "закроется раньше, чем откроется" in text_of(self.post(sign_in(), overrides=[override]))

    def test_saving_reaches_the_participants(self, django_capture_on_commit_callbacks):
        course = course_with(2)
        curriculum = make_curriculum()
        enrolment = enrol_someone(curriculum)
        data = {"title": "Новый", "season": curriculum.season_id, "track": "base"}
        data |= formset("courses", {"course": course.course.pk, "is_required": "on"}) | formset("overrides")
        with django_capture_on_commit_callbacks(execute=True):
            response = sign_in().post(reverse("curriculum:edit", args=[curriculum.pk]), data)
        assert response.status_code == 302
        assert Completion.objects.filter(participant=enrolment.participant).count() == 2

    def test_the_preview_shows_windows_and_what_is_withheld(self):
        course = make_course()
        make_webinar(course, title="Видимый", closes_at=at(hours=12))
        make_webinar(course, title="Снятый").unpublish()
        Activity.objects.filter(title="Снятый").update(is_live=False)
        page = text_of(sign_in().get(reverse("curriculum:edit", args=[make_curriculum([course]).pk])))
        assert "27 августа 2026, 23:59" in page
        assert "Не опубликовано: ни с кого не спрашивается" in page

    def test_choosers_find_by_words_in_any_case(self):
        make_webinar(make_course("Право"), title="Бюджетный процесс")
        make_webinar(make_course(), title="Другое")
        client = sign_in()
        page = text_of(
            client.get(reverse("tracks_activity_chooser:choose_results"), {"q": "бюджетный право"})
        )
        assert "Бюджетный процесс" in page
        assert "Другое" not in page
        assert client.get(reverse("tracks_course_chooser:choose")).status_code == 200
        assert client.get(reverse("person_chooser:choose"), {"q": "анна"}).status_code == 200


class TestEnrolment:
    def test_the_list_is_searched_and_filtered(self):
        curriculum = make_curriculum([course_with(1)])
        region = Region.objects.filter(district="far_eastern").first()
        enrol_someone(curriculum, last_name="Тетюхина", region=region)
        enrol_someone(curriculum, last_name="Звенигородцева")
        client = sign_in()
        for query in ({"q": "тетюхина анна"}, {"district": "far_eastern"}, {"region": region.pk}):
            page = text_of(client.get(reverse("enrolment:index"), query))
            assert "Тетюхина" in page
            assert "Звенигородцева" not in page
        assert "Тетюхина" not in text_of(client.get(reverse("enrolment:index"), {"track": "pro"}))

    def test_queries_of_the_list_do_not_grow(self):
        curriculum = make_curriculum([course_with(1)])
        client = sign_in()

        def count():
            with CaptureQueriesContext(connection) as queries:
                assert client.get(reverse("enrolment:index")).status_code == 200
            return len(queries)

        enrol_someone(curriculum, region=Region.objects.first())
        count()
        one = count()
        for region in Region.objects.all()[1:30]:
            enrol_someone(curriculum, region=region)
        assert count() == one

    def test_an_organiser_enrols_someone(self):
        curriculum = make_curriculum([course_with(2)])
        person = make_user()
        data = {"participant": person.pk, "season": curriculum.season_id, "level": "young"}
        assert sign_in().post(reverse("enrolment:add"), data).status_code == 302
        assert Enrolment.objects.get().required_total == 2

    def test_a_level_without_a_curriculum_is_said(self):
        curriculum = make_curriculum()
        data = {"participant": make_user().pk, "season": curriculum.season_id, "level": "pro"}
        assert "нет учебного плана" in text_of(sign_in().post(reverse("enrolment:add"), data))

    def test_inspecting_shows_activities_and_extensions(self):
        course = make_course()
        activity = webinar(course, title="Лекция", closes_at=at(days=1))
        enrolment = enrol_someone(make_curriculum([course]))
        settle(enrolment, activity, "missed")
        page = text_of(sign_in().get(reverse("enrolment:inspect", args=[enrolment.pk])))
        assert "Лекция" in page
        assert "Пропущено" in page
        assert f"activity={activity.pk}" in page

    def test_it_is_never_edited_or_deleted_by_hand(self):
        enrolment = enrol_someone(make_curriculum())
        client = sign_in()
        for action in ("edit", "delete"):
            assert client.get(f"/cms/enrolment/{action}/{enrolment.pk}/").status_code == 404


class TestExtension:
    @pytest.fixture
    def enrolment(self):
        course = make_course()
        webinar(course, title="Лекция", closes_at=at(days=400))
        return enrol_someone(make_curriculum([course]))

    def post(self, client, enrolment, **fields):
        data = {
            "participant": enrolment.participant_id,
            "activity": Activity.objects.get().pk,
            "closes_at": "2099-09-20 00:00",
            "reason": "болезнь",
        }
        return client.post(reverse("extension:add"), data | fields)

    def test_who_granted_it_and_when_is_kept(self, enrolment):
        client = sign_in()
        assert self.post(client, enrolment).status_code == 302
        extension = Extension.objects.get()
        assert str(extension.granted_by_id) == client.session["_auth_user_id"]
        assert Completion.objects.get().is_extended
        assert "болезнь" in text_of(client.get(reverse("extension:index")))

    def test_a_refusal_stands_at_its_field(self, enrolment):
        page = text_of(self.post(sign_in(), enrolment, closes_at="2026-09-01 00:00"))
        assert "Новый срок должен быть" in page
        assert not Extension.objects.exists()

    def test_the_form_is_filled_from_the_address(self, enrolment):
        url = f"{reverse('extension:add')}?participant={enrolment.participant_id}"
        assert "Северьянова" in text_of(sign_in().get(url))

    def test_only_those_who_may_grant_do(self, enrolment):
        client = sign_in()
        Group.objects.get(name=Role.ORGANISERS.value).permissions.filter(codename="grant_extension").delete()
        assert self.post(client, enrolment).status_code in (302, 403)
        assert not Extension.objects.exists()

    def test_people_in_the_address_that_are_no_numbers_are_ignored(self, enrolment):
        response = sign_in().get(f"{reverse('extension:add')}?participant=abc&activity=999999")
        assert response.status_code == 200
