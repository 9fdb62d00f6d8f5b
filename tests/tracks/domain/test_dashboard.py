import pytest

from courses.models import Activity, Completion, Excuse, Progress
from tests.factories import NOW, make_course, make_user
from tests.tracks.makers import at, enrol_someone, make_curriculum, settle, stream, webinar
from tracks.domain.dashboard import Situation, load_dashboard
from tracks.domain.rollup import best_tenths_of, roll_up
from tracks.domain.study import Status, load_study
from tracks.models import CurriculumOverride, Season

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make_course()


def board_of(enrolment, now=NOW):
    return load_dashboard(participant=enrolment.participant, now=now)


class TestNextStep:
    def test_the_nearest_deadline_comes_first_and_resumes_where_it_was_left(self, course):
        webinar(course)
        webinar(course, closes_at=at(days=3))
        urgent = webinar(course, closes_at=at(days=1))
        enrolment = enrol_someone(make_curriculum([course]))
        Completion.objects.filter(activity=urgent).update(
            state="in_progress", share=0.5, evidence={"seen_s": 300, "required_s": 570, "duration_s": 600}
        )
        Progress.objects.create(
            participant=enrolment.participant, activity=urgent, ranges=[[0, 300]], credited=300,
            position_s=310, updated_at=NOW,
        )  # fmt: skip
        step = board_of(enrolment).step
        assert (step.item.activity, step.ranges, step.position_s) == (urgent, [[0, 300]], 310)
        assert (step.item.seen_s, step.item.required_s, step.item.left_s) == (300, 570, 270)

    def test_a_running_stream_comes_before_any_deadline(self, course):
        webinar(course, closes_at=at(minutes=20))
        live = stream(course, starts_at=at(minutes=-10))
        assert board_of(enrol_someone(make_curriculum([course]))).step.item.activity == live

    def test_a_stream_is_entered_half_an_hour_before(self, course):
        stream(course, starts_at=at(minutes=40))
        enrolment = enrol_someone(make_curriculum([course]))
        assert board_of(enrolment).situation == Situation.WAITING
        assert board_of(enrolment, now=at(minutes=10)).situation == Situation.STEP

    def test_required_comes_before_optional(self, course):
        optional, required = webinar(course, closes_at=at(hours=1)), webinar(course, closes_at=at(days=9))
        overrides = [CurriculumOverride(activity=optional, is_required=False)]
        assert (
            board_of(enrol_someone(make_curriculum([course], overrides=overrides))).step.item.activity
            == required
        )

    def test_what_cannot_be_opened_is_never_the_step(self, course):
        hidden, shown = webinar(course, closes_at=at(hours=1)), webinar(course, closes_at=at(days=1))
        enrolment = enrol_someone(make_curriculum([course]))
        Activity.objects.filter(pk=hidden.pk).update(is_live=False)
        assert board_of(enrolment).step.item.activity == shown

    def test_seconds_are_required_before_anything_was_measured(self, course):
        webinar(course, duration_s=600)
        item = board_of(enrol_someone(make_curriculum([course]))).step.item
        assert (item.duration_s, item.required_s, item.left_s) == (600, 570, 570)


class TestSituation:
    def test_nobody_without_an_enrolment(self):
        assert load_dashboard(participant=make_user(), now=NOW) is None

    def test_empty_without_activities(self):
        assert board_of(enrol_someone(make_curriculum())).situation == Situation.EMPTY

    def test_waiting_names_what_comes_first(self, course):
        webinar(course, opens_at=at(days=5), closes_at=at(days=9))
        first = webinar(course, opens_at=at(days=2), closes_at=at(days=9))
        board = board_of(enrol_someone(make_curriculum([course])))
        assert (board.situation, board.step, board.upcoming.item.activity) == (Situation.WAITING, None, first)

    def test_done(self, course):
        activity = webinar(course, closes_at=at(days=1))
        enrolment = enrol_someone(make_curriculum([course]))
        settle(enrolment, activity, "completed")
        assert board_of(enrolment).situation == Situation.DONE

    def test_over_with_something_missed(self, course):
        activity = webinar(course, closes_at=at(days=-1))
        enrolment = enrol_someone(make_curriculum([course]))
        settle(enrolment, activity, "missed")
        board = board_of(enrolment)
        assert (board.situation, [item.activity for item in board.study.missed]) == (
            Situation.OVER,
            [activity],
        )

    def test_counting_right_after_the_deadline(self, course):
        webinar(course, closes_at=at(minutes=-5))
        enrolment = enrol_someone(make_curriculum([course]))
        [item] = load_study(enrolment=enrolment, now=NOW).items
        assert item.status == Status.COUNTING

    def test_a_past_season_is_still_shown_to_who_is_in_no_other(self, course):
        enrolment = enrol_someone(make_curriculum([course]))
        Season.objects.update(is_current=False)
        assert board_of(enrolment).study.enrolment == enrolment

    def test_stages_now_and_next(self, course):
        board = board_of(enrol_someone(make_curriculum([course])))
        assert board.stage.title == "Образовательный блок"
        assert [stage.title for stage in board.next_stages] == ["Собеседования"]


