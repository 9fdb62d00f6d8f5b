"""Answers to a checkpoint, below the HTTP edge: what is written, and requests that cross."""

from datetime import timedelta
from unittest import mock

import pytest
from django.db.models import QuerySet

from courses.domain.check_ins import TooFast, WrongCode, answer_checkpoint, code_of, open_checkpoints
from courses.models import Activity, CheckIn, CheckInAttempt, Checkpoint
from prokadry.accounts.models import User
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


def answer(stream: Activity, person: User, code: object) -> object:
    return answer_checkpoint(
        participant_id=person.pk,
        activity_id=stream.pk,
        checkpoints=open_checkpoints(activity_id=stream.pk, now=NOW),
        code=code,
        now=NOW,
    )


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
