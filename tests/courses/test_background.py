"""The loop of a process: it starts once, survives faults, and writes what is left when it stops."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses import background
from courses.domain import completion
from courses.models import Completion, PingRow, Progress
from tests.courses.conftest import forget_process
from tests.courses.http.viewers import Clock, Viewer, make_attendee, make_viewer
from tests.factories import NOW

NATIONAL_PINGS_S = 50_000 / 30
ACTIVITIES = 5


@pytest.fixture
def rounds(settings: Any) -> Iterator[mock.Mock]:
    """Run the thread with rounds that only count: a test's database belongs to the test's thread."""
    settings.EVIDENCE_BACKGROUND, settings.EVIDENCE_FLUSH_S = True, 0.005
    run_once = mock.Mock()
    with (
        mock.patch.object(background.EvidenceLoop, "run_once", run_once),
        mock.patch.object(background.EvidenceLoop, "recover"),
        mock.patch.object(background, "connections"),
        mock.patch.object(background, "close_old_connections"),
    ):
        yield run_once
        background.stop()


def wait_for(rounds: mock.Mock, count: int) -> None:
    done = background.threading.Event()
    for _ in range(1000):
        if rounds.call_count >= count:
            return
        done.wait(0.005)
    raise AssertionError(f"{rounds.call_count} rounds instead of {count}")


def test_it_starts_once_and_stops(rounds: mock.Mock) -> None:
    background.ensure_running()
    runner = background._runner
    background.ensure_running()
    assert background._runner is runner
    wait_for(rounds, 3)
    background.stop()
    assert rounds.call_args.kwargs["everything"]
    count = rounds.call_count
    background.stop()
    assert rounds.call_count == count


def test_a_fault_ends_one_round_only(rounds: mock.Mock) -> None:
    rounds.side_effect = [ZeroDivisionError, *[None] * 10_000]
    background.ensure_running()
    wait_for(rounds, 3)


def test_it_is_off_where_settings_say_so() -> None:
    background.ensure_running()
    assert background._runner is None
    background.stop()


@pytest.mark.django_db
def test_presence_is_derived_every_ten_seconds(clock: Clock) -> None:
    viewer = make_attendee(clock)
    viewer.start()
    loop = background.EvidenceLoop()
    with mock.patch.object(background, "derive") as derive:
        for _ in range(21):
            viewer.ping()
            loop.run_once(now=clock.now)
            clock.wait(1)
    assert derive.call_count == 3


@pytest.mark.django_db
def test_the_log_is_written_at_once_and_folded_every_ten_seconds(clock: Clock) -> None:
    viewer = make_viewer(clock)
    viewer.start()
    loop = background.EvidenceLoop()
    waiting = []
    for k in range(21):
        clock.wait(5)
        viewer.ping([[k, k * 5000, k * 5000 + 5000]])
        loop.run_once(now=clock.now)
        waiting.append(PingRow.objects.count())
    assert waiting == [0, 1] * 10 + [0]


@pytest.mark.django_db
@pytest.mark.parametrize("make", [make_viewer, make_attendee])
def test_a_hundred_pings_cost_less_than_one_statement(clock: Clock, make: Callable[[Clock], Viewer]) -> None:
    """Ten seconds of the loop. Within a batch statements grow with activities, and not with pings."""
    viewers = [make(clock) for _ in range(ACTIVITIES)]
    for viewer in viewers:
        viewer.start()
    clock.wait(60)
    loop = background.EvidenceLoop()
    loop.run_once(now=clock.now)
    statements = 0
    for k in range(5):
        clock.wait(2)
        for viewer in viewers:
            viewer.ping([[k, k * 5000, k * 5000 + 5000]] if make is make_viewer else None)
        with CaptureQueriesContext(connection) as queries:
            loop.run_once(now=clock.now)
        statements += len(queries)
    assert Progress.objects.count() == ACTIVITIES
    assert not PingRow.objects.exists()
    assert statements / (NATIONAL_PINGS_S * 10) < 1 / 100


@pytest.mark.django_db
def test_what_could_not_be_derived_is_tried_again(clock: Clock) -> None:
    viewer = make_attendee(clock)
    viewer.start()
    viewer.ping()
    loop = background.EvidenceLoop()
    with (
        mock.patch.object(background, "derive", side_effect=ZeroDivisionError),
        pytest.raises(ZeroDivisionError),
    ):
        loop.run_once(now=clock.now)
    clock.wait(10)
    loop.run_once(now=clock.now)
    assert Progress.objects.get().credited == 5


# As in the loop, where no transaction is open: a fault rolls back all that it did.
@pytest.mark.usefixtures("refilled_database")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_stream_that_is_gone_holds_up_nothing(clock: Clock) -> None:
    gone, person = make_attendee(clock), make_attendee(clock)
    person.start()
    person.ping()
    loop = background.EvidenceLoop()
    loop.take_up({gone.activity.pk: {gone.user.pk}})
    Completion.objects.filter(activity=gone.activity).delete()
    gone.activity.delete()
    loop.run_once(now=clock.now, everything=True)
    assert Progress.objects.filter(participant=person.user).exists()


@pytest.mark.django_db
def test_marks_of_a_process_that_died_are_taken_up(clock: Clock) -> None:
    viewer = make_attendee(clock)
    viewer.start()
    viewer.ping()
    background.get_store().flush(now=clock.now)
    forget_process()
    assert not Progress.objects.exists()
    loop = background.EvidenceLoop()
    loop.recover(now=clock.now)
    loop.run_once(now=clock.now)
    assert Progress.objects.get().credited == 5


@pytest.mark.django_db
def test_a_log_that_a_dead_process_left_is_folded(clock: Clock) -> None:
    viewer = make_viewer(clock)
    viewer.start()
    clock.wait(5)
    viewer.ping([[0, 0, 5000]])
    background.get_store().flush(now=clock.now)
    forget_process()
    background.EvidenceLoop().run_once(now=clock.now)
    assert (PingRow.objects.count(), Progress.objects.get().credited) == (0, 5)


@pytest.mark.django_db
def test_deadlines_are_settled(clock: Clock) -> None:
    make_viewer(clock, closes_at=NOW + timedelta(minutes=1))
    loop = background.EvidenceLoop()
    loop.run_once(now=clock.now)
    clock.wait(60)
    clock.wait(completion.GRACE.total_seconds())
    loop.run_once(now=clock.now)
    assert Completion.objects.get().state == "missed"


@pytest.mark.django_db
def test_folding_may_be_left_to_another_process(clock: Clock) -> None:
    viewer, attendee = make_viewer(clock), make_attendee(clock)
    viewer.start()
    attendee.start()
    clock.wait(5)
    viewer.ping([[0, 0, 5000]])
    attendee.ping()
    background.EvidenceLoop().write(now=clock.now)
    assert (PingRow.objects.count(), Progress.objects.count()) == (1, 0)
    background.EvidenceLoop().fold(now=clock.now)
    assert PingRow.objects.count() == 0
    # Five seconds of the recording; six slots of the stream, as the ping came within the first of them.
    assert sorted(Progress.objects.values_list("credited", flat=True)) == [5, 6]


def test_the_service_that_folds_ends_when_it_is_told(rounds: mock.Mock) -> None:
    stopping = background.threading.Event()
    with mock.patch.object(background.EvidenceLoop, "fold", side_effect=lambda **_: stopping.set()) as fold:
        background.fold_forever(stopping)
    assert fold.call_count == 1
    assert not rounds.called
