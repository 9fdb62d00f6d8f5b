"""What is unusual is found, counted, and told of nobody else; what is usual is not."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from courses.domain.anomalies import Anomaly, find_anomalies, list_people
from courses.domain.anomalies.clusters import AT_LEAST, LATE_MS, WITHIN_MS, late_clusters
from courses.domain.evidence.constants import PROMPT_PERIOD_S
from courses.domain.presence_prompts import prompt_results
from courses.models import CheckIn, CheckInAttempt, Checkpoint, PromptAnswer
from tests.courses.domain.test_timeline import mark, sit
from tests.factories import NOW, assign_to, make_stream, make_user, make_webinar

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
LATER = NOW + timedelta(days=1)


def test_an_honest_viewer_is_not_listed() -> None:
    user, activity = make_user(), make_webinar().activity
    assign_to(user, activity)
    sit(user, activity, at_s=0, slots=range(60), lane_end_s=900, folded_at=NOW + 310 * SECOND)
    sit(user, activity, at_s=900, slots=range(60, 120), folded_at=NOW + 1300 * SECOND)
    assert find_anomalies(activity=activity, now=LATER) == {}


def test_sessions_tell_of_refused_late_and_interrupted_claims() -> None:
    user, activity = make_user(), make_webinar().activity
    sit(
        user, activity, at_s=0, slots=range(60), lane_end_s=290, folded_at=NOW + 310 * SECOND,
        refused={"future": 4, "stale": 2, "range": 0}, delayed_slots=3,
    )  # fmt: skip
    sit(user, activity, at_s=290, slots=range(2), refused={"future": 1}, folded_at=NOW + 400 * SECOND)
    assert find_anomalies(activity=activity, now=LATER) == {
        user.pk: [
            Anomaly("delayed", 3),
            Anomaly("refused_future", 5),
            Anomaly("refused_stale", 2),
            Anomaly("superseded", 1, seconds=10),
        ]
    }


def test_answers_tell_of_late_clusters_and_wrong_codes() -> None:
    page = make_stream()
    point = Checkpoint.objects.create(page=page, opens_at=NOW, closes_at=NOW + timedelta(hours=1))
    people = [make_user() for _number in range(14)]
    delays = [*range(8), 200, 200, 201, 201, 202, 400]
    for person, delay in zip(people, delays, strict=True):
        CheckIn.objects.create(
            participant=person, activity=page.activity, checkpoint=point.key, answered_at=NOW + delay * SECOND
        )
    for person, tries in zip(people, (2, 3), strict=False):
        CheckInAttempt.objects.create(participant=person, checkpoint=point.key, tries=tries, last_try_at=NOW)
    CheckInAttempt.objects.create(participant=people[2], checkpoint=uuid4(), tries=8, last_try_at=NOW)
    found = find_anomalies(activity=page.activity, now=LATER)
    assert found.pop(people[1].pk) == [Anomaly("wrong_codes", 3)]
    assert found == {
        person.pk: [Anomaly("late_cluster", 5, seconds=delay - 6)]
        for person, delay in list(zip(people, delays, strict=True))[8:13]
    }
    assert find_anomalies(activity=page.activity, people=[people[8].pk], now=LATER).keys() == {people[8].pk}


def test_presence_in_two_halls_is_counted_in_slots() -> None:
    here, there, later = make_stream().activity, make_stream().activity, None
    later = make_stream(starts_at=NOW + timedelta(hours=5)).activity
    both, one = make_user(), make_user()
    for person in (both, one):
        mark(person, here, set(range(100)))
    mark(both, there, set(range(90, 130)))
    mark(one, later, set(range(10)))
    assert find_anomalies(activity=here, now=LATER) == {both.pk: [Anomaly("two_halls", 10)]}
    assert find_anomalies(activity=here, people=[one.pk], now=LATER) == {}


def test_questions_left_unanswered_are_counted() -> None:
    activity = make_stream(asks_presence=True).activity
    awake, asleep = make_user(), make_user()
    for person in (awake, asleep):
        assign_to(person, activity)
        mark(person, activity, set(range(360)))
    asked = prompt_results(activity=activity, participant_ids=[asleep.pk], now=LATER)[asleep.pk][1]
    assert asked >= 3
    first = int(NOW.timestamp()) // PROMPT_PERIOD_S
    PromptAnswer.objects.bulk_create(
        PromptAnswer(participant=awake, activity=activity, period=period, answered_at=NOW)
        for period in range(first, first + 6)
    )
    assert find_anomalies(activity=activity, now=LATER) == {asleep.pk: [Anomaly("prompts", asked)]}


def test_people_with_most_kinds_come_first_in_constant_queries() -> None:
    activity = make_webinar().activity

    def add(refused: dict[str, int]) -> int:
        user = make_user()
        assign_to(user, activity)
        sit(user, activity, at_s=0, slots=range(3), refused=refused)
        return user.pk

    first = add({"future": 50})
    with CaptureQueriesContext(connection) as one:
        assert [person.completion.participant_id for person in list_people(activity=activity, now=LATER)] == [
            first
        ]
    second = add({"future": 1, "range": 1})
    third = add({"stale": 60})
    for _number in range(27):
        add({"stale": 2})
    with CaptureQueriesContext(connection) as many:
        people = list_people(activity=activity, now=LATER)
    assert [person.completion.participant_id for person in people[:3]] == [second, third, first]
    assert (len(people), len(many)) == (30, len(one))


@given(st.lists(st.integers(0, 200_000), max_size=40))
def test_a_cluster_is_late_dense_and_complete(times: list[int]) -> None:
    answers = list(enumerate(times))
    found = late_clusters(answers)
    median = sorted(times)[(len(times) - 1) // 2] if times else 0
    for participant, at_ms in answers:
        late = at_ms - median >= LATE_MS
        windows = [
            sum(begin <= other <= begin + WITHIN_MS and other - median >= LATE_MS for other in times)
            for begin in times
            if begin <= at_ms <= begin + WITHIN_MS and begin - median >= LATE_MS
        ]
        if participant in found:
            assert late
            assert found[participant].late_ms == at_ms - median
            assert found[participant].people == max(windows) >= AT_LEAST
        else:
            assert not late or max(windows) < AT_LEAST
