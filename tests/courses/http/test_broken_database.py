"""A database that cannot be written, or not be reached: «later» with Retry-After, and nothing acknowledged is lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import pytest
from django.db import OperationalError, connection, transaction
from django.http import HttpResponse

from courses import background
from courses.models import PingRow
from prokadry.accounts.http.middleware import TimeZoneMiddleware
from tests.courses.http.viewers import Clock, Viewer, make_viewer, settle

pytestmark = pytest.mark.django_db


@contextmanager
def read_only() -> Iterator[None]:
    """Take no writes on this connection."""
    is_sqlite = connection.vendor == "sqlite"
    savepoint = transaction.savepoint()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON" if is_sqlite else "SET LOCAL transaction_read_only = on")
    try:
        yield
    finally:
        if is_sqlite:
            connection.cursor().execute("PRAGMA query_only = OFF")
        transaction.savepoint_rollback(savepoint)


@contextmanager
def unreachable() -> Iterator[None]:
    """Fail where a page's middleware asks who is signed in, before any view runs."""
    with mock.patch.object(TimeZoneMiddleware, "__call__", side_effect=OperationalError):
        yield


def is_later(response: HttpResponse) -> bool:
    return response.status_code == 503 and 5 <= int(response["Retry-After"]) <= 30


@pytest.fixture
def viewer(clock: Clock) -> Viewer:
    viewer = make_viewer(clock)
    viewer.client.raise_request_exception = False
    assert viewer.start().status_code == 201
    clock.wait(60)
    return viewer


def test_what_cannot_be_written_waits(viewer: Viewer, clock: Clock) -> None:
    slots = [[k, k * 5000, k * 5000 + 5000] for k in range(12)]
    with read_only():
        assert viewer.ping(slots).status_code == 200
        for _ in range(3):
            with pytest.raises(Exception, match=r"read-?only"):
                background.run_once(now=clock.now)
        assert is_later(viewer.start())
        assert is_later(viewer.client.get(f"/e/progress/{viewer.activity.pk}"))
    assert not PingRow.objects.exists()
    settle(clock)
    assert viewer.progress()["seen"] == [[0, 60]]
    assert viewer.start().status_code == 201


def test_a_fault_before_the_view_is_later_too(viewer: Viewer) -> None:
    with unreachable():
        assert is_later(viewer.start())
        assert is_later(viewer.check_in("123456"))
        assert viewer.ping([[0, 0, 5000]]).status_code == 200
        assert viewer.client.get("/learn/").status_code == 500
