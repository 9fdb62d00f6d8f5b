"""Where admitted evidence waits between the web edge and the database: an interface, a buffer in memory."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from types import MappingProxyType
from typing import Final, NamedTuple, Protocol

from courses.domain.evidence.admission import AdmittedSlot
from courses.domain.evidence.live import slots_touched

Marks = dict[tuple[int, int], set[int]]
"""Participants by (activity, absolute live slot)."""

Answers = dict[tuple[int, int, int], int]
"""When each (activity, participant, period) of a prompt was answered, in UTC milliseconds."""

_NONE_REFUSED: Final[Mapping[str, int]] = MappingProxyType({})


class Row(NamedTuple):
    """One ping of a recorded session: what was admitted of it, how many slots were refused for each reason.

    `received_ms` is the server's UTC time.
    """

    sid: int
    received_ms: int
    slots: tuple[AdmittedSlot, ...]
    refused: Mapping[str, int] = _NONE_REFUSED


@dataclass(frozen=True, slots=True)
class Drained:
    """What was taken out of a store at once, for one transaction of its writer."""

    rows: list[Row] = field(default_factory=list)
    marks: Marks = field(default_factory=dict)
    answers: Answers = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.rows or self.marks or self.answers)


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

    def known(self, sid: int) -> int:
        """Tell which slots of a recorded session were taken, as the bits of one integer; best effort as above."""
        ...

    def mark(self, activity: int, participant: int, received_ms: int) -> None:
        """Mark a participant present in the slots a live ping received at that instant covers.

        Raises BufferFull.
        """
        ...

    def answer(self, activity: int, participant: int, period: int, received_ms: int) -> None:
        """Take that a participant answered the prompt of a period. Raises BufferFull."""
        ...

    def drain(self) -> Drained:
        """Hand over what was taken since the last drain, each thing to one caller only."""
        ...


class MemoryBuffer:
    """An EvidenceStore in the memory of one process, safe for threads and bounded in every direction.

    It holds at most `max_slots` slots of recorded sessions, `max_marks` live marks and as many answers between
    two drains, and remembers the slots of the `max_sessions` sessions heard from last.
    """

    def __init__(
        self, *, max_slots: int = 200_000, max_marks: int = 500_000, max_sessions: int = 60_000
    ) -> None:
        self._max_slots = max_slots
        self._max_marks = max_marks
        self._max_sessions = max_sessions
        self._lock = Lock()
        # The wall slots known of each session, as the bits of one integer.
        self._known: OrderedDict[int, int] = OrderedDict()
        self._rows: list[Row] = []
        self._marks: Marks = {}
        self._answers: Answers = {}
        self._slot_count = 0
        self._mark_count = 0

    def append(self, rows: Sequence[Row]) -> int:
        """See EvidenceStore. Only what is new of a row is kept, and a row with nothing new is not."""
        with self._lock:
            if self._slot_count + sum(map(_weight, rows)) > self._max_slots:
                raise BufferFull("too many slots wait to be written")
            return sum(map(self._take, rows))

    def known(self, sid: int) -> int:
        """See EvidenceStore."""
        return self._known.get(sid, 0)

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

    def answer(self, activity: int, participant: int, period: int, received_ms: int) -> None:
        """See EvidenceStore. The first answer of a period counts."""
        with self._lock:
            if len(self._answers) >= self._max_marks:
                raise BufferFull("too many answers wait to be written")
            self._answers.setdefault((activity, participant, period), received_ms)

    def drain(self) -> Drained:
        """See EvidenceStore. Give it back to `restore` if it could not be written."""
        with self._lock:
            drained = Drained(self._rows, self._marks, self._answers)
            self._rows, self._marks, self._answers = [], {}, {}
            self._slot_count = self._mark_count = 0
            return drained

    def restore(self, drained: Drained) -> None:
        """Put back what a failed writer had drained, before what came since; never refused."""
        with self._lock:
            self._rows[:0] = drained.rows
            self._slot_count += sum(map(_weight, drained.rows))
            for key, participants in drained.marks.items():
                self._marks.setdefault(key, set()).update(participants)
            self._mark_count = sum(map(len, self._marks.values()))
            self._answers = {**self._answers, **drained.answers}

    def forget(self) -> None:
        """Forget which slots are known, so that what clients are asked to send again is kept again."""
        with self._lock:
            self._known.clear()

    def _take(self, row: Row) -> int:
        known = self._known.get(row.sid, 0)
        fresh = tuple(slot for slot in row.slots if not known >> slot.k & 1)
        repeated = len(row.slots) - len(fresh)
        if fresh or row.refused:
            kept = row._replace(slots=fresh) if repeated else row
            self._rows.append(kept)
            self._slot_count += _weight(kept)
            for slot in fresh:
                known |= 1 << slot.k
            self._known[row.sid] = known
            self._known.move_to_end(row.sid)
            if len(self._known) > self._max_sessions:
                self._known.popitem(last=False)
        return repeated


def _weight(row: Row) -> int:
    """How much of the bound a row takes up: a ping of which everything was refused takes its place too."""
    return len(row.slots) or bool(row.refused)
