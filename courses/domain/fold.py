"""The append log and the marks become evidence, progress and completion, each in one transaction."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet

from ..models import PingRow, WatchSession
from . import completion
from .evidence import codec
from .evidence.admission import AdmittedSlot
from .evidence.pieces import SessionState, fold
from .progress import refresh_progress

logger = logging.getLogger("courses.fold")

BATCH = 2_000


@dataclass
class Folded:
    """What one batch did.

    `rows` log rows were taken; `touched` are participants by activity; `lane_ends` tells of each participant
    met in a session that was superseded where its lane ended, in unix milliseconds.
    """

    rows: int = 0
    touched: dict[int, set[int]] = field(default_factory=dict)
    lane_ends: dict[int, int] = field(default_factory=dict)


def fold_log(*, now: datetime, participant_id: int | None = None, limit: int = BATCH) -> Folded:
    """Take rows from the append log, fold them into their sessions, and bring what follows up to date.

    Deletes exactly the rows it read, in the same transaction; several processes may fold at once, each takes
    rows that no other one holds. The number of queries does not depend on the number of rows.
    """
    folded = Folded()
    log = PingRow.objects.order_by("pk")
    if participant_id is not None:
        sessions = WatchSession.objects.filter(participant_id=participant_id)
        log = log.filter(session_id__in=sessions.values("pk"))
    if not log.exists():
        # The usual answer, without a transaction that would lock the database for writing.
        return folded
    with transaction.atomic():
        rows = _take_rows(log, limit)
        folded.rows = len(rows)
        if rows:
            _fold_rows(rows, folded, now)
            for activity_id, participant_ids in sorted(folded.touched.items()):
                derive(activity_id=activity_id, participant_ids=participant_ids, now=now)
    return folded


def _take_rows(log: QuerySet[PingRow], limit: int) -> list[PingRow]:
    if connection.features.has_select_for_update_skip_locked:
        log = log.select_for_update(skip_locked=True)
    rows = list(log[:limit])
    # One statement, whoever listens to deletions elsewhere: nothing refers to the log.
    PingRow.objects.filter(pk__in=[row.pk for row in rows])._raw_delete(connection.alias)
    return rows


def _fold_rows(rows: Sequence[PingRow], folded: Folded, now: datetime) -> None:
    claims: dict[int, list[AdmittedSlot]] = {}
    for row in rows:
        claims.setdefault(row.session_id, []).extend(unpack_slots(row.slots))
    # In the order of their ids, so that two processes never wait for each other. A session may be gone: the
    # account was erased while its last pings were on their way.
    sessions = WatchSession.objects.select_for_update().filter(pk__in=claims).order_by("pk")
    changed = []
    for session in sessions:
        if session.lane_end_ms is not None:
            known = folded.lane_ends.get(session.participant_id, 0)
            folded.lane_ends[session.participant_id] = max(known, session.lane_end_ms)
        before = codec.decode(bytes(session.evidence))
        after = fold(before, claims[session.pk])
        if after is not before:
            session.evidence, session.folded_at = codec.encode(after), now
            changed.append(session)
            folded.touched.setdefault(session.activity_id, set()).add(session.participant_id)
    WatchSession.objects.bulk_update(changed, ["evidence", "folded_at"], batch_size=500)


def derive(*, activity_id: int, participant_ids: Collection[int], now: datetime) -> None:
    """Bring the progress and the completion of some participants of an activity up to date."""
    with transaction.atomic():
        refresh_progress(activity_id=activity_id, participant_ids=participant_ids, now=now)
        judge(activity_id=activity_id, participant_ids=participant_ids, now=now)


def judge(*, activity_id: int, participant_ids: Collection[int], now: datetime) -> None:
    """Bring the completion of some participants up to date; a rule that fails is logged.

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
    return codec.encode(fold(SessionState(), slots))


def unpack_slots(raw: bytes | memoryview) -> list[AdmittedSlot]:
    """Return what `pack_slots` wrote. Raises CorruptState."""
    return list(codec.decode(bytes(raw)).slots())
