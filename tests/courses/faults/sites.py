"""A site that runs as real processes, and what a test reads and writes in its database behind its back."""

import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from courses.domain.evidence.bitmaps import participants_in
from courses.domain.evidence.codec import decode
from courses.domain.evidence.pieces import SessionState
from courses.domain.evidence.tokens import Anchor, login_hash
from courses.http import anchors
from tests.servers import Installation, RunningSite, new_installation, running

LENGTH_MS = 5_400_000
# Sessions are made to have begun so long ago: what was played since can be claimed at once, and none is stale.
AGO_S = 11 * 60
SLOTS = AGO_S // 5


def wait_until(condition: Callable[[], Any], what: str, *, seconds: float = 60) -> None:
    """Poll for a condition. Raises AssertionError when it does not come true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s in vain: {what}"
        time.sleep(0.05)


class Site:
    """A running site with a webinar, a stream and people; everybody takes part in one test only."""

    def __init__(self, site: RunningSite, staged: dict[str, Any], dsn: str | None) -> None:
        self.url = site.url
        self.stream: int = staged["stream"]
        self.webinar: int = staged["webinar"]
        self._site = site
        self._rev: int = staged["rev"]
        self._people: list[tuple[int, str]] = staged["people"]
        self._dsn = dsn

    def people(self, count: int) -> list[tuple[int, str]]:
        """Return so many people who were in no test yet, as (id, sign-in cookie)."""
        taken, self._people = self._people[:count], self._people[count:]
        assert len(taken) == count, "stage more people"
        return taken

    @property
    def path(self) -> Path:
        """The file of the database, where it is SQLite."""
        return self._site.installation.var / "prokadry.sqlite3"

    def rows(self, sql: str, *params: Any) -> list[Any]:
        """Run a statement on a connection of its own and return its rows."""
        if self._dsn:
            with psycopg.connect(self._dsn, autocommit=True) as connection:
                cursor = connection.execute(sql, params)
                return cursor.fetchall() if cursor.description else []
        with closing(sqlite3.connect(self.path, timeout=20, isolation_level=None)) as connection:
            return connection.execute(sql.replace("%s", "?"), params).fetchall()

    def mint(self, person: tuple[int, str], *, lane_ends: bool = False) -> tuple[int, str]:
        """Open a recorded session that began AGO_S ago, as the site would have; return its id and token."""
        t0_ms = int(time.time() * 1000) - AGO_S * 1000
        [(sid,)] = self.rows(
            "INSERT INTO courses_watchsession (participant_id, activity_id, kind, rev, t0_ms, lane_end_ms,"
            " evidence, refused, delayed_slots) VALUES (%s, %s, 'recorded', %s, %s, %s, %s, '{}', 0) RETURNING id",
            person[0], self.webinar, self._rev, t0_ms, t0_ms + 6 * 3600_000 if lane_ends else None, b"",
        )  # fmt: skip
        return sid, self._sign("recorded", sid, person, self.webinar, t0_ms, LENGTH_MS)

    def mint_live(self, person: tuple[int, str]) -> str:
        """Return the token of a live session that began now."""
        return self._sign("live", 10**9 + person[0], person, self.stream, int(time.time() * 1000), 3600_000)

    def _sign(
        self, kind: Any, sid: int, person: tuple[int, str], activity: int, t0_ms: int, duration_ms: int
    ) -> str:
        secret = next(iter(anchors.evidence_keys().values()))
        return anchors.sign(
            Anchor(
                kind, sid, person[0], activity, self._rev, t0_ms, duration_ms, login_hash(person[1], secret)
            )
        )

    def evidence(self, sid: int) -> SessionState:
        """What was folded into a session."""
        [(evidence,)] = self.rows("SELECT evidence FROM courses_watchsession WHERE id = %s", sid)
        return decode(bytes(evidence))

    def marked(self, participant: int) -> set[int]:
        """The slots of the stream in which somebody is marked."""
        rows = self.rows("SELECT slot, bitmap FROM courses_presenceslot WHERE activity_id = %s", self.stream)
        return {slot for slot, bitmap in rows if int.from_bytes(bytes(bitmap), "little") >> participant & 1}

    def check_health(self) -> None:
        """Nothing waits in the log, all presence is derived, and deriving everything again changes nothing."""
        wait_until(lambda: not self.rows("SELECT 1 FROM courses_pingrow"), "the log is folded")
        wait_until(lambda: self._last_marks() == self._last_seen(), "presence is derived")
        told = self._site.installation.manage("rebuild_progress")
        assert told.endswith("progress 0, completion 0."), told

    def _last_marks(self) -> dict[int, int]:
        """The last slot of the stream in which everybody who came is marked."""
        rows = self.rows(
            "SELECT slot, bitmap FROM courses_presenceslot WHERE activity_id = %s ORDER BY slot", self.stream
        )
        return {participant: slot for slot, bitmap in rows for participant in participants_in(bytes(bitmap))}

    def _last_seen(self) -> dict[int, int]:
        """The last slot that the progress of everybody who came to the stream is derived from."""
        rows = self.rows(
            "SELECT participant_id, ranges FROM courses_progress WHERE activity_id = %s", self.stream
        )
        found = {
            participant: json.loads(ranges) if isinstance(ranges, str) else ranges
            for participant, ranges in rows
        }
        return {participant: ranges[-1][1] - 1 for participant, ranges in found.items()}

    def workers(self) -> list[int]:
        """The ids of the processes that serve."""
        master = self._site.process.pid
        return [int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()]

    def kill_workers(self, signal: int) -> list[int]:
        """Send a signal to every process that serves; return their ids."""
        pids = self.workers()
        for pid in pids:
            os.kill(pid, signal)
        return pids


@contextmanager
def serving(var: Path, *, people: int, dsn: str | None = None, **environment: str) -> Iterator[Site]:
    """Install, stage and serve a site until the block ends."""
    installation: Installation = new_installation(
        var, DJANGO_SETTINGS_MODULE="tests.courses.faults.settings", **environment
    )
    installation.migrate()
    staged = json.loads(
        installation.manage(
            "shell", "--no-imports", "-c", f"from tests.courses.faults import stage; stage.make({people})"
        )
    )
    with running(installation) as site:
        yield Site(site, staged, dsn)
