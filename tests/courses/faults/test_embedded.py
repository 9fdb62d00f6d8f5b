"""One process with SQLite, killed and starved under load: nobody loses more than a slot, nothing counts twice."""

import resource
import signal
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.courses.faults.pages import Audience, post
from tests.courses.faults.sites import SLOTS, Site, serving, wait_until

# Sessions enough to fill the buffer of a process that cannot write.
CROWD = 200
SPIN = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 400000000) SELECT count(*) FROM n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("embedded"), people=50, EMBEDDED="1") as site:
        yield site


def test_the_process_is_killed(site: Site) -> None:
    with Audience(site) as audience:
        before = site.kill_workers(signal.SIGKILL)
        wait_until(lambda: site.workers() not in ([], before), "a new process")
        audience.finish()
    audience.check()


def test_the_process_is_killed_while_it_folds(site: Site) -> None:
    """A trigger holds the fold in the middle of its transaction, after the log was emptied in it."""
    site.rows(f"CREATE TRIGGER hold BEFORE INSERT ON courses_progress BEGIN SELECT ({SPIN}); END")
    # Nothing is written meanwhile: no more than the five minutes that are sent again may be played in that time.
    with Audience(site, pace_s=1) as audience:
        wait_until(lambda: is_locked(site), "the fold holds the database")
        before = site.kill_workers(signal.SIGKILL)
        site.rows("DROP TRIGGER hold")
        wait_until(lambda: site.workers() not in ([], before), "a new process")
        audience.finish()
    audience.check()


def is_locked(site: Site) -> bool:
    """Whether somebody is in a transaction that lasts."""
    try:
        with sqlite3.connect(site.path, timeout=0.3, isolation_level=None) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
    except sqlite3.OperationalError:
        return True
    return False


def test_the_disk_is_full(site: Site) -> None:
    """Acknowledged is what fits into memory, then 503; when there is room again, nothing of it is missing."""
    [worker] = site.workers()
    person = site.people(1)[0]
    sessions = [site.mint(person, lane_ends=True) for _ in range(CROWD)]
    slots = [[k, k * 5000, k * 5000 + 5000] for k in range(SLOTS)]
    _, hard = resource.prlimit(worker, resource.RLIMIT_FSIZE)
    resource.prlimit(worker, resource.RLIMIT_FSIZE, (0, hard))
    try:
        with ThreadPoolExecutor(4) as pool:
            answers = list(
                pool.map(
                    lambda session: post(site.url, "/e/pings", {"t": session[1], "s": slots}, person[1]),
                    sessions,
                )
            )
        start = {"kind": "recorded", "object": site.webinar}
        refused = [post(site.url, "/e/sessions", start, person[1]), *(a for a in answers if a[0] != 200)]
    finally:
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (hard, hard))
    kept = [sid for (sid, _), (status, _, _) in zip(sessions, answers, strict=True) if status == 200]
    assert 0 < len(kept) < CROWD
    assert {status for status, _, _ in refused} == {503}
    assert all(5 <= int(headers["Retry-After"]) <= 30 for _, headers, _ in refused)
    wait_until(lambda: all(len(site.evidence(sid).wall) == SLOTS for sid in kept), "what was kept is written")
    assert post(site.url, "/e/sessions", start, person[1])[0] == 201


def test_afterwards_everything_adds_up(site: Site) -> None:
    site.check_health()
