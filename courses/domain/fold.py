"""The append log and the marks become evidence, progress and completion, each in one transaction."""

import json
import logging
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import OperationalError, connection, transaction

from ..models import PingRow, RetainedPing, WatchSession
from . import bulk, completion
from .evidence import codec
from .evidence.admission import AdmittedSlot
from .evidence.constants import DELAYED_MS, SLOT_MS
from .evidence.pieces import SessionState, fold, join, piece_of
from .notices import announce_completion_change
from .progress import CHUNK, refresh_progress

logger = logging.getLogger("courses.fold")

BATCH = 20_000


@dataclass
class Folded:
    """What one batch did.

    `rows` log rows were taken; `touched` are participants by activity; `lane_ends` tells of each participant
    met in a session that was superseded where its lane ended, in unix milliseconds.
    """

    rows: int = 0
    touched: dict[int, set[int]] = field(default_factory=dict)
    lane_ends: dict[int, int] = field(default_factory=dict)


class Logged(NamedTuple):
    """A row of the append log as it is read; `refused` is JSON."""

    pk: int
    session_id: int
    received_ms: int
    slots: bytes
    refused: str


def fold_log(*, now: datetime, participant_id: int | None = None, limit: int = BATCH) -> Folded:
    """Take rows from the append log, fold them into their sessions, and bring what follows up to date.

    Deletes exactly the rows it read, in the same transaction; several processes may fold at once, each takes
    rows that no other one holds. The number of queries does not depend on the number of rows.
    """
    folded = Folded()
    log = PingRow.objects.all()
    if participant_id is not None:
        log = log.filter(session__participant_id=participant_id)
    if not log.exists():
        # The usual answer, without a transaction that would lock the database for writing.
        return folded
    with transaction.atomic():
        rows = _take_rows(participant_id, limit)
        folded.rows = len(rows)
        if rows:
            _fold_rows(rows, folded, now)
            for activity_id, participant_ids in sorted(folded.touched.items()):
                derive(activity_id=activity_id, participant_ids=participant_ids, now=now)
    return folded


def _take_rows(participant_id: int | None, limit: int) -> list[Logged]:
    """The oldest rows that no other process holds, in the order they were written, out of the log."""
    skip = "FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    whose, params = "", []
    if participant_id is not None:
        whose = "WHERE session_id IN (SELECT id FROM courses_watchsession WHERE participant_id = %s)"
        params = [participant_id]
    rows = bulk.take(
        PingRow,
        ["id", "session", "received_ms", "slots", "refused"],
        rows=f"SELECT id FROM courses_pingrow {whose} ORDER BY id LIMIT %s {skip}",  # noqa: S608 - both are constants
        params=[*params, limit],
    )
    return [Logged(*row) for row in sorted(rows)]


def _fold_rows(rows: Sequence[Logged], folded: Folded, now: datetime) -> None:
    by_session: dict[int, list[Logged]] = {}
    for row in rows:
        by_session.setdefault(row.session_id, []).append(row)
    # In the order of their ids, so that two processes never wait for each other. A session may be gone: the
    # account was erased while its last pings were on their way.
    sessions = (
        WatchSession.objects.select_for_update()
        .filter(bulk.among("pk", by_session))
        .order_by("pk")
        .values_list(
            "pk", "participant_id", "activity_id", "t0_ms", "lane_end_ms", "evidence", "delayed_slots"
        )
    )
    changed, known = [], set()
    for pk, participant_id, activity_id, t0_ms, lane_end_ms, evidence, delayed in sessions:
        known.add(pk)
        if lane_end_ms is not None:
            latest = folded.lane_ends.get(participant_id, 0)
            folded.lane_ends[participant_id] = max(latest, lane_end_ms)
        before = codec.decode(bytes(evidence))
        after, more_delayed = _add(before, by_session[pk], t0_ms)
        if after is not before:
            changed.append((codec.encode(after), bulk.instant(now), delayed + more_delayed, pk))
            folded.touched.setdefault(activity_id, set()).add(participant_id)
    bulk.update(WatchSession, ["evidence", "folded_at", "delayed_slots", "id"], changed)
    _count_refused(by_session)
    if settings.EVIDENCE_RETENTION_DAYS:
        retained = [row[1:4] for row in rows if row.slots and row.session_id in known]
        bulk.insert(RetainedPing, ["session", "received_ms", "slots"], retained)


def _add(state: SessionState, rows: Sequence[Logged], t0_ms: int) -> tuple[SessionState, int]:
    """What a session has shown with some more rows, and how many of their new slots came late."""
    delayed = 0
    for row in rows:
        other = codec.decode(bytes(row.slots))
        after = join(state, other)
        # The first slots so many had ended a minute before the row came.
        late = (row.received_ms - DELAYED_MS - 1 - t0_ms) // SLOT_MS
        if after is not state and late > 0 and other.pieces[0].k0 < late:
            fresh = after.wall.bits & ~state.wall.bits
            delayed += (fresh & ((1 << late) - 1)).bit_count()
        state = after
    return state, delayed


def _count_refused(by_session: Mapping[int, Sequence[Logged]]) -> None:
    """Add what was refused to the sessions it came from; most batches have nothing of the kind."""
    refused: dict[int, Counter[str]] = {}
    for session_id, rows in by_session.items():
        for row in rows:
            if row.refused != "{}":
                refused.setdefault(session_id, Counter()).update(json.loads(row.refused))
    if refused:
        counted = WatchSession.objects.filter(pk__in=refused).order_by("pk").values_list("pk", "refused")
        bulk.update(
            WatchSession,
            ["refused", "id"],
            [(json.dumps(refused[pk] + Counter(before)), pk) for pk, before in counted],
        )


def derive(*, activity_id: int, participant_ids: Collection[int], now: datetime) -> None:
    """Bring the progress and the completion of some participants of an activity up to date."""
    with transaction.atomic(savepoint=False):
        refresh_progress(activity_id=activity_id, participant_ids=participant_ids, now=now)
        judge(activity_id=activity_id, participant_ids=participant_ids, now=now)


def measure_anew(*, activity_id: int, participant_ids: Collection[int], now: datetime) -> None:
    """Bring some participants up to date after their windows were written, and say that their rows changed.

    Each 5,000 of them in a transaction of their own, so that nobody waits long for the database.
    """
    ids = sorted(participant_ids)
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        with transaction.atomic():
            derive(activity_id=activity_id, participant_ids=chunk, now=now)
            announce_completion_change(chunk, {activity_id})


def judge(*, activity_id: int, participant_ids: Collection[int] | None, now: datetime) -> None:
    """Bring the completion of some participants (None: all) up to date; a rule that fails is logged.

    A rule may be a plugin's: its fault must not stop the evidence, nor other activities.
    """
    try:
        with transaction.atomic():
            completion.recompute(activity_id=activity_id, participant_ids=participant_ids, now=now)
    except OperationalError:
        raise
    except Exception:
        logger.exception("completion of activity %s could not be measured", activity_id)


def pack_slots(slots: Sequence[AdmittedSlot]) -> bytes:
    """Return the admitted slots of one ping as the append log keeps them."""
    piece = piece_of(slots) if slots else None
    return codec.encode(SessionState((piece,)) if piece else fold(SessionState(), slots))


def unpack_slots(raw: bytes | memoryview) -> list[AdmittedSlot]:
    """Return what `pack_slots` wrote. Raises CorruptState."""
    return list(codec.decode(bytes(raw)).slots())
