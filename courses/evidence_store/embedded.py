"""The embedded setting: one process that has its web threads, its buffer and its writer all in itself."""

import secrets
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from ..domain.evidence.constants import INTEGER_LIMIT, LIVE_COVER_MS
from ..domain.evidence.ranges import Ranges
from ..domain.evidence.store import Drained, MemoryBuffer, Row
from ..domain.presence import is_marked_now
from .latest import Latest
from .writing import write_answers, write_marks, write_rows

REMEMBERED = 200_000


class EmbeddedStore:
    """An EdgeStore in the memory of the only process; every start of it is a new epoch."""

    def __init__(self) -> None:
        self.epoch = secrets.randbelow(INTEGER_LIMIT - 1) + 1
        self.asking: Mapping[int, Ranges] = {}
        # The rows of a writer are its own, so that a restarted process never overwrites its past.
        self.writer = self.epoch
        self._buffer = MemoryBuffer()
        self._writing = threading.Lock()
        self._lane_starts = Latest(REMEMBERED)
        self._last_marks = Latest(REMEMBERED)
        self._answered = Latest(REMEMBERED)

    def append(self, rows: Sequence[Row]) -> int:
        """See EvidenceStore."""
        return self._buffer.append(rows)

    def known(self, sid: int) -> int:
        """See EvidenceStore."""
        return self._buffer.known(sid)

    def mark(self, activity: int, participant: int, received_ms: int) -> None:
        """See EvidenceStore."""
        self._buffer.mark(activity, participant, received_ms)
        self._last_marks.note((activity, participant), received_ms, now_ms=received_ms)

    def answer(self, activity: int, participant: int, period: int, received_ms: int) -> None:
        """See EvidenceStore."""
        self._buffer.answer(activity, participant, period, received_ms)
        self._answered.note((activity, participant, period), received_ms, now_ms=received_ms)

    def drain(self) -> Drained:
        """See EvidenceStore."""
        return self._buffer.drain()

    def flush(self, *, now: datetime) -> dict[int, set[int]]:
        """See EdgeStore."""
        with self._writing:
            drained = self.drain()
            if not drained:
                return {}
            try:
                with transaction.atomic(durable=True):
                    write_answers(drained.answers)
                    write_rows(drained.rows)
                    return write_marks(drained.marks, self.writer)
            except BaseException:
                self._buffer.restore(drained)
                raise

    def close(self) -> None:
        """See EdgeStore: nobody else has to be told."""

    def start_lane(self, participant: int, t0_ms: int, *, now_ms: int) -> None:
        """See EdgeStore."""
        self._lane_starts.note(participant, t0_ms, now_ms=now_ms)

    def lane_end(self, participant: int, t0_ms: int) -> int | None:
        """See EdgeStore."""
        newest_ms = self._lane_starts.get(participant)
        return newest_ms if newest_ms is not None and newest_ms > t0_ms else None

    def is_present(self, activity: int, participant: int, now_ms: int) -> bool:
        """See EdgeStore: to the millisecond from memory, after a restart to the slot from the database."""
        last_ms = self._last_marks.get((activity, participant))
        if last_ms is not None:
            return now_ms - last_ms < LIVE_COVER_MS
        return is_marked_now(activity_id=activity, participant_id=participant, now_ms=now_ms)

    def has_answered(self, activity: int, participant: int, period: int) -> bool:
        """See EdgeStore."""
        return self._answered.get((activity, participant, period)) is not None
