"""What was credited of a recording: every sitting, and the union of all."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ...enums import SessionKind
from ...models import Completion, WatchSession
from ..evidence.constants import SLOT_MS, SLOT_S, UNIT_MS
from ..evidence.ranges import Range, Ranges, merged, subtracted, total
from ..evidence.recording import Recording
from ..evidence.seen import Lane, seen
from ..instants import from_ms, to_ms
from ..recuts import edits_of
from ..sessions import decode_lane

OPEN, LEFT, CONTINUED, ELSEWHERE = "open", "left", "continued", "elsewhere"
# Somebody who played until so short before the next sitting was interrupted by it.
INTERRUPTED_MS = 30_000


@dataclass(frozen=True)
class Sitting:
    """One watch session as it was credited; ranges are half-open seconds of the recording.

    played      what the page reported and the server admitted
    credited    what of it counts: in the person's one lane, before their deadline, not left out by an editor
    fresh       what of that no earlier sitting had credited
    rate        mean seconds of the recording a second, None when nothing was played
    ended_by    `open` (the latest sitting), `left`, `continued` (the same activity was opened anew while it
                played), `elsewhere` (another activity was)
    late_s, taken_over_s    seconds cut by the deadline, and by the sitting that took over
    is_earlier_cut  an earlier cut of the video was played; its seconds are named as they stand in the present one
    refused     claims that were not admitted, slots of five seconds by reason
    """

    session_id: int
    started_at: datetime
    ended_at: datetime | None
    rate: float | None
    played: Ranges
    credited: Ranges
    fresh: Ranges
    ended_by: str
    next_title: str
    late_s: int
    taken_over_s: int
    is_earlier_cut: bool
    delayed_slots: int
    refused: dict[str, int]

    @property
    def credited_s(self) -> int:
        return total(self.credited)

    @property
    def fresh_s(self) -> int:
        return total(self.fresh)

    @property
    def repeated_s(self) -> int:
        """Credited seconds that had been credited before."""
        return self.credited_s - self.fresh_s

    @property
    def delayed_s(self) -> int:
        return self.delayed_slots * SLOT_S

    @property
    def refused_slots(self) -> int:
        return sum(self.refused.values())


@dataclass(frozen=True)
class Part:
    """A stretch of the recording: `seen`, `missing` or `excluded`, half-open seconds."""

    kind: str
    span: Range


@dataclass(frozen=True)
class RecordedTimeline:
    """A recording in whole seconds: what counts of it, what is needed, what is credited and what is missing."""

    duration_s: int
    excluded: Ranges
    countable_s: int
    share: str
    required_s: int
    seen: Ranges
    missing: Ranges
    closes_at: datetime | None
    sittings: list[Sitting]
    evidence: dict[str, Any]

    @property
    def seen_s(self) -> int:
        return total(self.seen)

    @property
    def parts(self) -> list[Part]:
        """The recording from its beginning to its end."""
        by_kind = {"excluded": self.excluded, "seen": self.seen, "missing": self.missing}
        parts = [Part(kind, span) for kind, spans in by_kind.items() for span in spans]
        return sorted(parts, key=lambda part: part.span)

    @property
    def left_s(self) -> int:
        return max(self.required_s - self.seen_s, 0)

    @property
    def pct(self) -> float | None:
        """Credited of countable seconds, 0–100, floored to a tenth; None without a recording."""
        return self.seen_s * 1000 // self.countable_s / 10 if self.countable_s else None

    @property
    def needed_pct(self) -> float:
        return float(self.share) * 100


def read_recorded(completion: Completion) -> RecordedTimeline:
    """Return the timeline of a recording, in three queries."""
    activity = completion.activity
    recording = Recording.of(activity.duration_ms, activity.excluded)
    share = str(completion.rule_params.get("share", activity.rule_params.get("share", 1)))
    sittings = _sittings(completion, recording)
    credited = merged(span for sitting in sittings for span in sitting.credited)
    seen_s = total(credited)
    return RecordedTimeline(
        duration_s=recording.units,
        excluded=recording.excluded,
        countable_s=recording.countable,
        share=share,
        required_s=recording.required(share),
        seen=credited,
        missing=recording.missing(credited),
        closes_at=completion.closes_at,
        sittings=sittings,
        evidence=recording.evidence(seen_s=seen_s, share=share) if seen_s else {},
    )


def _sessions(completion: Completion) -> list[WatchSession]:
    own = WatchSession.objects.filter(
        participant_id=completion.participant_id,
        activity_id=completion.activity_id,
        kind=SessionKind.RECORDED,
    )
    return list(own.order_by("t0_ms"))


def _sittings(completion: Completion, recording: Recording) -> list[Sitting]:
    sessions = _sessions(completion)
    edits = edits_of(activity_id=completion.activity_id)
    followers = _followers(sessions)
    until_ms = to_ms(completion.closes_at) if completion.closes_at else None
    sittings: list[Sitting] = []
    before: Ranges = ()
    for session in sessions:
        lane = decode_lane(session, edits.get(session.rev))
        follower = followers.get(session.lane_end_ms or 0)
        sitting = _sitting(session, lane, follower, recording, before=before, until_ms=until_ms)
        before = merged((*before, *sitting.credited))
        sittings.append(sitting)
    return sittings


def _followers(sessions: list[WatchSession]) -> dict[int, WatchSession]:
    """The sessions that took the lane over, by their start: of whatever activity, in one query."""
    ends = [session.lane_end_ms for session in sessions if session.lane_end_ms is not None]
    if not ends:
        return {}
    taken = WatchSession.objects.filter(
        participant_id=sessions[0].participant_id, kind=SessionKind.RECORDED, t0_ms__in=ends
    )
    return {session.t0_ms: session for session in taken.select_related("activity")}


def _sitting(
    session: WatchSession,
    lane: Lane,
    follower: WatchSession | None,
    recording: Recording,
    *,
    before: Ranges,
    until_ms: int | None,
) -> Sitting:
    units, excluded = recording.units, recording.excluded
    alone = Lane(lane.t0_ms, None, lane.state, lane.edits)
    played = seen([alone], units=units)
    in_lane = seen([lane], units=units, excluded=excluded)
    credited = seen([lane], units=units, excluded=excluded, until_ms=until_ms)
    slots = merged((piece.k0, piece.k1) for piece in lane.state.pieces if piece.speed)
    ended_ms = lane.t0_ms + slots[-1][1] * SLOT_MS if slots else None
    ended_by = _ended_by(session, ended_ms, follower)
    return Sitting(
        session_id=session.pk,
        started_at=from_ms(session.t0_ms),
        ended_at=None if ended_ms is None else from_ms(min(ended_ms, session.lane_end_ms or ended_ms)),
        rate=_rate(lane, slots),
        played=played,
        credited=credited,
        fresh=subtracted(credited, before),
        ended_by=ended_by,
        next_title=follower.activity.title if follower and ended_by == ELSEWHERE else "",
        late_s=total(in_lane) - total(credited),
        taken_over_s=total(subtracted(played, excluded)) - total(in_lane),
        is_earlier_cut=lane.edits is not None,
        delayed_slots=session.delayed_slots,
        refused={reason: count for reason, count in session.refused.items() if count},
    )


def _ended_by(session: WatchSession, ended_ms: int | None, follower: WatchSession | None) -> str:
    if session.lane_end_ms is None:
        return OPEN
    if ended_ms is None or ended_ms < session.lane_end_ms - INTERRUPTED_MS:
        return LEFT
    return CONTINUED if follower is None or follower.activity_id == session.activity_id else ELSEWHERE


def _rate(lane: Lane, slots: Ranges) -> float | None:
    """The mean speed; the last slot is left out where there are others, for it usually breaks off."""
    if not slots:
        return None
    full = max(slots[-1][1] - 1, slots[0][0] + 1)
    units = _units_played(lane, before=full)
    return round(units * UNIT_MS / (total(subtracted(slots, [(full, slots[-1][1])])) * SLOT_MS), 2)


def _units_played(lane: Lane, *, before: int) -> int:
    return sum(end - start for start, end in lane.units_before(before))
