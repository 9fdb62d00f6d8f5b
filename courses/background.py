"""The background loop of a process: writes what was buffered, folds it, and settles what time has decided."""

import atexit
import logging
import os
import threading
import time
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import close_old_connections, connections
from django.utils import timezone

from .domain.completion import close_overdue
from .domain.evidence.constants import LIVE_COVER_MS
from .domain.fold import BATCH, derive, fold_log
from .domain.instants import to_ms
from .domain.presence_prompts import asking_streams
from .domain.progress import present_at
from .domain.retention import purge_retained
from .evidence_store import get_store
from .models import Activity

logger = logging.getLogger("courses.background")

SETTLE_EVERY = timedelta(seconds=15)
# Presence is derived for everybody marked at once, and not more often than this for each stream.
PRESENCE_EVERY = timedelta(seconds=10)
# An editor's change to a running stream's prompts takes effect within this.
PROMPTS_EVERY = timedelta(seconds=5)
PURGE_EVERY = timedelta(days=1)
# Deriving presence may take a tenth of the time: in a stream of 50,000 it is done less often.
PRESENCE_DUTY = 10
LOOK_BACK_MS = 4 * LIVE_COVER_MS
NEAR = timedelta(hours=1)
STOP_WAIT_S = 10.0


class EvidenceLoop:
    """What the rounds of the loop remember from one to the next; they exclude one another."""

    def __init__(self) -> None:
        self._round = threading.Lock()
        self._marks = threading.Lock()
        self._marked: dict[int, set[int]] = {}
        self._derive_at: dict[int, datetime] = {}
        self._folded_at: datetime | None = None
        self._settled_at: datetime | None = None
        self._prompts_at: datetime | None = None
        self._recovered_at: datetime | None = None
        self._purged_at: datetime | None = None

    def run_once(self, *, now: datetime, everything: bool = False) -> None:
        """Write what was buffered, then fold, derive and settle what is due at `now`; all of it if `everything`."""
        with self._round:
            self._write(now, everything)
            self._fold(now, everything)

    def write(self, *, now: datetime) -> None:
        """Write what was buffered, and learn which streams ask for presence; folding is left to others."""
        with self._round:
            self._write(now, False)
            self._marked.clear()

    def fold(self, *, now: datetime) -> None:
        """Fold, derive and settle what other processes wrote."""
        with self._round:
            if _is_due(self._recovered_at, PRESENCE_EVERY, now):
                self.recover(now=now)
            self._fold(now, False)

    def _fold(self, now: datetime, everything: bool) -> None:
        # Also when this process wrote nothing: the log may hold rows of one that died.
        if everything or _is_due(self._folded_at, timedelta(seconds=settings.EVIDENCE_FOLD_S), now):
            fold_everything(now=now)
            self._folded_at = now
        self._derive_presence(now, everything)
        if everything or _is_due(self._settled_at, SETTLE_EVERY, now):
            close_overdue(now=now)
            self._settled_at = now
        if everything or _is_due(self._purged_at, PURGE_EVERY, now):
            purge_retained(now=now)
            self._purged_at = now

    def _write(self, now: datetime, everything: bool) -> None:
        self.take_up(get_store().flush(now=now))
        if everything or _is_due(self._prompts_at, PROMPTS_EVERY, now):
            get_store().asking = asking_streams(now=now)
            self._prompts_at = now

    def take_up(self, marked: Mapping[int, Collection[int]]) -> None:
        """Remember participants, by activity, whose presence was written and has yet to be derived from."""
        with self._marks:
            for activity_id, participant_ids in marked.items():
                self._marked.setdefault(activity_id, set()).update(participant_ids)

    def recover(self, *, now: datetime) -> None:
        """Take up whom another process may have marked without deriving anything from it."""
        self._recovered_at = now
        since_ms = to_ms(now) - LOOK_BACK_MS
        streams = Activity.objects.filter(starts_at__lte=now + NEAR, ends_at__gt=now - NEAR)
        for activity_id in streams.values_list("pk", flat=True):
            self.take_up({activity_id: present_at(activity_id=activity_id, since_ms=since_ms)})

    def _derive_presence(self, now: datetime, everything: bool) -> None:
        for activity_id in sorted(self._marked):
            if everything or now >= self._derive_at.get(activity_id, now):
                with self._marks:
                    participant_ids = self._marked.pop(activity_id)
                started_s = time.monotonic()
                try:
                    derive(activity_id=activity_id, participant_ids=participant_ids, now=now)
                except Activity.DoesNotExist:
                    # Deleted since it was marked: tried again for ever, it would hold up all other streams.
                    continue
                except BaseException:
                    self.take_up({activity_id: participant_ids})
                    raise
                finally:
                    took = timedelta(seconds=time.monotonic() - started_s)
                    self._derive_at[activity_id] = now + max(PRESENCE_EVERY, PRESENCE_DUTY * took)


def _is_due(last: datetime | None, every: timedelta, now: datetime) -> bool:
    """Whether something is to be done again; a clock that was set back does not put it off."""
    return last is None or not timedelta(0) <= now - last < every


def fold_everything(*, now: datetime) -> None:
    """Fold the whole append log, batch by batch, and tell the edge which lanes were found to have ended."""
    more = True
    while more:
        folded = fold_log(now=now)
        for participant_id, lane_end_ms in folded.lane_ends.items():
            get_store().start_lane(participant_id, lane_end_ms, now_ms=to_ms(now))
        more = folded.rows == BATCH


def bring_up_to_date(*, participant_id: int, activity_id: int, now: datetime) -> None:
    """Write and derive what one person has sent, so that the answer to them is current."""
    marked = get_store().flush(now=now)
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
        _survive(lambda: _leave(now=timezone.now()))
        connections.close_all()

    def _run(self) -> None:
        if settings.EVIDENCE_FOLD:
            _survive(lambda: _loop.recover(now=timezone.now()))
        while True:
            _survive(lambda: _round(now=timezone.now()))
            if self._stopping.wait(settings.EVIDENCE_FLUSH_S):
                break
        connections.close_all()


def _round(*, now: datetime) -> None:
    if settings.EVIDENCE_FOLD:
        _loop.run_once(now=now)
    else:
        _loop.write(now=now)


def _leave(*, now: datetime) -> None:
    """Write everything before the process ends; only then are the others told that nothing is missing."""
    if settings.EVIDENCE_FOLD:
        _loop.run_once(now=now, everything=True)
    else:
        _loop.write(now=now)
    get_store().close()


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


def fold_forever(stopping: threading.Event) -> None:
    """Fold what the web processes write until `stopping` is set; a fault is logged and ends one round only."""
    while True:
        _survive(lambda: _loop.fold(now=timezone.now()))
        if stopping.wait(settings.EVIDENCE_FLUSH_S):
            break


def forget() -> None:
    """Begin anew, as a forked process must: the thread did not survive, the loop's memory is its parent's."""
    global _loop, _runner, _starting
    _loop, _runner, _starting = EvidenceLoop(), None, threading.Lock()


os.register_at_fork(after_in_child=forget)
