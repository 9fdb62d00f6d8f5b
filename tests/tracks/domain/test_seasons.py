from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from courses.models import Activity, Completion, Course
from prokadry.plugins import guard, health
from prokadry.plugins.registry import registering
from tests.factories import NOW, make_course, make_user
from tests.tracks.makers import at, course_with, enrol_someone, make_curriculum, make_season, stream, webinar
from tracks.domain.curricula import resolve_items
from tracks.domain.plugins import enabled_plugins
from tracks.domain.season_drafts import draft_copy, first_day, move_days
from tracks.domain.seasons import copy_season
from tracks.models import (
    CurriculumCourse,
    CurriculumOverride,
    Enrolment,
    Extension,
    PluginSwitch,
    Season,
    Stage,
)
from tracks.signals import season_copied

pytestmark = pytest.mark.django_db
# The first stage of a season of the makers starts on 7 August 2026.
NEXT_YEAR = date(2027, 8, 7)
YEAR = timedelta(days=365)


def copy(season, *, key="2027", starts_on=NEXT_YEAR, by=None):
    return copy_season(season=season, key=key, title=f"Сезон {key}", starts_on=starts_on, by=by, now=NOW)


def windows(curriculum):
    return [(item.activity.title, item.opens_at, item.closes_at) for item in resolve_items(curriculum)]


class TestWhatIsCopied:
    def test_stages_keep_their_order_and_move_by_days(self):
        stages = [
            Stage(kind="education", title="Учёба", sort_order=1, starts_at=at(days=-20), ends_at=at(days=20)),
            Stage(
                kind="application", title="Заявки", sort_order=0, starts_at=at(days=-10), ends_at=at(days=9)
            ),
            Stage(kind="reserve", title="Резерв", sort_order=2, starts_at=at(days=41)),
        ]
        season = make_season(presence_threshold_pct=60, stages=stages)
        target = copy(season)
        assert (target.key, target.title, target.presence_threshold_pct) == ("2027", "Сезон 2027", 60)
        assert [(stage.title, stage.starts_at, stage.ends_at) for stage in target.stages.all()] == [
            ("Заявки", at(days=-10) + YEAR, at(days=9) + YEAR),
            ("Учёба", at(days=-20) + YEAR, at(days=20) + YEAR),
            ("Резерв", at(days=41) + YEAR, None),
        ]

    def test_the_source_stays_as_it_is_and_current(self):
        season = make_season()
        curriculum = make_curriculum([course_with(1, closes_at=at(days=3))], season=season)
        before = windows(curriculum)
        target = copy(season)
        season.refresh_from_db()
        assert (season.is_current, target.is_current) == (True, False)
        assert (season.stages.count(), windows(curriculum)) == (2, before)

    def test_curricula_refer_to_the_same_courses_in_the_same_order(self):
        season = make_season()
        first, second = course_with(1), course_with(1)
        base = make_curriculum([second, first], season=season)
        make_curriculum([first], season=season, track="pro")
        base.courses.filter(course=first.course).update(is_required=False)
        target = copy(season)
        copies = {curriculum.track: curriculum for curriculum in target.curricula.all()}
        assert list(copies["base"].courses.values_list("course", "is_required")) == [
            (second.course.pk, True),
            (first.course.pk, False),
        ]
        assert [entry.course for entry in copies["pro"].courses.all()] == [first.course]

    def test_a_title_that_names_the_season_names_the_new_one(self):
        season = make_season()
        curriculum = make_curriculum(season=season)
        curriculum.title = "Базовый трек, Сезон 2026"
        curriculum.save()
        assert copy(season).curricula.get().title == "Базовый трек, Сезон 2027"

    def test_plugins_that_are_on_stay_on_by_whoever_copied(self):
        season, organiser = make_season(), make_user()
        for name, is_on in (("reading", True), ("venue_qr", False)):
            PluginSwitch.objects.create(season=season, plugin=name, is_on=is_on, changed_at=at(days=-9))
        target = copy(season, by=organiser)
        assert enabled_plugins(target) == {"reading"}
        switch = target.plugin_switches.get()
        assert (switch.changed_by, switch.changed_at) == (organiser, NOW)

    def test_nothing_of_people_is_copied(self):
        season = make_season()
        course = make_course()
        activity = webinar(course, closes_at=at(days=3))
        enrolment = enrol_someone(make_curriculum([course], season=season))
        Extension.objects.create(
            participant=enrolment.participant, activity=activity, closes_at=at(days=9), reason="болезнь",
            granted_by=make_user(), granted_at=NOW,
        )  # fmt: skip
        target = copy(season)
        assert not Enrolment.objects.filter(season=target).exists()
        assert (Extension.objects.count(), Completion.objects.count()) == (1, 1)
        assert Completion.objects.get().season == "2026"