class TestPresence:
    def test_a_running_stream_lowers_the_best_by_what_is_lost_for_good(self, course):
        held = stream(course, starts_at=at(days=-2))
        running = stream(course, starts_at=at(minutes=-45))
        enrolment = enrol_someone(make_curriculum([course]))
        settle(enrolment, held, "completed", percent=80.0)
        presence = load_study(enrolment=enrolment, now=NOW).presence
        # Half of the running stream is over without the person: 50 % can still be reached in it.
        assert (presence.tenths, presence.best_tenths) == (800, 650)
        assert (presence.held, presence.total, presence.ahead) == (1, 2, 1)
        assert [item.activity for item in presence.streams] == [held, running]

    def test_marks_count_towards_the_best(self, course):
        stream(course, starts_at=at(minutes=-45))
        enrolment = enrol_someone(make_curriculum([course]))
        Completion.objects.update(state="in_progress", evidence={"marked_slots": 180, "percent": 100.0})
        [item] = load_study(enrolment=enrolment, now=NOW).items
        assert best_tenths_of(item.row, NOW) == 1000

    def test_an_excuse_counts_in_the_best_that_can_be_reached(self, course):
        activity = stream(course, starts_at=at(minutes=-45))
        enrolment = enrol_someone(make_curriculum([course]))
        assert load_study(enrolment=enrolment, now=NOW).presence.best_tenths == 500
        person = enrolment.participant
        Excuse.objects.create(
            participant=person, activity=activity, starts_at=at(minutes=-45), ends_at=NOW, reason="Болезнь",
            granted_by=person, granted_at=NOW,
        )  # fmt: skip
        assert load_study(enrolment=enrolment, now=NOW).presence.best_tenths == 1000

    def test_the_roll_up_agrees_once_everything_is_settled(self, course):
        activities = [stream(course, starts_at=at(days=-day)) for day in (3, 2, 1)]
        enrolment = enrol_someone(make_curriculum([course]))
        for activity, percent in zip(activities, (97.5, 61.2, 100.0), strict=True):
            settle(enrolment, activity, "completed" if percent > 75 else "missed", percent=percent)
        roll_up(participant_ids=[enrolment.participant_id], now=NOW)
        enrolment.refresh_from_db()
        presence = load_study(enrolment=enrolment, now=NOW).presence
        assert presence.tenths == presence.best_tenths == enrolment.presence_tenths == 862


class TestBadInput:
    def test_a_deleted_page_leaves_a_title_without_a_link(self, course):
        activity = webinar(course, title="Удалённый вебинар")
        enrolment = enrol_someone(make_curriculum([course]))
        settle(enrolment, activity, "completed")
        activity.page.delete()
        [item] = load_study(enrolment=enrolment, now=NOW).items
        assert (item.activity.title, item.url, item.status) == ("Удалённый вебинар", "", Status.DONE)

    def test_what_was_done_outside_the_curriculum_is_kept_apart(self, course):
        activity = webinar(course)
        enrolment = enrol_someone(make_curriculum([course]))
        settle(enrolment, activity, "completed")
        Completion.objects.update(is_assigned=False)
        study = load_study(enrolment=enrolment, now=NOW)
        assert (study.items, [item.activity for item in study.extra]) == ([], [activity])

    def test_the_type_of_an_uninstalled_plugin_is_rendered(self, course):
        activity = webinar(course)
        enrolment = enrol_someone(make_curriculum([course]))
        Activity.objects.filter(pk=activity.pk).update(type="gone_quiz")
        [item] = load_study(enrolment=enrolment, now=NOW).items
        assert (item.label, item.icon, item.kind) == ("gone_quiz", "film", "other")
