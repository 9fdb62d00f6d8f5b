"""Bulk extensions: whom they touch, what is said of the others, and what becomes of it all."""

from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import Completion
from prokadry.accounts.models import Region
from tests.courses.domain.test_recorded import watch
from tests.factories import NOW, make_course, make_user
from tests.tracks.makers import at, enrol_someone, make_curriculum, make_season, settle, stream, webinar
from tracks.domain.curricula import sync_changed
from tracks.domain.extension_plan import Choice, Request, find_completers, plan_extensions
from tracks.domain.extensions import grant_extension, grant_extensions
from tracks.enums import BatchSource, SkipReason, Unfinished
from tracks.models import Curriculum, CurriculumOverride, Extension, ExtensionBatch

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make_course()


@pytest.fixture
def activity(course):
    return webinar(course, duration_s=100, closes_at=at(days=-1))


@pytest.fixture
def curriculum(course, activity):
    return make_curriculum([course])


def plan(activity, *, closes_at=None, **choice):
    season = Curriculum.objects.first().season
    choice = {"source": BatchSource.FILTER} | choice
    request = Request(season, activity, closes_at or at(days=3), Choice(**choice))
    return plan_extensions(request=request, now=NOW)


def by_list(activity, *lines, **fields):
    return plan(activity, source=BatchSource.LIST, emails="\n".join(lines), **fields)


def grant(wanted, *, key=None, reason="Сбой платформы", now=NOW):
    return grant_extensions(plan=wanted, key=key or uuid4(), reason=reason, granted_by=make_user(), now=now)


def names(wanted):
    return [row.participant.email for row in wanted.rows]


class TestList:
    def test_every_line_that_touches_nobody_is_named_with_its_reason(self, activity, curriculum):
        good, done = (
            enrol_someone(curriculum, email="good@x.ru"),
            enrol_someone(curriculum, email="done@x.ru"),
        )
        settle(done, activity, "completed")
        later = enrol_someone(curriculum, email="later@x.ru")
        grant_extension(
            participant=later.participant, activity=activity, closes_at=at(days=9), reason="раньше",
            granted_by=make_user(), now=NOW,
        )  # fmt: skip
        make_user("other@x.ru")
        wanted = by_list(
            activity, "почта", "GOOD@x.ru", "Иванов", "good@x.ru", "nobody@x.ru", "other@x.ru", "done@x.ru",
            "later@x.ru",
        )  # fmt: skip
        assert names(wanted) == [good.participant.email]
        assert [(item.line, item.text, item.reason) for item in wanted.skipped] == [
            (3, "Иванов", SkipReason.NO_ADDRESS),
            (4, "good@x.ru", SkipReason.REPEATED),
            (5, "nobody@x.ru", SkipReason.UNKNOWN),
            (6, "other@x.ru", SkipReason.NOT_ASSIGNED),
            (7, "done@x.ru", SkipReason.DONE),
            (8, "later@x.ru", SkipReason.LATER),
        ]
        batch = grant(wanted)
        batch.refresh_from_db()
        assert (batch.granted_total, len(batch.skipped), batch.skipped[0]) == (
            1,
            6,
            [3, "Иванов", "no_address"],
        )

    def test_an_address_is_found_in_any_letter_case(self, activity, curriculum):
        enrol_someone(curriculum, email="Anna.Smirnova@x.ru")
        assert len(by_list(activity, "ANNA.smirnova@X.RU").rows) == 1

    def test_who_left_the_curriculum_is_not_touched(self, course, activity, curriculum):
        enrolment = enrol_someone(curriculum, email="anna@x.ru")
        watch(activity, enrolment.participant, seconds=50, at=at(days=-2))
        Completion.objects.update(is_assigned=False)
        assert [item.reason for item in by_list(activity, "anna@x.ru").skipped] == [SkipReason.NOT_ASSIGNED]

    def test_a_list_without_addresses_is_refused(self, activity, curriculum):
        with pytest.raises(ValidationError) as refusal:
            by_list(activity, "Иванов", "Петров")
        assert list(refusal.value.message_dict) == ["emails"]


