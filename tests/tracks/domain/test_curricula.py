from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import Activity, Completion
from tests.factories import NOW, make_course, make_user, make_webinar
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
from tracks.domain.curricula import (
    find_curricula_of,
    resolve,
    resolve_items,
    running_seasons,
    sync_assignments,
    sync_changed,
)
from tracks.domain.enrolments import enrol_many
from tracks.models import Curriculum, CurriculumOverride, Extension, Stage

pytestmark = pytest.mark.django_db


def rows_of(enrolment):
    return Completion.objects.filter(participant=enrolment.participant).order_by("position")


class TestResolveItems:
    def test_courses_come_in_order_and_activities_in_the_order_of_the_course(self):
        late, early = make_course(), make_course()
        third, fourth = webinar(late), webinar(late)
        first, second = webinar(early), webinar(early)
        items = resolve_items(make_curriculum([early, late]))
        assert [item.activity for item in items] == [first, second, third, fourth]
        assert [item.position for item in items] == [1, 2, 3, 4]
        assert {item.course for item in items} == {early.course, late.course}

    def test_an_override_leaves_out_relaxes_or_moves_the_window(self):
        course = make_course()
        out, optional, moved = webinar(course), webinar(course), webinar(course, closes_at=at(days=2))
        curriculum = make_curriculum(
            [course],
            overrides=[
                CurriculumOverride(activity=out, is_excluded=True),
                CurriculumOverride(activity=optional, is_required=False),
                CurriculumOverride(activity=moved, opens_at=at(days=1), closes_at=at(days=5)),
            ],
        )
        items = resolve_items(curriculum)
        assert [item.activity for item in items] == [optional, moved]
        assert [item.is_required for item in items] == [False, True]
        assert (items[1].opens_at, items[1].closes_at) == (at(days=1), at(days=5))

    def test_an_empty_field_of_an_override_takes_the_activitys_own_window(self):
        course = make_course()
        activity = webinar(course, opens_at=at(days=1), closes_at=at(days=2))
        curriculum = make_curriculum(
            [course], overrides=[CurriculumOverride(activity=activity, closes_at=at(days=9))]
        )
        [item] = resolve_items(curriculum)
        assert (item.opens_at, item.closes_at) == (at(days=1), at(days=9))

    def test_an_activity_outside_the_courses_is_added_to_the_end(self):
        course, other = make_course(), make_course()
        inside, outside = webinar(course), webinar(other)
        webinar(other)
        curriculum = make_curriculum([course], overrides=[CurriculumOverride(activity=outside)])
        assert [item.activity for item in resolve_items(curriculum)] == [inside, outside]

    def test_a_stream_closes_when_it_ends(self):
        course = make_course()
        activity = stream(course)
        [item] = resolve_items(make_curriculum([course]))
        assert item.closes_at == activity.ends_at

    def test_an_unpublished_activity_is_withheld(self):
        course = make_course()
        page = make_webinar(course)
        shown = webinar(course)
        hidden = Activity.objects.get(page_id=page.pk)
        Activity.objects.filter(pk=hidden.pk).update(is_live=False)
        resolved = resolve(make_curriculum([course]))
        assert [item.activity for item in resolved.items] == [shown]
        assert resolved.withheld == [hidden]

    def test_queries_do_not_grow(self, django_assert_num_queries):
        curriculum = make_curriculum([course_with(1), course_with(6), course_with(3)])
        with django_assert_num_queries(3):
            assert len(resolve_items(curriculum)) == 10

    def test_a_deadline_before_the_opening_crashes_nothing(self):
        course = make_course()
        activity = webinar(course, closes_at=at(days=1))
        curriculum = make_curriculum(
            [course], overrides=[CurriculumOverride(activity=activity, opens_at=at(days=3))]
        )
        enrolment = enrol_someone(curriculum)
        assert rows_of(enrolment).get().opens_at == at(days=3)


