"""Several processes that take evidence: they learn of each other at every flush, through the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import pytest
from django.db import OperationalError

from courses import evidence_store
from courses.domain import writers
from courses.evidence_store import ScaledStore, get_store
from courses.models import EvidenceWriter
from tests.courses.http.viewers import Clock, Viewer, make_attendee, make_viewer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _scaled(settings: Any) -> None:
    settings.EVIDENCE_STORE = "courses.evidence_store.ScaledStore"


@contextmanager
def served_by(store: ScaledStore) -> Iterator[None]:
    """Let another process of the site answer."""
    with (
        mock.patch("courses.http.pings.get_store", return_value=store),
        mock.patch("courses.http.evidence_views.get_store", return_value=store),
        mock.patch("courses.background.get_store", return_value=store),
    ):
        yield


@pytest.fixture
def other() -> ScaledStore:
    return ScaledStore()


def beat(clock: Clock, *stores: Any, seconds: int = 0) -> None:
    """Let some processes go through their rounds for a while."""
    for _ in range(seconds // 5 + 1):
        for store in stores:
            store.flush(now=clock.now)
        clock.wait(5)


def test_a_session_superseded_elsewhere_is_told_by_the_next_flush(clock: Clock, other: ScaledStore) -> None:
    laptop = make_viewer(clock)
    laptop.start()
    clock.wait(10)
    assert laptop.ping([[0, 0, 5000]]).status_code == 200
    phone = Viewer(laptop.user, laptop.activity, clock)
    with served_by(other):
        assert phone.start().status_code == 201
    clock.wait(5)
    assert laptop.ping([[1, 5000, 10_000]]).status_code == 200
    get_store().flush(now=clock.now)
    assert laptop.ping([[1, 5000, 10_000]]).status_code == 409
    with served_by(other):
        assert phone.ping([[0, 0, 5000]]).status_code == 200


def test_a_heartbeat_is_enough_to_be_told(clock: Clock, other: ScaledStore) -> None:
    laptop = make_viewer(clock)
    laptop.start()
    with served_by(other):
        Viewer(laptop.user, laptop.activity, clock).start()
    laptop.ping()
    get_store().flush(now=clock.now)
    assert laptop.ping().status_code == 409


def test_a_check_in_counts_pings_that_other_processes_took(clock: Clock, other: ScaledStore) -> None:
    attendee = make_attendee(clock)
    attendee.start()
    attendee.ping()
    get_store().flush(now=clock.now)
    clock.wait(60)
    with served_by(other):
        attendee.ping()
    other.flush(now=clock.now)
    clock.wait(60)
    now_ms = int(clock.now.timestamp() * 1000)
    assert get_store().is_present(attendee.activity.pk, attendee.user.pk, now_ms)
    clock.wait(60)
    now_ms = int(clock.now.timestamp() * 1000)
    assert not get_store().is_present(attendee.activity.pk, attendee.user.pk, now_ms)


def test_marks_of_two_processes_are_joined(clock: Clock, other: ScaledStore) -> None:
    attendee = make_attendee(clock)
    attendee.start()
    for store in (get_store(), other, get_store(), other):
        with served_by(store):
            attendee.ping()
        store.flush(now=clock.now)
        clock.wait(30)
    assert attendee.progress()["percent"] == 100.0


def test_an_orderly_restart_changes_no_epoch(clock: Clock, other: ScaledStore) -> None:
    beat(clock, get_store(), other)
    other.flush(now=clock.now)
    other.close()
    successor = ScaledStore()
    beat(clock, get_store(), successor, seconds=60)
    assert (get_store().epoch, successor.epoch) == (0, 0)
    assert EvidenceWriter.objects.count() == 2


def test_a_process_that_died_is_a_new_epoch_everywhere(clock: Clock, other: ScaledStore) -> None:
    third = ScaledStore()
    beat(clock, get_store(), other, third, seconds=30)
    assert {store.epoch for store in (get_store(), other, third)} == {0}
    beat(clock, get_store(), other, seconds=60)
    assert (get_store().epoch, other.epoch) == (1, 1)
    beat(clock, get_store(), ScaledStore(), seconds=60)
    assert get_store().epoch == 2


def test_a_pause_of_the_database_is_nobodys_death(clock: Clock, other: ScaledStore) -> None:
    beat(clock, get_store(), other, seconds=30)
    clock.wait(600)
    get_store().flush(now=clock.now)
    clock.wait(5)
    beat(clock, get_store(), other, seconds=60)
    assert (get_store().epoch, other.epoch) == (0, 0)


@pytest.mark.parametrize("step_s", [3600, -3600])
def test_a_clock_that_was_set_is_nobodys_death(clock: Clock, other: ScaledStore, step_s: int) -> None:
    beat(clock, get_store(), other, seconds=30)
    clock.wait(step_s)
    beat(clock, get_store(), other, seconds=60)
    assert (get_store().epoch, other.epoch) == (0, 0)


def test_who_was_taken_for_dead_wrongly_is_counted_once(clock: Clock, other: ScaledStore) -> None:
    beat(clock, get_store(), other, seconds=30)
    beat(clock, get_store(), seconds=int(writers.LOST_AFTER.total_seconds()) + 10)
    assert get_store().epoch == 1
    beat(clock, get_store(), other, seconds=60)
    assert (get_store().epoch, other.epoch) == (1, 1)


def test_a_fault_of_the_database_loses_nothing(clock: Clock) -> None:
    viewer = make_viewer(clock)
    viewer.start()
    clock.wait(5)
    viewer.ping([[0, 0, 5000]])
    for broken in ("courses.evidence_store.scaled.superseded", "courses.evidence_store.embedded.write_rows"):
        with mock.patch(broken, side_effect=OperationalError), pytest.raises(OperationalError):
            get_store().flush(now=clock.now)
        clock.wait(5)
    assert viewer.progress()["seen"] == [[0, 5]]


def test_a_ping_makes_no_query(clock: Clock, django_assert_num_queries: Any) -> None:
    viewer, stream = make_viewer(clock), make_attendee(clock, asks_presence=True)
    viewer.start()
    stream.start()
    clock.wait(5)
    with django_assert_num_queries(0):
        assert viewer.ping([[0, 0, 5000]]).status_code == 200
        assert stream.ping().status_code == 200


def test_the_environment_names_the_store() -> None:
    assert isinstance(evidence_store.get_store(), ScaledStore)