class TestFilter:
    def test_by_level_region_district_and_track(self, course, activity, curriculum):
        moscow, perm = Region.objects.get(name="Москва"), Region.objects.get(name="Пермский край")
        base = enrol_someone(curriculum, email="base@x.ru", region=moscow)
        enrol_someone(curriculum, email="perm@x.ru", region=perm)
        pro = make_curriculum([course], season=curriculum.season, track="pro")
        enrol_someone(pro, email="pro@x.ru", region=moscow)
        assert names(plan(activity, region_id=moscow.pk)) == ["base@x.ru", "pro@x.ru"]
        assert names(plan(activity, district=perm.district)) == ["perm@x.ru"]
        assert names(plan(activity, level="pro")) == ["pro@x.ru"]
        assert names(plan(activity, level=base.level, region_id=moscow.pk)) == ["base@x.ru"]
        assert names(plan(activity, source=BatchSource.TRACK, track="pro")) == ["pro@x.ru"]
        assert len(plan(activity).rows) == 3

    def test_who_is_done_is_not_meant_and_who_has_time_can_be_left_alone(self, activity, curriculum):
        settle(enrol_someone(curriculum), activity, "completed")
        settle(enrol_someone(curriculum), activity, "excused")
        missed, extended = (
            enrol_someone(curriculum, email="m@x.ru"),
            enrol_someone(curriculum, email="e@x.ru"),
        )
        settle(missed, activity, "missed")
        grant_extension(
            participant=extended.participant, activity=activity, closes_at=at(days=1), reason="раньше",
            granted_by=make_user(), now=NOW,
        )  # fmt: skip
        assert len(plan(activity).rows) == 2
        wanted = plan(activity, unfinished=Unfinished.MISSED)
        assert (names(wanted), wanted.skipped) == (["m@x.ru"], [])

    def test_another_season_is_another_story(self, course, activity, curriculum):
        enrol_someone(curriculum)
        old = make_season("2025", is_current=False)
        request = Request(old, activity, at(days=3), Choice(BatchSource.FILTER))
        assert plan_extensions(request=request, now=NOW).rows == []

    def test_windows_that_would_make_no_sense_are_left_out(self, course, activity):
        overrides = [CurriculumOverride(activity=activity, opens_at=at(days=4), closes_at=at(days=5))]
        enrol_someone(make_curriculum([course], overrides=overrides))
        assert [item.reason for item in plan(activity).skipped] == [SkipReason.LATER]
        Completion.objects.update(closes_at=at(days=1))
        assert [item.reason for item in plan(activity).skipped] == [SkipReason.NOT_OPEN]
        Completion.objects.update(closes_at=None)
        assert [item.reason for item in plan(activity).skipped] == [SkipReason.NO_DEADLINE]


class TestRefusals:
    def test_a_deadline_that_is_over(self, activity, curriculum):
        with pytest.raises(ValidationError) as refusal:
            plan(activity, closes_at=NOW)
        assert list(refusal.value.message_dict) == ["closes_at"]

    def test_a_stream(self, course, curriculum):
        with pytest.raises(ValidationError, match="Эфир продлить нельзя"):
            plan(stream(course))

    def test_no_reason_and_nobody(self, activity, curriculum):
        enrol_someone(curriculum)
        with pytest.raises(ValidationError) as refusal:
            grant(plan(activity), reason=" ")
        assert list(refusal.value.message_dict) == ["reason"]
        with pytest.raises(ValidationError, match="Не осталось никого"):
            grant(plan(activity, level="pro"))
        assert not ExtensionBatch.objects.exists()


