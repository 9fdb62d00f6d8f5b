"""Where admitted evidence waits between the web edge and the database: an interface, a buffer in memory."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import NamedTuple, Protocol

from courses.domain.evidence.admission import AdmittedSlot
from courses.domain.evidence.live import slots_touched
from courses.domain.evidence.pieces import WallSet

Marks = dict[tuple[int, int], set[int]]
"""Participants by (activity, absolute live slot)."""


class Row(NamedTuple):
    """The admitted slots of one ping of a recorded session; `received_ms` is the server's UTC time."""

    sid: int
    received_ms: int
    slots: tuple[AdmittedSlot, ...]


@dataclass(frozen=True, slots=True)
class Drained:
    """What was taken out of a store at once, for one transaction of its writer."""

    rows: list[Row] = field(default_factory=list)
    marks: Marks = field(default_factory=dict)


class BufferFull(Exception):  # noqa: N818  # says what is wrong
    """The writer is behind: nothing was taken, and the client should try again later (503)."""


class EvidenceStore(Protocol):
    """The write path of evidence. Everything in it is a fact, so taking one twice changes nothing."""

    def append(self, rows: Sequence[Row]) -> int:
        """Take rows of recorded sessions, all or none; answers how many of their slots were already known.

        Knowing is best effort: a slot not known may still have been taken, by this process or another one.
        Raises BufferFull.
        """
        ...

    def mark(self, activity: int, participant: int, received_ms: int) -> None:
        """Mark a participant present in the slots a live ping received at that instant covers.

        Raises BufferFull.
        """
        ...

    def drain(self) -> Drained:
        """Hand over what was taken since the last drain, each thing to one caller only."""
        ...


class MemoryBuffer:
    """An EvidenceStore in the memory of one process, safe for threads and bounded in every direction.

    It holds at most `max_slots` slots of recorded sessions and `max_marks` live marks between two drains, and
    remembers the slots of the `max_sessions` sessions heard from last.
    """

    def __init__(
        self, *, max_slots: int = 100_000, max_marks: int = 500_000, max_sessions: int = 20_000
    ) -> None:
        self._max_slots = max_slots
        self._max_marks = max_marks
        self._max_sessions = max_sessions
        self._lock = Lock()
        self._known: OrderedDict[int, WallSet] = OrderedDict()
        self._clear()

    def append(self, rows: Sequence[Row]) -> int:
        """See EvidenceStore. A row that brings no new slot is not kept."""
        with self._lock:
            if self._slot_count + sum(len(row.slots) for row in rows) > self._max_slots:
                raise BufferFull("too many slots wait to be written")
            return sum(self._take(row) for row in rows)

    def mark(self, activity: int, participant: int, received_ms: int) -> None:
        """See EvidenceStore."""
        touched = slots_touched(received_ms)
        with self._lock:
            if self._mark_count + len(touched) > self._max_marks:
                raise BufferFull("too many marks wait to be written")
            for slot in touched:
                marked = self._marks.setdefault((activity, slot), set())
                if participant not in marked:
                    marked.add(participant)
                    self._mark_count += 1

    def drain(self) -> Drained:
        """See EvidenceStore. Give it back to `restore` if it could not be written."""
        with self._lock:
            drained = Drained(self._rows, self._marks)
            self._clear()
            return drained

    def restore(self, drained: Drained) -> None:
        """Put back what a failed writer had drained, before what came since; never refused."""
        with self._lock:
            self._rows[:0] = drained.rows
            self._slot_count += sum(len(row.slots) for row in drained.rows)
            for key, participants in drained.marks.items():
                self._marks.setdefault(key, set()).update(participants)
            self._mark_count = sum(map(len, self._marks.values()))

    def forget(self) -> None:
        """Forget which slots are known, so that what clients are asked to send again is kept again."""
        with self._lock:
            self._known.clear()

    def _clear(self) -> None:
        self._rows: list[Row] = []
        self._marks: Marks = {}
        self._slot_count = 0
        self._mark_count = 0

    def _take(self, row: Row) -> int:
        known = self._known.get(row.sid, WallSet())
        repeated = sum(slot.k in known for slot in row.slots)
        if repeated < len(row.slots):
            self._rows.append(row)
            self._slot_count += len(row.slots)
            self._known[row.sid] = known.joined(slot.k for slot in row.slots)
            self._known.move_to_end(row.sid)
            if len(self._known) > self._max_sessions:
                self._known.popitem(last=False)
        return repeated
