"""«Are you here?» over HTTP: asked in the answer of a live ping, answered by one, counted for organisers."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.domain.evidence.prompts import Prompt, prompt_of
from courses.domain.instants import from_ms, to_ms
from courses.domain.presence_prompts import prompt_results, prompt_secret
from courses.models import Activity, PromptAnswer
from tests.courses.http.viewers import Clock, Viewer, make_attendee, settle
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def viewer(clock: Clock) -> Viewer:
    viewer = make_attendee(clock, asks_presence=True)
    assert viewer.start().status_code == 201
    settle(clock)
    return viewer


def prompt_at(viewer: Viewer, number: int = 0) -> Prompt:
    period = int(NOW.timestamp()) // 1200 + number
    return prompt_of(prompt_secret(), activity=viewer.activity.pk, participant=viewer.user.pk, period=period)


def attend(viewer: Viewer, until_ms: int) -> list[dict[str, Any]]:
    """Ping every 30 s and return the prompts that came, each once."""
    asked: list[dict[str, Any]] = []
    while to_ms(viewer.clock.now) < until_ms:
        prompt = viewer.ping().json().get("prompt")
        if prompt and prompt["id"] not in [seen["id"] for seen in asked]:
            asked.append(prompt)
        viewer.clock.wait(30)
    return asked


def results(viewer: Viewer) -> tuple[int, int]:
    settle(viewer.clock)
    activity = Activity.objects.get(pk=viewer.activity.pk)
    return prompt_results(activity=activity, participant_ids=[viewer.user.pk], now=viewer.clock.now)[
        viewer.user.pk
    ]


def test_asked_and_answered(viewer: Viewer, clock: Clock) -> None:
    prompt = prompt_at(viewer)
    clock.set(from_ms(prompt.starts_ms + 10_000))
    assert viewer.ping().json()["prompt"] == {"id": prompt.id, "expires_in_s": 80}
    clock.wait(5)
    assert "prompt" not in viewer.ping(a=prompt.id).json()
    assert "prompt" not in viewer.ping().json()
    settle(clock)
    row = PromptAnswer.objects.get()
    assert (row.participant, row.activity, row.period, row.answered_at) == (
        viewer.user, viewer.activity, prompt.period, clock.now,
    )  # fmt: skip


def test_late_and_foreign_answers_are_passed_over(viewer: Viewer, clock: Clock) -> None:
    prompt, other = prompt_at(viewer), make_attendee(clock, activity=viewer.activity)
    other.start()
    clock.set(from_ms(prompt.starts_ms + 1000))
    assert other.ping(a=prompt.id).status_code == 200
    assert viewer.ping(a="x" * 200).status_code == 200
    clock.wait(100)
    assert viewer.ping(a=prompt.id).status_code == 200
    settle(clock)
    assert not PromptAnswer.objects.exists()


def test_two_answers_are_one(viewer: Viewer, clock: Clock) -> None:
    prompt = prompt_at(viewer)
    clock.set(from_ms(prompt.starts_ms))
    for _ in range(2):
        viewer.ping(a=prompt.id)
        settle(clock)
    assert PromptAnswer.objects.count() == 1


def test_an_erased_account_does_not_hold_up_the_others(viewer: Viewer, clock: Clock) -> None:
    other = make_attendee(clock, activity=viewer.activity)
    for person in (viewer, other):
        person.start()
        prompt = prompt_at(person)
        clock.set(from_ms(prompt.starts_ms))
        person.ping(a=prompt.id)
    viewer.user.watch_sessions.all().delete()
    viewer.user.completions.all().delete()
    viewer.user.delete()
    settle(clock)
    assert PromptAnswer.objects.get().participant == other.user


def test_a_stream_that_does_not_ask(clock: Clock) -> None:
    viewer = make_attendee(clock)
    viewer.start()
    settle(clock)
    assert attend(viewer, to_ms(NOW) + 1_200_000) == []
    assert results(viewer) == (0, 0)


def test_an_editor_turns_it_on_in_the_middle(clock: Clock) -> None:
    viewer = make_attendee(clock)
    viewer.start()
    clock.set(from_ms(prompt_at(viewer).starts_ms))
    assert "prompt" not in viewer.ping().json()
    Activity.objects.update(prompts=True)
    settle(clock)
    assert "prompt" in viewer.ping().json()


def test_asked_once_in_twenty_minutes(viewer: Viewer) -> None:
    prompts = attend(viewer, to_ms(NOW) + 4 * 1_200_000)
    assert [prompt["id"] for prompt in prompts] == [prompt_at(viewer, n).id for n in range(4)]
    assert results(viewer) == (0, 4)
    assert all(55 <= prompt["expires_in_s"] <= 90 for prompt in prompts)


def test_not_asked_while_away_nor_in_a_break(viewer: Viewer, clock: Clock) -> None:
    first, second = prompt_at(viewer), prompt_at(viewer, 1)
    Activity.objects.update(breaks=[[second.starts_ms + 80_000, second.starts_ms + 200_000]])
    settle(clock)
    clock.set(from_ms(first.starts_ms + 95_000))
    assert attend(viewer, second.starts_ms + 90_000) == []
    assert results(viewer) == (0, 0)


def test_results_of_many_people_take_as_many_queries(viewer: Viewer, clock: Clock) -> None:
    clock.wait(3 * 1200)
    viewer.ping()
    settle(clock)
    activity = Activity.objects.get(pk=viewer.activity.pk)
    counts = []
    for people in ([viewer.user.pk], list(range(viewer.user.pk, viewer.user.pk + 30))):
        with CaptureQueriesContext(connection) as queries:
            found = prompt_results(activity=activity, participant_ids=people, now=clock.now)
        counts.append(len(queries))
        assert sorted(found) == people
    assert counts == [2, 2]


def test_prompts_end_with_the_stream(viewer: Viewer, clock: Clock) -> None:
    clock.set(NOW + timedelta(minutes=91))
    settle(clock)
    assert attend(viewer, to_ms(clock.now) + 1_200_000) == []
