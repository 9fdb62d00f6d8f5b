"""Raw evidence that is kept for a while: folding it again must give what is stored, and then it goes."""

from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter

from django.conf import settings
from django.db import connection

from ..models import RetainedPing
from .evidence import codec
from .evidence.pieces import SessionState, join
from .instants import to_ms


def purge_retained(*, now: datetime) -> int:
    """Delete folded pings older than `EVIDENCE_RETENTION_DAYS`; return how many."""
    oldest_ms = to_ms(now - timedelta(days=settings.EVIDENCE_RETENTION_DAYS))
    # One statement, whoever listens to deletions elsewhere: nothing refers to the log.
    return RetainedPing.objects.filter(received_ms__lt=oldest_ms)._raw_delete(connection.alias)


def refold_retained() -> tuple[int, list[int]]:
    """Fold the pings of every session again whose pings are all kept; write nothing.

    Returns how many sessions were compared, and the ids of those whose stored evidence differs: none on a healthy
    database. A session is taken for whole if it started after the oldest ping that is still kept.
    """
    oldest_ms = RetainedPing.objects.order_by("received_ms").values_list("received_ms", flat=True).first()
    rows = (
        RetainedPing.objects.filter(session__t0_ms__gte=oldest_ms or 0)
        .order_by("session_id", "pk")
        .values_list("session_id", "session__evidence", "slots")
    )
    compared, differing = 0, []
    for session_id, pings in groupby(rows.iterator(), key=itemgetter(0)):
        state, stored = SessionState(), b""
        for _, evidence, slots in pings:
            state, stored = join(state, codec.decode(bytes(slots))), bytes(evidence)
        compared += 1
        if codec.encode(state) != stored:
            differing.append(session_id)
    return compared, differing
