"""The scaled setting: several processes on several machines, which meet in the database."""

import threading
from collections.abc import Sequence
from datetime import datetime, timedelta

from ..domain import writers
from ..domain.evidence.constants import LIVE_COVER_MS
from ..domain.evidence.store import Row
from ..domain.instants import to_ms
from ..domain.presence import is_marked_now
from ..domain.sessions import superseded
from .embedded import EmbeddedStore

BEAT_EVERY = timedelta(seconds=5)


class ScaledStore(EmbeddedStore):
    """An EdgeStore of one of many processes.

    What the others know is asked at every flush, in bulk, and never while a ping is answered: whether the
    sessions heard from were superseded, and how many writers died without having written everything. That
    number is the epoch, so it is the same in every process, and an orderly restart does not change it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.epoch = 0
        self._heartbeat = writers.Heartbeat(self.writer)
        self._beat_at: datetime | None = None
        self._hearing = threading.Lock()
        self._heard: set[int] = set()

    def append(self, rows: Sequence[Row]) -> int:
        """See EvidenceStore."""
        with self._hearing:
            self._heard.update(row.sid for row in rows)
        return super().append(rows)

    def flush(self, *, now: datetime) -> dict[int, set[int]]:
        """See EdgeStore."""
        if self._beat_at is None or not timedelta(0) <= now - self._beat_at < BEAT_EVERY:
            self.epoch = self._heartbeat.beat(now=now)
            self._beat_at = now
        self._ask_for_lanes(now)
        return super().flush(now=now)

    def close(self) -> None:
        """See EdgeStore."""
        self._heartbeat.stop()

    def is_present(self, activity: int, participant: int, now_ms: int) -> bool:
        """See EdgeStore: this process may know of an older ping than another one has written."""
        last_ms = self._last_marks.get((activity, participant))
        if last_ms is not None and now_ms - last_ms < LIVE_COVER_MS:
            return True
        return is_marked_now(activity_id=activity, participant_id=participant, now_ms=now_ms)

    def _ask_for_lanes(self, now: datetime) -> None:
        with self._hearing:
            heard, self._heard = self._heard, set()
        try:
            for participant_id, lane_end_ms in superseded(session_ids=heard):
                self.start_lane(participant_id, lane_end_ms, now_ms=to_ms(now))
        except BaseException:
            with self._hearing:
                self._heard |= heard
            raise
