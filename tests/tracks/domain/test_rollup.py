import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import Activity, Completion
from tests.factories import NOW, make_course
from tests.tracks.makers import at, course_with, enrol_someone, make_curriculum, settle, stream, webinar
from tracks.domain.rollup import Result, count_results, mean_tenths, rebuild_all, roll_up
from tracks.models import CurriculumOverride, Enrolment


def streams(*results):
    return [Result("live_stream", state, percent) for state, percent in results]


class TestCountResults:
    def test_presence_is_the_floored_mean_over_streams_held(self):
        counters = count_results(
            streams(("completed", 97.5), ("missed", 61.2), ("completed", 100.0), ("not_started", None))
        )
        assert counters.presence_tenths == 862
        assert counters.presence_best_tenths == (975 + 612 + 1000 + 1000) // 4
        assert (counters.streams_held, counters.streams_total) == (3, 4)

    def test_a_running_stream_is_no_absence_yet(self):
        counters = count_results(streams(("completed", 80.0), ("in_progress", 3.0)))
        assert (counters.presence_tenths, counters.presence_best_tenths) == (800, 900)

    def test_excused_and_undefined_streams_are_left_out(self):
        counters = count_results(streams(("excused", 10.0), ("missed", None), ("completed", 90.0)))
        assert (counters.presence_tenths, counters.presence_best_tenths) == (900, 900)
        assert (counters.streams_held, counters.streams_total) == (1, 1)

    def test_nothing_held_is_undefined_and_not_zero(self):
        counters = count_results(streams(("not_started", None)))
        assert (counters.presence_tenths, counters.presence_best_tenths) == (None, 1000)
        assert count_results([]).presence_best_tenths is None

    def test_recordings_and_required_are_counted_apart(self):
        counters = count_results(
            [
                Result("webinar", "completed", None),
                Result("webinar", "excused", None),
                Result("webinar", "missed", None),
                Result("quiz_of_a_plugin_long_gone", "completed", None),
                *streams(("missed", 0.0)),
            ]
        )
        assert (counters.recorded_total, counters.recorded_done) == (3, 2)
        assert (counters.required_total, counters.required_done, counters.missed_total) == (5, 3, 2)
        assert counters.presence_tenths == 0

    def test_the_mean_never_rounds_up(self):
        assert mean_tenths([749, 750]) == 749


@pytest.mark.django_db
class TestRollUp:
    def test_only_changed_enrolments_are_written(self):
        course = make_course()
        activity = webinar(course)
        curriculum = make_curriculum([course])
        first, second = enrol_someone(curriculum), enrol_someone(curriculum)
        settle(first, activity, "completed")
        ids = [first.participant_id, second.participant_id]
        assert roll_up(participant_ids=ids, season=curriculum.season, now=at(hours=1)) == 1
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.required_done, first.updated_at) == (1, at(hours=1))
        assert (second.required_done, second.updated_at) == (0, NOW)

    def test_optional_activities_do_not_count(self):
        course = make_course()
        optional = webinar(course)
        webinar(course)
        enrolment = enrol_someone(
            make_curriculum([course], overrides=[CurriculumOverride(activity=optional, is_required=False)])
        )
        assert enrolment.required_total == 1

    def test_a_deleted_page_leaves_what_was_completed(self):
        course = make_course()
        activity = webinar(course)
        enrolment = enrol_someone(make_curriculum([course]))
        settle(enrolment, activity, "completed")
        activity.page.delete()
        roll_up(participant_ids=[enrolment.participant_id], now=at(hours=1))
        enrolment.refresh_from_db()
        assert (enrolment.required_total, enrolment.required_done) == (1, 1)

    def test_queries_do_not_grow_with_participants(self):
        curriculum = make_curriculum([course_with(2)])

        def count(people, state):
            ids = [enrol_someone(curriculum).participant_id for _number in range(people)]
            Completion.objects.filter(participant__in=ids).update(state=state)
            with CaptureQueriesContext(connection) as queries:
                assert roll_up(participant_ids=ids, now=at(hours=1)) == people
            return len(queries)

        assert count(1, "excused") == count(30, "excused")

    def test_a_stream_missed_before_anybody_was_measured_is_zero(self):
        course = make_course()
        stream(course, starts_at=at(days=-2))
        enrolment = enrol_someone(make_curriculum([course]))
        assert (enrolment.missed_total, enrolment.presence_tenths, enrolment.streams_held) == (1, 0, 1)
        Completion.objects.update(evidence={"percent": None, "countable_slots": 0, "marked_slots": 0})
        roll_up(participant_ids=[enrolment.participant_id], now=NOW)
        enrolment.refresh_from_db()
        assert (enrolment.presence_tenths, enrolment.streams_held) == (None, 0)

    def test_odd_evidence_of_a_plugin_is_no_percent(self):
        course = make_course()
        activity = stream(course)
        enrolment = enrol_someone(make_curriculum([course]))
        Completion.objects.update(state="missed", evidence={"percent": "много"})
        assert roll_up(participant_ids=[enrolment.participant_id], now=NOW) == 1
        enrolment.refresh_from_db()
        assert enrolment.presence_tenths is None
        assert Activity.objects.get() == activity


@pytest.mark.django_db
class TestRebuild:
    def test_a_healthy_database_does_not_change(self, capsys):
        enrol_someone(make_curriculum([course_with(2)]))
        assert rebuild_all(now=at(hours=1)) == 0
        call_command("rebuild_enrolments")
        assert capsys.readouterr().out == "enrolments changed: 0\n"

    def test_it_mends_wrong_counters(self):
        enrolment = enrol_someone(make_curriculum([course_with(2)]))
        Enrolment.objects.update(required_total=99)
        assert rebuild_all(now=at(hours=1)) == 1
        enrolment.refresh_from_db()
        assert enrolment.required_total == 2
