"""Granting and withdrawing personal excuses."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from courses.domain.excuses import AlreadyWithdrawn, excuse_before, grant_excuse, withdraw_excuse
from courses.enums import CompletionState
from courses.models import Activity, Completion, Excuse
from prokadry.accounts.models import User
from tests.courses.domain.test_amendments import END, mark, minutes
from tests.factories import NOW, assign_to, make_stream, make_user, make_webinar

pytestmark = pytest.mark.django_db


@pytest.fixture
def stream() -> Activity:
    return make_stream().activity


@pytest.fixture
def anna(stream: Activity) -> User:
    user = make_user()
    assign_to(user, stream)
    return user


def grant(
    activity: Activity, user: User, first: float = 0, last: float = 45, reason: str = "Дежурство"
) -> Excuse:
    start, end = minutes(first, last)
    return grant_excuse(
        participant=user, activity=activity, starts_at=start, ends_at=end, reason=reason,
        granted_by=make_user(), now=END,
    )  # fmt: skip


def test_an_excuse_given_after_the_end_completes_the_stream(stream: Activity, anna: User) -> None:
    mark(stream, anna, 45, 90)
    Completion.objects.update(state=CompletionState.MISSED)
    excuse = grant(stream, anna, reason="  Дежурство ")
    row = Completion.objects.get()
    assert (row.state, row.evidence["percent"]) == (CompletionState.COMPLETED, 100.0)
    assert (excuse.reason, excuse.granted_at) == ("Дежурство", END)


def test_a_withdrawn_excuse_counts_no_more_and_is_withdrawn_once(stream: Activity, anna: User) -> None:
    mark(stream, anna, 60, 90)
    excuse = grant(stream, anna)
    assert Completion.objects.get().evidence["percent"] == 66.6
    withdraw_excuse(excuse=excuse, now=END)
    assert Completion.objects.get().evidence["percent"] == 33.3
    with pytest.raises(AlreadyWithdrawn):
        withdraw_excuse(excuse=Excuse.objects.get(), now=END)


def test_what_was_completed_with_an_excuse_stays_completed(stream: Activity, anna: User) -> None:
    mark(stream, anna, 45, 90)
    withdraw_excuse(excuse=grant(stream, anna), now=END)
    assert Completion.objects.get().state == CompletionState.COMPLETED


@pytest.mark.parametrize(
    ("first", "last", "reason", "field"),
    [(45, 45, "x", "ends_at"), (45, 0, "x", "ends_at"), (90, 95, "x", "starts_at"), (-9, 0, "x", "starts_at"),
     (0, 45, "  ", "reason")],
)  # fmt: skip
def test_bad_times_and_no_reason_are_refused_by_field(
    stream: Activity, anna: User, first: int, last: int, reason: str, field: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        grant(stream, anna, first, last, reason)
    assert list(refusal.value.message_dict) == [field]
    assert not Excuse.objects.exists()


def test_only_a_stream_of_the_participant_can_be_excused(stream: Activity, anna: User) -> None:
    with pytest.raises(ValidationError, match="учебном плане"):
        grant(make_stream().activity, anna)
    webinar = make_webinar().activity
    assign_to(anna, webinar)
    with pytest.raises(ValidationError, match="не прямой эфир"):
        grant(webinar, anna)


def test_what_is_excused_already_is_not_excused_again(stream: Activity, anna: User) -> None:
    grant(stream, anna, 0, 30)
    with pytest.raises(ValidationError, match="уже освобождён"):
        grant(stream, anna, 10, 20)
    grant(stream, anna, 20, 40)
    assert Excuse.objects.count() == 2


class TestLateEnrolment:
    def excuse(self, user: User, minute: float) -> list[Excuse]:
        before = NOW + timedelta(minutes=minute)
        return excuse_before(
            participant=user, before=before, reason="Зачислен позже", granted_by=make_user(), now=END
        )

    def test_everything_before_is_excused_and_what_comes_is_not(self, stream: Activity, anna: User) -> None:
        yesterday = make_stream(starts_at=NOW - timedelta(days=1)).activity
        tomorrow = make_stream(starts_at=NOW + timedelta(days=1)).activity
        for other in (yesterday, tomorrow):
            assign_to(anna, other)
        first, second = self.excuse(anna, 30)
        assert (first.activity, first.ends_at) == (yesterday, yesterday.ends_at)
        assert (second.activity, second.starts_at, second.ends_at) == (
            stream,
            NOW,
            NOW + timedelta(minutes=30),
        )
        assert Completion.objects.get(activity=yesterday).state == CompletionState.EXCUSED
        assert Completion.objects.get(activity=tomorrow).state == CompletionState.NOT_STARTED

    def test_repeating_it_grants_nothing(self, stream: Activity, anna: User) -> None:
        self.excuse(anna, 30)
        with pytest.raises(ValidationError, match="ни один эфир"):
            self.excuse(anna, 30)
        assert Excuse.objects.count() == 1