class TestWindows:
    def override(self, activity, **fields):
        return CurriculumOverride(activity=activity, **fields)

    def test_those_of_the_plan_and_those_of_pages_move_alike(self):
        course = make_course()
        own = webinar(course, title="Свой", closes_at=at(days=1))
        webinar(course, title="Со страницы", opens_at=at(days=-3), closes_at=at(days=3))
        webinar(course, title="Без срока")
        season = make_season()
        make_curriculum([course], season=season, overrides=[self.override(own, closes_at=at(days=5))])
        assert windows(copy(season).curricula.get()) == [
            ("Свой", None, at(days=5) + YEAR),
            ("Со страницы", at(days=-3) + YEAR, at(days=3) + YEAR),
            ("Без срока", None, None),
        ]

    def test_pages_stay_as_they_are(self):
        course = make_course()
        activity = webinar(course, closes_at=at(days=3))
        season = make_season()
        make_curriculum([course], season=season)
        copy(season)
        activity.refresh_from_db()
        assert (activity.closes_at, activity.page.specific.closes_at) == (at(days=3), at(days=3))

    def test_what_is_optional_or_excluded_stays_so(self):
        season, course = make_season(), make_course()
        optional, excluded = (webinar(course, closes_at=at(days=3)) for _number in range(2))
        by_course = webinar(optional_course := make_course(), closes_at=at(days=3))
        overrides = [self.override(optional, is_required=False), self.override(excluded, is_excluded=True)]
        source = make_curriculum([course, optional_course], season=season, overrides=overrides)
        source.courses.filter(course=optional_course.course).update(is_required=False)
        items = resolve_items(copy(season).curricula.get())
        assert [(item.activity, item.is_required) for item in items] == [
            (optional, False),
            (by_course, False),
        ]

    def test_a_stream_that_is_over_is_left_out_and_one_ahead_stays(self):
        course = make_course()
        stream(course, title="Прошёл")
        ahead = stream(course, title="Ещё будет", starts_at=at(days=500))
        overrides = [self.override(ahead, closes_at=at(days=501))]
        season = make_season()
        source = make_curriculum([course], season=season, overrides=overrides)
        target = copy(season)
        assert windows(target.curricula.get()) == [("Ещё будет", None, at(days=501))]
        assert len(resolve_items(source)) == 2

    def test_a_window_that_nobody_can_meet_does_not_stop_the_copy(self):
        activity = webinar(course := make_course(), closes_at=at(days=3))
        season = make_season()
        make_curriculum([course], season=season, overrides=[self.override(activity, opens_at=at(days=9))])
        override = copy(season).curricula.get().overrides.get()
        assert (override.opens_at, override.closes_at) == (at(days=9) + YEAR, None)

    def test_the_draft_names_what_the_copy_does(self):
        course = make_course()
        moved = webinar(course, closes_at=at(days=3))
        held = stream(course)
        season = make_season()
        for track in ("base", "pro"):
            make_curriculum([course], season=season, track=track)
        draft = draft_copy(season=season, starts_on=NEXT_YEAR)
        assert (draft.days, draft.from_pages, draft.left_out) == (365, [moved], [held])
        assert Season.objects.count() == 1

    def test_the_time_of_day_in_moscow_survives_a_change_of_its_clock(self):
        # Moscow was three hours ahead of UTC in winter 2011, and four in the next one.
        before = datetime(2011, 1, 31, 21, 0, tzinfo=UTC)
        assert move_days(before, days=365) == datetime(2012, 1, 31, 20, 0, tzinfo=UTC)


