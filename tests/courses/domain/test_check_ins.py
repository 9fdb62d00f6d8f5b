"""Answers to a checkpoint, below the HTTP edge: what is written, and requests that cross."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from unittest import mock
from uuid import UUID

import pytest
from django.db.models import QuerySet

from courses.domain.check_in_methods import BrokenMethod, NothingOpen, check_in, open_points
from courses.domain.check_ins import ScreenCode, TooFast, WrongCode, code_of, open_checkpoints
from courses.extensions import CheckInMethod, CheckInPoint, CheckInRefused, check_in_methods
from courses.models import Activity, CheckIn, CheckInAttempt, Checkpoint
from prokadry.accounts.models import User
from prokadry.plugins import guard, health
from prokadry.plugins.registry import registering
from tests.factories import NOW, make_stream, make_user

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def stream() -> Activity:
    activity = make_stream().activity
    for first, last in ((0, 10), (5, 20)):
        Checkpoint.objects.create(
            page_id=activity.page_id,
            opens_at=NOW + first * MINUTE,
            closes_at=NOW + last * MINUTE,
            sort_order=first,
        )
    return activity


@pytest.fixture
def person() -> User:
    return make_user()


def answer(stream: Activity, person: User, code: object) -> UUID:
    method = ScreenCode()
    points = open_points(method=method, activity_id=stream.pk, now=NOW)
    checked = check_in(
        method=method, participant_id=person.pk, activity_id=stream.pk, points=points, proof=code, now=NOW
    )
    return checked.row.checkpoint


@pytest.mark.parametrize(("minute", "count"), [(-1, 0), (0, 1), (5, 2), (9, 2), (10, 1), (20, 0)])
def test_open_from_the_first_moment_to_the_last(stream: Activity, minute: int, count: int) -> None:
    assert len(open_checkpoints(activity_id=stream.pk, now=NOW + minute * MINUTE)) == count


def test_codes_differ_by_checkpoint_and_minute(stream: Activity) -> None:
    codes = {
        code_of(checkpoint, activity_id=stream.pk, now=NOW + minute * MINUTE)
        for checkpoint in Checkpoint.objects.all()
        for minute in range(5)
    }
    assert len(codes) == 10
    assert all(len(code) == 6 and code.isdigit() for code in codes)


def test_an_answer_is_written_once(stream: Activity, person: User) -> None:
    (checkpoint,) = open_checkpoints(activity_id=stream.pk, now=NOW)
    code = code_of(checkpoint, activity_id=stream.pk, now=NOW)
    assert answer(stream, person, code) == answer(stream, person, code) == checkpoint.key
    row = CheckIn.objects.get()
    assert (row.participant, row.activity, row.answered_at) == (person, stream, NOW)


def test_wrong_answers_that_cross_count_once(stream: Activity, person: User) -> None:
    with pytest.raises(WrongCode):
        answer(stream, person, "")
    with mock.patch.object(QuerySet, "first", return_value=None), pytest.raises(TooFast):
        answer(stream, person, "")
    assert CheckInAttempt.objects.get().tries == 1


POINT = CheckInPoint(UUID(int=7), NOW, NOW + MINUTE)


class Turnstile:
    """A method of a plugin: whoever of the staff says so lets people in at its one point."""

    key = "turnstile"
    order = 50
    label = "Turnstile"
    by_staff = True

    def open_points(self, *, activity_id: int, now: datetime) -> list[CheckInPoint]:
        return [POINT] if POINT.opens_at <= now < POINT.closes_at else []

    def recognise(
        self,
        *,
        participant_id: int,
        activity_id: int,
        points: Sequence[CheckInPoint],
        proof: object,
        now: datetime,
    ) -> UUID:
        if proof == "broken":
            CheckInAttempt.objects.create(
                participant_id=participant_id, checkpoint=POINT.key, last_try_at=now
            )
            raise RuntimeError("broken")
        if proof != "token":
            raise CheckInRefused("Not a token.")
        return points[0].key


@pytest.fixture
def turnstile() -> Iterator[CheckInMethod]:
    with registering("turnstiles"):
        method = check_in_methods.register(Turnstile())
    yield method
    check_in_methods.unregister(Turnstile.key)
    health.reset()
    guard.reset()


def pass_through(
    method: CheckInMethod, stream: Activity, person: User, staff: User | None, proof: object = "token"
) -> bool:
    points = open_points(method=method, activity_id=stream.pk, now=NOW)
    checked = check_in(
        method=method, participant_id=person.pk, activity_id=stream.pk, points=points, proof=proof, now=NOW,
        confirmed_by=staff, reason="",
    )  # fmt: skip
    return checked.is_new


def test_the_built_in_method_is_in_the_registry() -> None:
    assert isinstance(check_in_methods.get("screen_code"), ScreenCode)


def test_a_method_of_the_staff_keeps_who_confirmed(
    turnstile: CheckInMethod, stream: Activity, person: User
) -> None:
    first, second = make_user(), make_user()
    assert pass_through(turnstile, stream, person, first)
    assert not pass_through(turnstile, stream, person, second)
    row = CheckIn.objects.get()
    assert (row.method, row.confirmed_by, row.checkpoint) == ("turnstile", first, POINT.key)


def test_nobody_lets_themselves_in_by_a_method_of_the_staff(
    turnstile: CheckInMethod, stream: Activity, person: User
) -> None:
    with pytest.raises(ValueError, match="turnstile"):
        pass_through(turnstile, stream, person, None)
    assert not CheckIn.objects.exists()


def test_a_method_that_fails_accepts_nothing_and_leaves_nothing(
    turnstile: CheckInMethod, stream: Activity, person: User
) -> None:
    with pytest.raises(BrokenMethod):
        pass_through(turnstile, stream, person, make_user(), "broken")
    with pytest.raises(CheckInRefused, match=r"Not a token\."):
        pass_through(turnstile, stream, person, make_user(), "forged")
    with mock.patch.object(Turnstile, "open_points", side_effect=KeyError), pytest.raises(BrokenMethod):
        pass_through(turnstile, stream, person, make_user())
    with mock.patch.object(Turnstile, "open_points", return_value=[]), pytest.raises(NothingOpen):
        pass_through(turnstile, stream, person, make_user())
    assert not CheckIn.objects.exists()
    assert not CheckInAttempt.objects.exists()


def test_refusals_are_no_faults_of_the_method(
    turnstile: CheckInMethod, stream: Activity, person: User
) -> None:
    for _ in range(guard.FAILURES_TO_OPEN + 1):
        with pytest.raises(CheckInRefused, match=r"Not a token\."):
            pass_through(turnstile, stream, person, make_user(), "forged")
    assert pass_through(turnstile, stream, person, make_user())