class TestSyncAssignments:
    def test_rows_carry_season_track_window_and_threshold(self):
        course = make_course()
        webinar(course, closes_at=at(days=2))
        live = stream(course)
        season = make_season(presence_threshold_pct=60)
        enrolment = enrol_someone(make_curriculum([course], season=season, track="pro"))
        recorded_row, live_row = rows_of(enrolment)
        assert (recorded_row.season, recorded_row.track) == ("2026", "pro")
        assert recorded_row.closes_at == at(days=2)
        assert "threshold_pct" not in recorded_row.rule_params
        assert live_row.activity == live
        assert live_row.rule_params["threshold_pct"] == 60

    def test_repeating_it_changes_nothing(self):
        curriculum = make_curriculum([course_with(3)])
        enrol_someone(curriculum)
        assert sync_assignments(curriculum=curriculum, now=at(hours=1)) == set()

    def test_the_latest_granted_extension_counts(self):
        course = make_course()
        activity = webinar(course, closes_at=at(days=1))
        curriculum = make_curriculum([course])
        enrolment, other = enrol_someone(curriculum), enrol_someone(curriculum)
        staff = make_user()
        for minutes, days in ((2, 5), (1, 9)):
            Extension.objects.create(
                participant=enrolment.participant,
                activity=activity,
                closes_at=at(days=days),
                reason="болезнь",
                granted_by=staff,
                granted_at=at(minutes=minutes),
            )
        touched = sync_assignments(curriculum=curriculum, now=at(hours=1))
        assert touched == {enrolment.participant_id}
        row = rows_of(enrolment).get()
        assert (row.closes_at, row.is_extended) == (at(days=5), True)
        assert rows_of(other).get().closes_at == at(days=1)

    def test_what_is_no_longer_asked_for_is_withdrawn_and_finished_work_is_kept(self):
        course, dropped = course_with(1), make_course()
        untouched, done = webinar(dropped), webinar(dropped)
        curriculum = make_curriculum([course, dropped])
        enrolment = enrol_someone(curriculum)
        settle(enrolment, done, "completed")
        curriculum.courses.filter(course=dropped.course).delete()
        sync_assignments(curriculum=Curriculum.objects.get(), now=at(hours=1))
        assert not rows_of(enrolment).filter(activity=untouched).exists()
        kept = rows_of(enrolment).get(activity=done)
        assert (kept.is_assigned, kept.state) == (False, "completed")
        enrolment.refresh_from_db()
        assert (enrolment.required_total, enrolment.required_done) == (1, 0)

    def test_unpublishing_asks_nobody_and_takes_nothing_away(self):
        course = make_course()
        hidden = webinar(course)
        webinar(course)
        curriculum = make_curriculum([course])
        finished, idle = enrol_someone(curriculum), enrol_someone(curriculum)
        settle(finished, hidden, "completed")
        Activity.objects.filter(pk=hidden.pk).update(is_live=False, page=None)
        before = list(Completion.objects.order_by("pk").values())
        sync_assignments(curriculum=curriculum, now=at(hours=1))
        assert list(Completion.objects.order_by("pk").values()) == before
        finished.refresh_from_db()
        idle.refresh_from_db()
        assert (finished.required_total, finished.required_done) == (2, 1)
        assert (idle.required_total, idle.required_done) == (1, 0)
        assert not rows_of(enrol_someone(curriculum)).filter(activity=hidden).exists()

    def test_queries_do_not_grow_with_participants(self):
        curriculum = make_curriculum([course_with(2)])

        def count(people):
            ids = [make_user().pk for _number in range(people)]
            enrol_many(levels=dict.fromkeys(ids, "young"), season=curriculum.season, now=NOW)
            with CaptureQueriesContext(connection) as queries:
                sync_assignments(curriculum=curriculum, participant_ids=ids, now=at(hours=1))
            return len(queries)

        assert count(1) == count(30)


class TestSyncChanged:
    def test_it_runs_once_for_one_state(self, django_assert_num_queries):
        course = course_with(1)
        curriculum = make_curriculum([course])
        enrol_someone(curriculum)
        sync_changed(curriculum=curriculum, now=NOW)
        again = Curriculum.objects.select_related("season").get()
        with django_assert_num_queries(3):
            assert sync_changed(curriculum=again, now=at(hours=1)) == set()

    def test_a_new_deadline_reaches_everybody(self):
        course = make_course()
        activity = webinar(course, closes_at=at(days=1))
        curriculum = make_curriculum([course])
        enrolment = enrol_someone(curriculum)
        sync_changed(curriculum=curriculum, now=NOW)
        Activity.objects.filter(pk=activity.pk).update(closes_at=at(days=3))
        touched = sync_changed(curriculum=Curriculum.objects.get(), now=at(hours=1))
        assert touched == {enrolment.participant_id}
        assert rows_of(enrolment).get().closes_at == at(days=3)


class TestFindCurriculaOf:
    def test_both_the_old_and_the_new_curriculum_of_a_moved_activity(self):
        old, new = make_course(), make_course()
        activity = webinar(old)
        season = make_season()
        base = make_curriculum([old], season=season)
        pro = make_curriculum([new], season=season, track="pro")
        enrol_someone(base)
        Activity.objects.filter(pk=activity.pk).update(course=new.course)
        activity.refresh_from_db()
        assert set(find_curricula_of(activity=activity, now=NOW)) == {base, pro}

    def test_a_finished_season_is_history(self):
        over = make_season(
            "2025",
            is_current=False,
            stages=[Stage(kind="final", title="Финал", starts_at=at(days=-9), ends_at=at(days=-1))],
        )
        course = make_course()
        activity = webinar(course)
        make_curriculum([course], season=over)
        assert find_curricula_of(activity=activity, now=NOW) == []
        assert running_seasons(now=NOW - timedelta(days=5)) == [over]
