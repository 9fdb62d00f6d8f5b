"""The embedded setting of the evidence store: the memory of this process, written in batches."""

import os
import secrets
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Protocol, cast

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from .domain.evidence.bitmaps import bitmap_of, joined
from .domain.evidence.constants import INTEGER_LIMIT, LIVE_COVER_MS
from .domain.evidence.store import Drained, EvidenceStore, Marks, MemoryBuffer, Row
from .domain.fold import pack_slots
from .domain.presence import is_marked_now
from .models import Activity, PingRow, PresenceSlot

REMEMBERED = 200_000


@dataclass(frozen=True)
class Flushed:
    """What one flush wrote: rows of the append log, and the participants marked, by activity."""

    rows: int = 0
    marked: dict[int, set[int]] = field(default_factory=dict)


class EdgeStore(EvidenceStore, Protocol):
    """What the HTTP edge asks of a store beside the write path itself.

    `epoch` is an integer that changes when what was acknowledged but not yet written may have been lost.
    """

    epoch: int

    def flush(self, *, now: datetime) -> Flushed:
        """Write what was taken; on a fault of the database raise it and keep everything for the next time."""
        ...

    def start_lane(self, participant: int, t0_ms: int) -> None:
        """Remember that a recorded session of this participant started then."""
        ...

    def lane_end(self, participant: int, t0_ms: int) -> int | None:
        """Return where the lane of the session that started at `t0_ms` ended at the latest, if known."""
        ...

    def is_present(self, activity: int, participant: int, now_ms: int) -> bool:
        """Tell whether a live ping of this participant came in the 75 s before now."""
        ...


class EmbeddedStore:
    """An EdgeStore for a process that has its web threads, its buffer and its writer all in itself."""

    def __init__(self) -> None:
        self.epoch = secrets.randbelow(INTEGER_LIMIT - 1) + 1
        self._buffer = MemoryBuffer()
        self._writing = threading.Lock()
        self._lane_starts: _Latest = _Latest(REMEMBERED)
        self._last_marks: _Latest = _Latest(REMEMBERED)

    def append(self, rows: Sequence[Row]) -> int:
        """See EvidenceStore."""
        return self._buffer.append(rows)

    def mark(self, activity: int, participant: int, received_ms: int) -> None:
        """See EvidenceStore."""
        self._buffer.mark(activity, participant, received_ms)
        self._last_marks.note((activity, participant), received_ms)

    def drain(self) -> Drained:
        """See EvidenceStore."""
        return self._buffer.drain()

    def flush(self, *, now: datetime) -> Flushed:
        """See EdgeStore."""
        with self._writing:
            drained = self.drain()
            if not drained.rows and not drained.marks:
                return Flushed()
            try:
                with transaction.atomic(durable=True):
                    return Flushed(_write_rows(drained.rows), _write_marks(drained.marks, self.epoch))
            except BaseException:
                self._buffer.restore(drained)
                raise

    def start_lane(self, participant: int, t0_ms: int) -> None:
        """See EdgeStore."""
        self._lane_starts.note((participant,), t0_ms)

    def lane_end(self, participant: int, t0_ms: int) -> int | None:
        """See EdgeStore."""
        newest_ms = self._lane_starts.get((participant,))
        return newest_ms if newest_ms is not None and newest_ms > t0_ms else None

    def is_present(self, activity: int, participant: int, now_ms: int) -> bool:
        """See EdgeStore: to the millisecond from memory, after a restart to the slot from the database."""
        last_ms = self._last_marks.get((activity, participant))
        if last_ms is not None:
            return now_ms - last_ms < LIVE_COVER_MS
        return is_marked_now(activity_id=activity, participant_id=participant, now_ms=now_ms)


class _Latest:
    """The latest instant of each key, in unix milliseconds, for as many keys as were heard from last."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._instants: OrderedDict[tuple[int, ...], int] = OrderedDict()

    def note(self, key: tuple[int, ...], instant_ms: int) -> None:
        with self._lock:
            self._instants[key] = max(instant_ms, self._instants.get(key, instant_ms))
            self._instants.move_to_end(key)
            if len(self._instants) > self._size:
                self._instants.popitem(last=False)

    def get(self, key: tuple[int, ...]) -> int | None:
        return self._instants.get(key)


def _write_rows(rows: Sequence[Row]) -> int:
    PingRow.objects.bulk_create(
        [
            PingRow(session_id=row.sid, received_ms=row.received_ms, slots=pack_slots(row.slots))
            for row in rows
        ]
    )
    return len(rows)


def _write_marks(marks: Marks, writer: int) -> dict[int, set[int]]:
    """Join the marks to what this writer wrote of the same slots before; return participants by activity.

    An activity that has been deleted since is passed over: it must not hold up the marks of the others.
    """
    if not marks:
        return {}
    activity_ids = set(Activity.objects.filter(pk__in={key[0] for key in marks}).values_list("pk", flat=True))
    written = PresenceSlot.objects.filter(
        activity_id__in=activity_ids, slot__in={key[1] for key in marks}, writer=writer
    )
    before = {
        (activity_id, slot): bytes(bitmap)
        for activity_id, slot, bitmap in written.values_list("activity_id", "slot", "bitmap")
    }
    marked: dict[int, set[int]] = {}
    rows = []
    for (activity_id, slot), participants in sorted(marks.items()):
        if activity_id in activity_ids:
            bitmap = joined(before.get((activity_id, slot), b""), bitmap_of(participants))
            rows.append(PresenceSlot(activity_id=activity_id, slot=slot, writer=writer, bitmap=bitmap))
            marked.setdefault(activity_id, set()).update(participants)
    PresenceSlot.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["activity", "slot", "writer"],
        update_fields=["bitmap"],
    )
    return marked


@lru_cache(maxsize=1)
def get_store() -> EdgeStore:
    """Return the store of this process, of the class that settings name; a forked process gets its own."""
    return cast(EdgeStore, import_string(settings.EVIDENCE_STORE)())


os.register_at_fork(after_in_child=get_store.cache_clear)
