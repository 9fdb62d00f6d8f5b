"""k of n check-ins for somebody to whom not all of the stream counts, in every place where they are read."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.domain.completion import recompute
from courses.domain.progress_report import report_progress
from courses.domain.queries.lecture import read_standing
from courses.domain.queries.live import live_view
from courses.domain.timeline import credited_timeline
from courses.enums import CompletionState
from courses.models import Activity, CheckIn, Checkpoint, Completion, Excuse, Outage
from prokadry.accounts.models import User
from tests.courses.domain.test_amendments import END, excuse, mark, minutes, outage
from tests.factories import NOW, assign_to, make_stream, make_user

pytestmark = pytest.mark.django_db

WINDOWS = ((10, 20), (30, 40), (50, 60), (70, 80))


@pytest.fixture
def stream() -> Activity:
    points = [Checkpoint(opens_at=start, closes_at=end) for start, end in (minutes(*w) for w in WINDOWS)]
    return make_stream(checkpoints=points, required_check_ins=2).activity


def enrol(stream: Activity, needed: int = 2) -> User:
    user = make_user()
    assign_to(user, stream, rule_params={"threshold_pct": 0, "check_ins": needed})
    mark(stream, user, 0, 1)
    return user


def answer(stream: Activity, user: User, *numbers: int) -> None:
    points = list(Checkpoint.objects.order_by("opens_at"))
    for number in numbers:
        CheckIn.objects.create(
            participant=user, activity=stream, checkpoint=points[number].key, answered_at=NOW
        )


def needed_of(stream: Activity, user: User) -> set[int]:
    """How many are needed, by each of those who tell the person."""
    row = Completion.objects.select_related("activity").get(participant=user, activity=stream)
    view = live_view(page=stream.page.specific, user=user, now=END - timedelta(minutes=1), login="")
    timeline = credited_timeline(completion=row, now=END).live
    assert timeline is not None
    assert sum(not point.left_out for point in timeline.checkpoints) == view.check_ins.planned
    report = report_progress(activity=stream, completion=row, now=END)
    return {report.check_ins_required, view.check_ins.required, timeline.check_ins_needed}


def is_completed(stream: Activity, user: User) -> bool:
    recompute(activity_id=stream.pk, participant_ids=[user.pk], now=END)
    return Completion.objects.get(participant=user).state == CompletionState.COMPLETED


def test_whoever_is_excused_over_half_of_the_checkpoints_needs_half_of_the_answers(stream: Activity) -> None:
    late, other = enrol(stream), enrol(stream)
    excuse(stream, late, 0, 45)
    assert (needed_of(stream, late), needed_of(stream, other)) == ({1}, {2})
    answer(stream, late, 3)
    answer(stream, other, 3)
    assert (is_completed(stream, late), is_completed(stream, other)) == (True, False)


def test_a_checkpoint_with_a_moment_left_is_asked_like_any_other(stream: Activity) -> None:
    late = enrol(stream, needed=4)
    excuse(stream, late, 0, 39.9)
    assert needed_of(stream, late) == {3}
    answer(stream, late, 1, 2)
    assert not is_completed(stream, late)
    answer(stream, late, 3)
    assert is_completed(stream, late)


def test_what_somebody_answered_although_excused_is_not_lost(stream: Activity) -> None:
    late = enrol(stream)
    answer(stream, late, 0)
    excuse(stream, late, 0, 45)
    assert is_completed(stream, late)


def test_nobody_is_asked_for_a_checkpoint_during_a_fault_of_ours(stream: Activity) -> None:
    user = enrol(stream, needed=4)
    outage(stream, user, 5, 42)
    assert needed_of(stream, user) == {2}
    answer(stream, user, 2, 3)
    assert is_completed(stream, user)


def test_a_withdrawn_excuse_asks_again(stream: Activity) -> None:
    late = enrol(stream)
    excuse(stream, late, 0, 45)
    Excuse.objects.update(withdrawn_at=END)
    assert needed_of(stream, late) == {2}


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    spans=st.lists(st.tuples(st.integers(-5, 95), st.integers(1, 60), st.booleans()), max_size=3),
    needed=st.integers(0, 4), answers=st.sets(st.integers(0, 3)),
)  # fmt: skip
def test_the_rule_asks_for_what_the_pages_say(
    stream: Activity, spans: list[tuple[int, int, bool]], needed: int, answers: set[int]
) -> None:
    for model in (Excuse, Outage, CheckIn, Completion):
        model.objects.all().delete()
    user = enrol(stream, needed)
    answer(stream, user, *answers)
    for first, length, is_ours in spans:
        (outage if is_ours else excuse)(stream, user, first, first + length)
    (told,) = needed_of(stream, user)
    left_out = {minute for first, length, _ in spans for minute in range(first, first + length)}
    theirs = sum(not left_out.issuperset(range(*window)) for window in WINDOWS)
    assert told == -(-needed * theirs // 4)
    if left_out.issuperset(range(90)):
        # Nothing left to be measured by: excused, or all of it our fault.
        return
    assert is_completed(stream, user) == (len(answers) >= told)


def test_queries_do_not_grow_with_people(stream: Activity) -> None:
    people = [enrol(stream) for _ in range(30)]

    def count(users: list[User]) -> int:
        for user in users:
            excuse(stream, user, 0, 45)
            answer(stream, user, 2)
        with CaptureQueriesContext(connection) as queries:
            recompute(activity_id=stream.pk, participant_ids=[user.pk for user in users], now=END)
        return len(queries)

    assert count(people[:2]) == count(people[2:])


def test_a_person_without_the_stream_is_told_what_everybody_needs(stream: Activity) -> None:
    user = make_user()
    page = stream.page.specific
    assert read_standing(page=page, user=user, now=NOW, is_preview=False).completion is None
    assert live_view(page=page, user=user, now=NOW, login="").check_ins.required == 2
