"""The background loop of a process: writes what was buffered, folds it, and settles what time has decided."""

import atexit
import logging
import os
import threading
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import close_old_connections, connections
from django.utils import timezone

from .domain.completion import close_overdue
from .domain.evidence.constants import LIVE_COVER_MS
from .domain.fold import BATCH, derive, fold_log
from .domain.instants import to_ms
from .domain.progress import present_at
from .evidence_store import get_store
from .models import Activity

logger = logging.getLogger("courses.background")

# The log may hold rows of a process that died: it is looked into this often even when this one wrote nothing.
SETTLE_EVERY = timedelta(seconds=15)
# Presence is derived for everybody marked at once, and not more often than this for each stream.
PRESENCE_EVERY = timedelta(seconds=10)
LOOK_BACK_MS = 4 * LIVE_COVER_MS
NEAR = timedelta(hours=1)
STOP_WAIT_S = 10.0


class EvidenceLoop:
    """What the rounds of the loop remember from one to the next; they exclude one another."""

    def __init__(self) -> None:
        self._round = threading.Lock()
        self._marks = threading.Lock()
        self._marked: dict[int, set[int]] = {}
        self._derived_at: dict[int, datetime] = {}
        self._settled_at: datetime | None = None

    def run_once(self, *, now: datetime, everything: bool = False) -> None:
        """Flush, fold, derive presence and settle what is due at `now`; all of it at once if `everything`."""
        with self._round:
            flushed = get_store().flush(now=now)
            self.take_up(flushed.marked)
            settles = everything or self._settled_at is None or now - self._settled_at >= SETTLE_EVERY
            if flushed.rows or settles:
                fold_everything(now=now)
            self._derive_presence(now, everything)
            if settles:
                close_overdue(now=now)
                self._settled_at = now

    def take_up(self, marked: Mapping[int, Collection[int]]) -> None:
        """Remember participants, by activity, whose presence was written and has yet to be derived from."""
        with self._marks:
            for activity_id, participant_ids in marked.items():
                self._marked.setdefault(activity_id, set()).update(participant_ids)

    def recover(self, *, now: datetime) -> None:
        """Take up whom a process that died may have marked without deriving anything from it."""
        since_ms = to_ms(now) - LOOK_BACK_MS
        streams = Activity.objects.filter(starts_at__lte=now + NEAR, ends_at__gt=now - NEAR)
        for activity_id in streams.values_list("pk", flat=True):
            self.take_up({activity_id: present_at(activity_id=activity_id, since_ms=since_ms)})

    def _derive_presence(self, now: datetime, everything: bool) -> None:
        for activity_id in sorted(self._marked):
            derived_at = self._derived_at.get(activity_id)
            if everything or derived_at is None or now - derived_at >= PRESENCE_EVERY:
                self._derived_at[activity_id] = now
                with self._marks:
                    participant_ids = self._marked.pop(activity_id)
                try:
                    derive(activity_id=activity_id, participant_ids=participant_ids, now=now)
                except BaseException:
                    self.take_up({activity_id: participant_ids})
                    raise


def fold_everything(*, now: datetime) -> None:
    """Fold the whole append log, batch by batch, and tell the edge which lanes were found to have ended."""
    more = True
    while more:
        folded = fold_log(now=now)
        for participant_id, lane_end_ms in folded.lane_ends.items():
            get_store().start_lane(participant_id, lane_end_ms)
        more = folded.rows == BATCH


def bring_up_to_date(*, participant_id: int, activity_id: int, now: datetime) -> None:
    """Write and derive what one person has sent, so that the answer to them is current."""
    marked = get_store().flush(now=now).marked
    if participant_id in marked.get(activity_id, ()):
        derive(activity_id=activity_id, participant_ids={participant_id}, now=now)
    _loop.take_up(marked)
    fold_log(now=now, participant_id=participant_id)


class _Runner:
    """The thread of a process in which the loop runs."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="evidence", daemon=True)
        self._thread.start()
        atexit.register(self.stop)

    def stop(self) -> None:
        """End the thread and write what is left; harmless when repeated."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        self._thread.join(STOP_WAIT_S)
        _survive(lambda: _loop.run_once(now=timezone.now(), everything=True))
        connections.close_all()

    def _run(self) -> None:
        _survive(lambda: _loop.recover(now=timezone.now()))
        while not self._stopping.wait(settings.EVIDENCE_FLUSH_S):
            _survive(lambda: _loop.run_once(now=timezone.now()))
        connections.close_all()


def _survive(job: Callable[[], None]) -> None:
    """Run `job` on a connection that works; a fault is logged, what it interrupted is tried again later."""
    close_old_connections()
    try:
        job()
    except Exception:
        logger.exception("a round of the evidence loop failed")
        close_old_connections()


_loop = EvidenceLoop()
_runner: _Runner | None = None
_starting = threading.Lock()


def ensure_running() -> None:
    """Start the loop of this process unless it runs already or `EVIDENCE_BACKGROUND` is off."""
    global _runner
    if _runner is None and settings.EVIDENCE_BACKGROUND:
        with _starting:
            if _runner is None:
                _runner = _Runner()


def stop() -> None:
    """End the loop of this process, if it runs, and write what is still buffered."""
    if _runner is not None:
        _runner.stop()


def run_once(*, now: datetime) -> None:
    """Do at once everything the loop would do by and by; for commands and tests."""
    _loop.run_once(now=now, everything=True)


def forget() -> None:
    """Begin anew, as a forked process must: the thread did not survive, the loop's memory is its parent's."""
    global _loop, _runner, _starting
    _loop, _runner, _starting = EvidenceLoop(), None, threading.Lock()


os.register_at_fork(after_in_child=forget)
