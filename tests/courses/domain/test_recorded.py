"""Excluded parts and re-cut videos: what was seen is counted by the recording as it is now."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.domain import activities
from courses.domain.completion import rebuild_all, recompute
from courses.domain.evidence.admission import AdmittedSlot
from courses.domain.evidence.codec import encode
from courses.domain.evidence.pieces import SessionState, fold
from courses.domain.fold import derive
from courses.domain.progress import rebuild_progress
from courses.enums import RevisionStatus, SessionKind
from courses.models import Completion, ExcludedRange, Progress, VideoRevision, WatchSession
from tests.factories import NOW, assign_to, make_user, make_webinar

pytestmark = pytest.mark.django_db

SOON = NOW + timedelta(minutes=10)


def watch(activity, user, *, from_s=0, seconds=100, at=NOW, rev=None):
    """Fold a session in which the recording played at 1× from a second on."""
    slots = [AdmittedSlot(k, ((from_s + 5 * k, from_s + 5 * k + 5),)) for k in range(seconds // 5)]
    earlier = WatchSession.objects.filter(participant=user, lane_end_ms__isnull=True)
    earlier.update(lane_end_ms=int(at.timestamp() * 1000))
    WatchSession.objects.create(
        participant=user, activity=activity, kind=SessionKind.RECORDED, rev=rev or activity.rev,
        t0_ms=int(at.timestamp() * 1000), evidence=encode(fold(SessionState(), slots)),
    )  # fmt: skip
    derive(activity_id=activity.pk, participant_ids={user.pk}, now=at + timedelta(seconds=seconds))


def exclude(page, *parts):
    page.excluded_ranges.set([ExcludedRange(start_s=start, end_s=end) for start, end in parts])
    page.save()
    return activities.sync_activity(page=page, now=NOW)


def recut(page, duration_s, *, edits=None, status=RevisionStatus.READY):
    """Give a webinar's video a newer file, and take it into use."""
    revision = VideoRevision.objects.create(
        video=page.video, source=f"originals/{duration_s}-{VideoRevision.objects.count()}.mp4", status=status,
        duration_ms=duration_s * 1000, created_at=NOW, ready_at=NOW, edits=edits,
    )  # fmt: skip
    activities.sync_activity(page=page, now=NOW)
    return revision


def measured(user):
    row, progress = Completion.objects.get(participant=user), Progress.objects.get(participant=user)
    return row.state, row.evidence, progress.ranges


@pytest.fixture
def page():
    return make_webinar(duration_s=200)


@pytest.fixture
def user(page):
    user = make_user()
    assign_to(user, page.activity)
    return user


class TestExcluded:
    def test_it_is_not_needed_and_does_not_help(self, page, user):
        watch(exclude(page, (0, 20), (180, 200)), user, seconds=100)
        evidence = {"seen_s": 80, "required_s": 152, "duration_s": 200, "countable_s": 160}
        assert measured(user) == ("in_progress", evidence, [[20, 100]])
        row = Completion.objects.get()
        assert (row.share, row.rule_version) == (0.5, 2)

    def test_excluding_later_may_complete_at_the_second_it_was_enough(self, page, user):
        watch(page.activity, user, seconds=150)
        assert measured(user)[0] == "in_progress"
        activity = exclude(page, (100, 200))
        recompute(activity_id=activity.pk, now=SOON)
        row = Completion.objects.get()
        assert (row.state, row.completed_at) == ("completed", NOW + timedelta(seconds=95))

    def test_what_was_earned_stays_when_more_counts_again(self, page, user):
        activity = exclude(page, (100, 200))
        watch(activity, user, seconds=100)
        exclude(page)
        derive(activity_id=activity.pk, participant_ids={user.pk}, now=SOON)
        state, evidence, _ranges = measured(user)
        assert (state, evidence["required_s"]) == ("completed", 95)

    def test_who_saw_nothing_that_counts_is_remembered_for_when_it_does(self, page, user):
        activity = exclude(page, (0, 100))
        watch(activity, user, seconds=50)
        assert measured(user) == ("not_started", {}, [])
        exclude(page)
        derive(activity_id=activity.pk, participant_ids={user.pk}, now=SOON)
        assert measured(user)[2] == [[0, 50]]

    def test_parts_past_the_end_are_cut_and_all_excluded_completes_nobody(self, page, user):
        activity = exclude(page, (0, 900))
        watch(activity, user, seconds=200)
        assert Completion.objects.get().state == "not_started"


