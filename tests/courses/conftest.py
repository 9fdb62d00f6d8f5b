"""The edge keeps things in the memory of its process: every test begins with an empty one."""

from collections.abc import Iterator

import pytest
import time_machine

from courses import background
from courses.evidence_store import get_store
from courses.http.pings import pings_of_sessions
from tests.courses.http.viewers import Clock
from tests.factories import NOW


@pytest.fixture(autouse=True)
def _fresh_process() -> Iterator[None]:
    forget_process()
    yield
    forget_process()


def forget_process() -> None:
    """Forget what this process knows, as if it had been killed and started again."""
    get_store.cache_clear()
    background.forget()
    pings_of_sessions.clear()


@pytest.fixture
def clock() -> Iterator[Clock]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield Clock(traveller)
