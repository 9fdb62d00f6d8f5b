"""Every test begins without what the process remembers."""

import os
from collections.abc import Iterator

import pytest
import time_machine
from hypothesis import HealthCheck, settings
from prokadry_reading import reports

from tests.courses.http.viewers import Clock
from tests.factories import NOW
from tests.migrated import django_db_modify_db_settings

__all__ = ["django_db_modify_db_settings"]

# Playwright keeps a loop in this thread; the database is not used from it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# A busy machine is no fault of the code.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(autouse=True)
def _full_buckets() -> None:
    reports.buckets.clear()


@pytest.fixture
def clock() -> Iterator[Clock]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield Clock(traveller)
