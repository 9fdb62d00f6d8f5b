"""Fixtures every test may use."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser
from pytest_django import DjangoDbBlocker

from prokadry.plugins import guard, health
from tests.browsers import chromium_path, launched
from tests.migrated import django_db_modify_db_settings
from tests.sharing import make_scheduler, put_first

__all__ = ["django_db_modify_db_settings"]

# A property is true or false however busy the machine is.
hypothesis_settings.register_profile("prokadry", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("prokadry")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    put_first(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    return make_scheduler(config, log)


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.VIDEO_ROOT = tmp_path / "video"


@pytest.fixture(autouse=True)
def _clean_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _healthy_plugins() -> Iterator[None]:
    """What went wrong in one test must not be told in the next."""
    yield
    health.reset()
    guard.reset()


@pytest.fixture(scope="module")
def refilled_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Put back what migrations wrote after tests that commit: they leave the database empty.

    pytest-django puts them last, but files are handed out whole, and others follow.
    """
    yield
    with django_db_blocker.unblock():
        contents = connection._test_serialized_contents  # type: ignore[attr-defined]  # Django's own, for such tests
        connection.creation.deserialize_db_from_string(contents)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return the one Chromium of this test process: Playwright runs only once in each."""
    if chromium_path() is None:
        message = "Debian's chromium is not installed: no browser journey can run"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    # Playwright's loop must not make Django think it runs inside async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with launched() as chromium:
        yield chromium