class TestGrant:
    def test_it_moves_deadlines_and_completes_at_the_second_it_was_enough(self, activity, curriculum):
        early, late = enrol_someone(curriculum), enrol_someone(curriculum)
        nobody = enrol_someone(curriculum)
        for enrolment, start in ((early, at(days=-2)), (late, at(hours=-5))):
            watch(activity, enrolment.participant, seconds=100, at=start)
        settle(nobody, activity, "missed")
        wanted = plan(activity)
        assert find_completers(plan=wanted, now=NOW) == {late.participant_id}
        batch = grant(wanted)
        assert (batch.granted_total, batch.completed_total) == (2, 1)
        rows = {row.participant_id: row for row in Completion.objects.all()}
        assert rows[late.participant_id].completed_at == at(hours=-5, seconds=95)
        row = rows[nobody.participant_id]
        assert (row.closes_at, row.is_extended, row.state) == (at(days=3), True, "not_started")
        assert rows[early.participant_id].closes_at == at(days=-1)
        given = Extension.objects.filter(batch=batch)
        assert set(given.values_list("participant_id", "reason")) == {
            (late.participant_id, "Сбой платформы"), (nobody.participant_id, "Сбой платформы"),
        }  # fmt: skip

    def test_many_are_measured_in_the_background(self, activity, curriculum, monkeypatch):
        monkeypatch.setattr("tracks.domain.extensions.CHUNK", 0)
        enrolment = enrol_someone(curriculum)
        watch(activity, enrolment.participant, seconds=100, at=at(hours=-5))
        batch = grant(plan(activity))
        batch.refresh_from_db()
        assert (batch.granted_total, batch.completed_total) == (1, 1)
        assert Completion.objects.get().completed_at == at(hours=-5, seconds=95)

    def test_sent_twice_it_is_one_decision(self, activity, curriculum):
        enrol_someone(curriculum)
        wanted, key = plan(activity), uuid4()
        first = grant(wanted, key=key)
        assert grant(wanted, key=key) == first
        assert (ExtensionBatch.objects.count(), Extension.objects.count()) == (1, 1)

    def test_the_roll_up_follows(self, activity, curriculum, django_capture_on_commit_callbacks):
        enrolment = enrol_someone(curriculum)
        settle(enrolment, activity, "missed")
        with django_capture_on_commit_callbacks(execute=True):
            grant(plan(activity))
        enrolment.refresh_from_db()
        assert enrolment.missed_total == 0

    def test_it_outlives_a_change_of_the_curriculum(self, course, activity, curriculum):
        enrolment = enrol_someone(curriculum)
        grant(plan(activity))
        webinar(course)
        sync_changed(curriculum=curriculum, now=NOW)
        assert Completion.objects.get(activity=activity, participant=enrolment.participant).closes_at == at(
            days=3
        )

    def test_the_record_says_how_people_were_chosen(self, activity, curriculum):
        enrol_someone(curriculum)
        batch = grant(plan(activity, level="young", unfinished=Unfinished.MISSED))
        assert (batch.source, batch.chosen) == ("filter", {"level": "young", "unfinished": "missed"})
        assert isinstance(batch.key, UUID)

    def test_a_plan_names_itself_by_whom_it_touches(self, activity, curriculum):
        enrol_someone(curriculum)
        before = plan(activity).digest
        assert plan(activity).digest == before
        assert plan(activity, closes_at=at(days=4)).digest != before
        enrol_someone(curriculum)
        assert plan(activity).digest != before

    def test_queries_do_not_grow(self, activity, curriculum):
        def count():
            lines = Completion.objects.values_list("participant__email", flat=True)
            with CaptureQueriesContext(connection) as queries:
                wanted = by_list(activity, *lines)
                find_completers(plan=wanted, now=NOW)
                grant(wanted)
            return len(queries)

        def someone():
            enrolment = enrol_someone(curriculum)
            watch(activity, enrolment.participant, seconds=100, at=at(hours=-5))

        someone()
        few = count()
        Extension.objects.all().delete()
        Completion.objects.all().delete()
        for _ in range(30):
            someone()
        assert count() == few
