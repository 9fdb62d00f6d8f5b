"""What is unusual in the watch sessions of a recording."""

from collections import Counter
from datetime import timedelta

from ...enums import SessionKind
from ...models import WatchSession
from ..evidence.constants import SLOT_MS
from ..evidence.seen import Lane
from ..instants import from_ms
from ..sessions import decode_lane
from .facts import Anomaly, Found, People

# Who was playing so short before a takeover was interrupted by it; folding may lag behind by a minute.
INTERRUPTED_MS = 30_000
FOLD_LAG = timedelta(minutes=1)


def find_in_sessions(*, activity_id: int, people: People) -> Found:
    """Return refused and late slots and interrupted sittings by participant, in one query."""
    sessions = WatchSession.objects.filter(activity_id=activity_id)
    if people is not None:
        sessions = sessions.filter(participant_id__in=people)
    counts: dict[int, Counter[str]] = {}
    for session in sessions.iterator():
        own = _count(session)
        if own:
            counts.setdefault(session.participant_id, Counter()).update(own)
    return {participant_id: _as_facts(own) for participant_id, own in counts.items()}


def _count(session: WatchSession) -> Counter[str]:
    counts: Counter[str] = Counter()
    for reason, slots in session.refused.items():
        counts[f"refused_{reason}"] += slots
    counts["delayed"] += session.delayed_slots
    if _may_be_interrupted(session):
        lane = decode_lane(session)
        last = max((piece.k1 for piece in lane.state.pieces if piece.speed), default=0)
        if lane.t0_ms + last * SLOT_MS >= (session.lane_end_ms or 0) - INTERRUPTED_MS:
            counts["superseded"] += 1
            counts["superseded_s"] += _played_after(lane)
    return +counts


def _may_be_interrupted(session: WatchSession) -> bool:
    """Tell by cheap signs; the evidence of the few that are left is decoded."""
    if session.kind != SessionKind.RECORDED or session.lane_end_ms is None or session.folded_at is None:
        return False
    return session.folded_at >= from_ms(session.lane_end_ms) - FOLD_LAG


def _played_after(lane: Lane) -> int:
    slots = lane.slots_until(None)
    return sum(piece.u1 - piece.units_before(slots)[1] for piece in lane.state.pieces)


def _as_facts(counts: Counter[str]) -> list[Anomaly]:
    return [
        Anomaly(kind, count, counts["superseded_s"] if kind == "superseded" else 0)
        for kind, count in sorted(counts.items())
        if kind != "superseded_s"
    ]
