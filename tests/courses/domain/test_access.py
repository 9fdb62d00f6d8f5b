"""Who may open an activity: all policies must allow, and a broken one refuses."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, Permission

from courses.domain.access import check_access
from courses.enums import CompletionState
from courses.extensions import Access, access_policies
from courses.models import Activity, Completion
from prokadry.accounts.models import User
from prokadry.plugins import health
from prokadry.plugins.discovery import Failure
from tests.factories import NOW, assign_to, make_stream, make_user, make_webinar

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity() -> Activity:
    page = make_webinar(opens_at=NOW - timedelta(days=1), closes_at=NOW + timedelta(days=1))
    return page.activity


def reason(user: User | AnonymousUser, activity: Activity, *, after: timedelta = timedelta(0)) -> str:
    """Return why `user` is refused, "" where they are let in."""
    answer = check_access(user=user, activity=activity, now=NOW + after)
    assert answer.allowed == (answer.reason == "")
    return answer.reason


def test_a_participant_is_let_in_within_the_window_only(activity: Activity) -> None:
    anna = make_user()
    assign_to(anna, activity)
    assert reason(anna, activity) == ""
    assert reason(anna, activity, after=timedelta(days=-2)) == "not_open"
    assert reason(anna, activity, after=timedelta(days=1)) == "closed"


def test_the_deadline_is_exclusive(activity: Activity) -> None:
    anna = make_user()
    assign_to(anna, activity)
    assert reason(anna, activity, after=timedelta(days=1, microseconds=-1)) == ""


def test_what_is_completed_stays_watchable(activity: Activity) -> None:
    anna = make_user()
    row = assign_to(anna, activity)
    Completion.objects.filter(pk=row.pk).update(state=CompletionState.COMPLETED, completed_at=NOW)
    assert reason(anna, activity, after=timedelta(days=30)) == ""


def test_the_page_of_a_stream_stays_open_for_its_recording() -> None:
    stream = make_stream().activity
    anna = make_user()
    assign_to(anna, stream, closes_at=stream.ends_at)
    assert reason(anna, stream, after=timedelta(days=3)) == ""


def test_strangers_and_visitors_are_refused(activity: Activity) -> None:
    assert reason(make_user(), activity) == "not_assigned"
    assert reason(AnonymousUser(), activity) == "anonymous"


def test_who_was_taken_off_is_refused(activity: Activity) -> None:
    anna = make_user()
    row = assign_to(anna, activity)
    Completion.objects.filter(pk=row.pk).update(is_assigned=False)
    assert reason(anna, activity) == "not_assigned"


def test_an_unpublished_activity_is_refused(activity: Activity) -> None:
    anna = make_user()
    assign_to(anna, activity)
    Activity.objects.filter(pk=activity.pk).update(is_live=False)
    activity.refresh_from_db()
    assert reason(anna, activity) == "unpublished"


def test_staff_who_may_preview_see_everything(activity: Activity) -> None:
    editor = make_user(is_staff=True)
    editor.user_permissions.add(Permission.objects.get(codename="preview_activity"))
    assert reason(editor, activity, after=timedelta(days=30)) == ""


@pytest.fixture
def broken_policy() -> Iterator[None]:
    class Broken:
        key, order = "broken_test", 1

        def check(self, **facts: object) -> Access:
            raise RuntimeError("a plugin's fault")

    access_policies.register(Broken())
    yield
    access_policies.unregister("broken_test")


@pytest.mark.usefixtures("broken_policy")
def test_a_policy_that_fails_keeps_the_gate_shut(
    activity: Activity, caplog: pytest.LogCaptureFixture
) -> None:
    anna = make_user()
    assign_to(anna, activity)
    assert reason(anna, activity) == "broken"
    assert "broken_test" in caplog.text


@pytest.fixture
def lost_gate() -> Iterator[None]:
    health.turn_off(Failure("reading", "import", "cannot be imported", gate=True))
    yield
    health.reset()


@pytest.mark.usefixtures("lost_gate")
def test_while_a_plugin_with_a_gate_is_broken_nobody_is_let_in(activity: Activity) -> None:
    anna = make_user()
    assign_to(anna, activity)
    assert reason(anna, activity) == "broken"
