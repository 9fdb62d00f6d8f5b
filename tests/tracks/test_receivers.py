import pytest

from courses.domain.activities import sync_activity
from courses.domain.completion import close_overdue
from courses.models import Completion
from tests.factories import make_course, make_webinar
from tests.tracks.makers import at, enrol_someone, make_curriculum, webinar
from tracks.domain import changes
from tracks.models import Curriculum

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make_course()


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """A block after which everything that waits for the commit has run."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


class TestActivityChanged:
    def test_a_published_activity_reaches_the_participants(self, course, committed):
        enrolment = enrol_someone(make_curriculum([course]))
        with committed():
            page = make_webinar(course, closes_at=at(days=30))
        row = Completion.objects.get(participant=enrolment.participant, activity__page_id=page.pk)
        assert row.closes_at == at(days=30)
        enrolment.refresh_from_db()
        assert enrolment.required_total == 1

    def test_a_new_deadline_on_the_page_reaches_them_too(self, course, committed):
        page = make_webinar(course, closes_at=at(days=30))
        enrol_someone(make_curriculum([course]))
        page.closes_at = at(days=40)
        with committed():
            page.save_revision().publish()
            sync_activity(page=page, now=at())
        assert Completion.objects.get().closes_at == at(days=40)

    def test_unpublishing_takes_it_off_the_count(self, course, committed):
        page = make_webinar(course)
        webinar(course)
        enrolment = enrol_someone(make_curriculum([course]))
        with committed():
            page.unpublish()
        enrolment.refresh_from_db()
        assert enrolment.required_total == 1
        assert Completion.objects.count() == 2

    def test_many_participants_are_synced_in_the_background(self, course, committed, monkeypatch):
        enrolment = enrol_someone(make_curriculum([course]))
        queued = []
        monkeypatch.setattr(changes, "CHUNK", 0)
        monkeypatch.setattr(changes, "sync_curriculum", type("Task", (), {"enqueue": queued.append}))
        with committed():
            webinar(course)
        assert set(queued) == {enrolment.curriculum_id}
        assert not Completion.objects.exists()

    def test_the_background_task_syncs(self, course, committed):
        enrol_someone(make_curriculum([course]))
        webinar(course)
        changes.sync_curriculum.enqueue(Curriculum.objects.get().pk)
        assert Completion.objects.count() == 1
        changes.sync_curriculum.enqueue(0)  # deleted meanwhile


def test_a_changed_completion_is_rolled_up(course, committed):
    webinar(course, closes_at=at(days=1))
    enrolment = enrol_someone(make_curriculum([course]))
    with committed():
        close_overdue(now=at(days=2))
    enrolment.refresh_from_db()
    assert (enrolment.missed_total, enrolment.recorded_total) == (1, 1)
