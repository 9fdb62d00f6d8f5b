"""Every test begins without what the process remembers, and with a folder of its own for packages."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as site_settings
from hypothesis import HealthCheck, settings
from prokadry_scorm import views

from tests.courses.http.viewers import Clock
from tests.factories import NOW
from tests.migrated import migrated_database

# Playwright keeps a loop in this thread; the database is not used from it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# A busy machine is no fault of the code.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Let the test database begin as a copy that is migrated already; Django goes on from there."""
    shutil.copyfile(migrated_database(), site_settings.DATABASES["default"]["TEST"]["NAME"])


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