class TestRecut:
    def test_without_a_list_only_new_parts_are_watched_again(self, page, user):
        watch(page.activity, user, seconds=200)
        row = Completion.objects.get()
        assert row.state == "completed"
        other = make_user()
        assign_to(other, page.activity)
        watch(page.activity, other, seconds=180)
        recut(page, 300)
        derive(activity_id=page.activity.pk, participant_ids={user.pk, other.pk}, now=SOON)
        assert measured(other) == (
            "in_progress", {"seen_s": 180, "required_s": 285, "duration_s": 300}, [[0, 180]],
        )  # fmt: skip
        row.refresh_from_db()
        assert (row.state, row.evidence["duration_s"]) == ("completed", 200)

    def test_a_list_moves_what_was_seen(self, page, user):
        watch(page.activity, user, from_s=20, seconds=80)
        recut(page, 150, edits=[[50, 200, 0]])
        derive(activity_id=page.activity.pk, participant_ids={user.pk}, now=SOON)
        assert measured(user)[2] == [[0, 50]]
        assert Progress.objects.get().position_s == 50

    def test_both_cuts_count_together_and_the_instant_is_exact(self, page, user):
        watch(page.activity, user, from_s=100, seconds=100)
        recut(page, 100, edits=[[150, 200, 50]])
        page.refresh_from_db()
        watch(page.activity, user, seconds=50, at=SOON)
        row = Completion.objects.get()
        assert (row.state, row.completed_at) == ("completed", SOON + timedelta(seconds=45))
        assert measured(user)[2] == [[0, 100]]

    def test_a_cut_that_failed_is_passed_over_with_its_list(self, page, user):
        watch(page.activity, user, seconds=50)
        recut(page, 10, edits=[[0, 5, 0]], status=RevisionStatus.FAILED)
        recut(page, 220, edits=[[0, 200, 20]])
        derive(activity_id=page.activity.pk, participant_ids={user.pk}, now=SOON)
        assert measured(user)[2] == [[20, 70]]

    def test_a_cut_ready_only_after_a_newer_one_was_never_in_use(self, page, user):
        watch(page.activity, user, seconds=50)
        late = recut(page, 10, edits=[[0, 5, 0]])
        recut(page, 220, edits=[[0, 200, 20]])
        late.ready_at = NOW + timedelta(hours=1)
        late.save()
        derive(activity_id=page.activity.pk, participant_ids={user.pk}, now=SOON)
        assert measured(user)[2] == [[20, 70]]

    def test_another_video_is_taken_for_a_cut_that_moved_nothing(self, page, user):
        watch(page.activity, user, seconds=50)
        page.video = make_webinar(duration_s=120).video
        page.save()
        activities.sync_activity(page=page, now=NOW)
        derive(activity_id=page.activity.pk, participant_ids={user.pk}, now=SOON)
        assert measured(user)[1]["seen_s"] == 50

    def test_rebuilding_changes_nothing(self, page, user):
        watch(exclude(page, (0, 10)), user, seconds=80)
        recut(page, 150, edits=[[50, 200, 0]])
        derive(activity_id=page.activity.pk, participant_ids={user.pk}, now=SOON)
        assert (rebuild_progress(now=SOON), rebuild_all(now=SOON)) == (0, 0)

    def test_queries_do_not_grow(self, page):
        def count():
            ids = set(Completion.objects.values_list("participant_id", flat=True))
            with CaptureQueriesContext(
                connection,
            ) as queries:
                derive(activity_id=page.activity.pk, participant_ids=ids, now=SOON)
            return len(queries)

        def someone():
            person = make_user()
            assign_to(person, page.activity)
            watch(page.activity, person, seconds=50)

        someone()
        recut(page, 180, edits=[[20, 200, 0]])
        few = count()
        for _ in range(29):
            someone()
        recut(page, 170, edits=[[10, 180, 0]])
        assert count() == few