class TestRefusals:
    def refused(self, season, **fields):
        with pytest.raises(ValidationError) as refusal:
            copy(season, **fields)
        assert Season.objects.filter(title="Сезон 2027").count() == 0
        return refusal.value.message_dict

    def test_a_taken_key_is_named(self):
        season = make_season()
        assert "2026" in self.refused(season, key="2026")["key"][0]

    def test_the_second_of_two_at_once_is_refused(self):
        season = make_season()
        copy(season)
        with pytest.raises(ValidationError) as refusal:
            copy(season)
        assert (list(refusal.value.message_dict), Season.objects.count()) == (["key"], 2)

    def test_a_season_without_stages_has_no_first_day(self):
        season = make_season(stages=[])
        assert first_day(season) is None
        assert "starts_on" in self.refused(season)

    @pytest.mark.parametrize("day", [date(2026, 8, 7), date(2025, 8, 7), date(2207, 8, 7)])
    def test_the_first_day_has_to_be_a_later_one(self, day):
        assert "starts_on" in self.refused(make_season(), starts_on=day)

    def test_the_first_day_is_that_of_moscow(self):
        stage = Stage(kind="education", title="Учёба", starts_at=datetime(2026, 7, 31, 21, 0, tzinfo=UTC))
        assert first_day(make_season(stages=[stage])) == date(2026, 8, 1)


class TestSignal:
    @pytest.fixture
    def receive(self):
        connected = []

        def connect(receiver, plugin):
            with registering(plugin):
                season_copied.connect(receiver)
            connected.append(season_copied.receivers[-1])

        yield connect
        season_copied.receivers = [entry for entry in season_copied.receivers if entry not in connected]
        season_copied.sender_receivers_cache.clear()
        guard.reset()
        health.reset()

    def test_a_plugin_copies_what_is_its_own(self, receive):
        heard = []

        def keep(sender, source, target, days, **kwargs):
            heard.append((source, target, days, target.curricula.count()))

        receive(keep, "reading")
        season = make_season()
        make_curriculum(season=season)
        target = copy(season)
        assert heard == [(season, target, 365, 1)]

    def test_one_that_fails_costs_only_itself(self, receive):
        def fail(sender, target, **kwargs):
            Season.objects.filter(pk=target.pk).update(title="Испорчено")
            raise RuntimeError("no such table")

        heard = []
        receive(fail, "broken")
        receive(lambda sender, target, **kwargs: heard.append(target), "reading")
        target = copy(make_season())
        target.refresh_from_db()
        assert (target.title, heard) == ("Сезон 2027", [target])
        assert [(fault.plugin, fault.seam) for fault in health.faults()] == [("broken", "signal:fail")]


def test_queries_do_not_grow_with_what_is_copied():
    def count(number):
        season = make_season(f"from-{number}", is_current=False)
        courses = [Course(title=f"Курс {place}", updated_at=NOW) for place in range(number)]
        Course.objects.bulk_create(courses)
        curriculum = make_curriculum(season=season)
        for place, course in enumerate(courses):
            page = Page.get_first_root_node().add_child(instance=Page(title=f"Вебинар {place}"))
            taught, outside = (
                Activity(page=page, course=course, closes_at=at(days=3), updated_at=NOW),
                Activity(updated_at=NOW),
            )
            Activity.objects.bulk_create([taught, outside])
            curriculum.courses.add(CurriculumCourse(course=course))
            curriculum.overrides.add(CurriculumOverride(activity=outside))
        curriculum.save()
        PluginSwitch.objects.bulk_create(
            PluginSwitch(season=season, plugin=f"plugin{place}", is_on=True, changed_at=NOW)
            for place in range(number)
        )
        season.stages = [
            Stage(kind="education", title=f"Этап {place}", starts_at=at(days=place))
            for place in range(number)
        ]
        season.save()
        with CaptureQueriesContext(connection) as queries:
            target = copy(season, key=f"to-{number}", starts_on=date(2027, 9, 1))
        assert target.curricula.get().overrides.count() == 2 * number
        return len(queries)

    assert count(1) == count(30)
