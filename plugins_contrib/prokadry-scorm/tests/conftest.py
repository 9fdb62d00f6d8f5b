"""Every test begins without what the process remembers, and with a folder of its own for packages."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from hypothesis import HealthCheck, settings
from prokadry_scorm import views

from tests.courses.http.viewers import Clock
from tests.factories import NOW

# Playwright keeps a loop in this thread; the database is not used from it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# A busy machine is no fault of the code.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(autouse=True)
def _full_buckets() -> None:
    views.buckets.clear()


@pytest.fixture(autouse=True)
def packages(settings, tmp_path: Path) -> Path:
    """Return the folder of packages."""
    settings.VIDEO_ROOT = tmp_path / "video"
    return settings.VIDEO_ROOT / "scorm"


@pytest.fixture
def clock() -> Iterator[Clock]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield Clock(traveller)
