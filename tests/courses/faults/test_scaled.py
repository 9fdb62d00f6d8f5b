"""Two web processes with PostgreSQL and Redis, each of them killed under load: the same promises as on SQLite."""

import os
import shutil
import signal
from collections.abc import Iterator
from typing import NamedTuple

import psycopg
import pytest

from tests.courses.faults.pages import Audience, post
from tests.courses.faults.sites import SLOTS, Site, serving, wait_until
from tests.databases import Postgres, Redis, postgres, postgres_programs, redis


class Scaled(NamedTuple):
    """A site and the servers it leans on."""

    site: Site
    database: Postgres
    cache: Redis


@pytest.fixture(scope="module")
def scaled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scaled]:
    programs = postgres_programs()
    if programs is None or shutil.which("redis-server") is None:
        message = "Debian's postgresql and redis-server are not installed"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    with (
        postgres(programs) as database,
        redis() as cache,
        serving(
            tmp_path_factory.mktemp("scaled"), people=60, dsn=database.dsn,
            EMBEDDED="0", WEB_CONCURRENCY="2", DATABASE_URL=database.url, CACHE_URL=cache.url,
        ) as site,
    ):  # fmt: skip
        yield Scaled(site, database, cache)


def test_one_of_the_processes_is_killed(scaled: Scaled) -> None:
    """Half a minute later the other one says so by `store_epoch`, and five minutes are sent again."""
    site = scaled.site
    with Audience(site) as audience:
        before = site.workers()
        epochs = {page.epoch for page in audience.pages}
        os.kill(before[0], signal.SIGKILL)
        wait_until(lambda: len(site.workers()) == 2 and site.workers() != before, "a new process")
        wait_until(
            lambda: not epochs & {page.epoch for page in audience.pages}, "everybody is asked to send again"
        )
        audience.finish()
    audience.check()


def test_all_processes_are_killed_while_they_fold(scaled: Scaled) -> None:
    """A lock on what follows from evidence holds the fold in the middle of its transaction."""
    site, database, _ = scaled
    with Audience(site) as audience:
        with psycopg.connect(database.dsn) as holder:
            holder.execute("LOCK TABLE courses_progress IN EXCLUSIVE MODE")
            wait_until(lambda: site.rows(
                "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND xact_start IS NOT NULL"
            ), "a fold waits")  # fmt: skip
            before = site.kill_workers(signal.SIGKILL)
            holder.rollback()
        wait_until(
            lambda: len(site.workers()) == 2 and not set(site.workers()) & set(before), "new processes"
        )
        audience.finish()
    audience.check()


def test_postgresql_is_stopped_at_once(scaled: Scaled) -> None:
    site, database, _ = scaled
    start = {"kind": "recorded", "object": site.webinar}
    person = site.people(1)[0]
    with Audience(site) as audience:
        database.stop()
        try:
            status, headers, _ = post(site.url, "/e/sessions", start, person[1])
            assert (status, 5 <= int(headers["Retry-After"]) <= 30) == (503, True)
            wait_until(lambda: all(page.played == SLOTS for page in audience.pages), "they play on meanwhile")
        finally:
            database.start()
        audience.finish()
    audience.check()
    assert post(site.url, "/e/sessions", start, person[1])[0] == 201


def test_the_database_is_read_only(scaled: Scaled) -> None:
    site, _, _ = scaled
    start = {"kind": "recorded", "object": site.webinar}
    person = site.people(1)[0]
    with Audience(site) as audience:
        set_read_only(site, "on")
        try:
            wait_until(
                lambda: post(site.url, "/e/sessions", start, person[1])[0] != 201, "nothing is written"
            )
            status, headers, _ = post(site.url, "/e/sessions", start, person[1])
            assert (status, 5 <= int(headers["Retry-After"]) <= 30) == (503, True)
            wait_until(lambda: all(page.played == SLOTS for page in audience.pages), "they play on meanwhile")
        finally:
            set_read_only(site, "off")
        audience.finish()
    audience.check()
    assert {status for page in audience.pages for status in page.statuses} == {200}


def set_read_only(site: Site, value: str) -> None:
    site.rows(f"ALTER SYSTEM SET default_transaction_read_only = {value}")
    site.rows("SELECT pg_reload_conf()")


def test_redis_is_killed(scaled: Scaled) -> None:
    """The cache is gone: pings do not miss it, and sessions are started without it."""
    site, _, cache = scaled
    start = {"kind": "recorded", "object": site.webinar}
    person = site.people(1)[0]
    with Audience(site) as audience:
        cache.kill()
        assert post(site.url, "/e/sessions", start, person[1])[0] == 201
        audience.finish()
        cache.start()
    audience.check()
    assert post(site.url, "/e/sessions", start, person[1])[0] == 201


def test_afterwards_everything_adds_up(scaled: Scaled) -> None:
    scaled.site.check_health()
