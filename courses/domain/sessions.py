"""Watch sessions: who may start one, where its lane ends, and what was folded into it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from prokadry.accounts.models import User

from ..enums import SessionKind
from ..extensions import activity_types
from ..models import Activity, Completion, WatchSession
from . import access, bulk
from .evidence import codec
from .evidence.constants import CLOCK_SLACK_MS, SESSION_MAX_MS, SLOT_MS
from .evidence.recut import Edits
from .evidence.seen import Lane
from .instants import to_ms
from .recuts import edits_of

STARTS_BURST = 40
START_EVERY_MS = 6_000
# A room stays open this long after the schedule: a lecturer may run over, and the end is corrected later.
LIVE_LATE_MS = 30 * 60 * 1000


class UnknownActivity(Exception):  # noqa: N818 - says what is wrong
    """There is no such activity for this person now: unpublished, not in their curriculum, not open yet."""


class Mismatch(Exception):  # noqa: N818 - says what is wrong
    """The activity takes no evidence of this kind, or has no such revision of the recording."""


class Over(Exception):  # noqa: N818 - says what is wrong
    """The person's window is closed, or the stream has ended."""


class TooManyStarts(Exception):  # noqa: N818 - says what is wrong
    """More sessions than a person can need; `retry_after_s` says when the next one may start."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"the next session may start in {retry_after_s} s")
        self.retry_after_s = retry_after_s


@dataclass(frozen=True)
class Started:
    """A new session. `cut_activity_id` is the activity of a lane it cut shorter than what was folded."""

    session: WatchSession
    cut_activity_id: int | None = None


def check_start(
    *, user: User, activity_id: int, kind: str, rev: int | None, now: datetime
) -> tuple[Activity, Completion]:
    """Return the activity and the person's row if a session may start now.

    Raises UnknownActivity, Mismatch, Over, in this order. Staff who may preview an activity earn no credit:
    without a row of their own they are told that there is none.
    """
    activity = Activity.objects.filter(pk=activity_id, is_live=True).first()
    completion = access.completion_of(user, activity) if activity else None
    if activity is None or completion is None or not completion.is_assigned:
        raise UnknownActivity
    answer = access.check_access(user=user, activity=activity, now=now, completion=completion)
    if not (answer.allowed or answer.reason == "closed") or now < _opens_at(activity, completion, now):
        raise UnknownActivity
    if not _fits(activity, kind, rev):
        raise Mismatch
    closes_at = completion.closes_at
    ends_at = activity.ends_at if kind == SessionKind.LIVE else None
    if not answer.allowed or (closes_at and now >= closes_at) or (ends_at and now >= ends_at):
        raise Over
    return activity, completion


def _opens_at(activity: Activity, completion: Completion, now: datetime) -> datetime:
    opens_at = completion.opens_at or now
    if activity.starts_at is None:
        return opens_at
    return max(opens_at, activity.starts_at - timedelta(seconds=settings.LIVE_EARLY_ENTRY_S))


def _fits(activity: Activity, kind: str, rev: int | None) -> bool:
    activity_type = activity_types.find(activity.type)
    if activity_type is None or not kind or activity_type.session_kind != kind:
        return False
    if kind == SessionKind.RECORDED and not activity.duration_ms:
        return False
    return rev is None or rev == activity.rev


@transaction.atomic
def start_session(*, participant_id: int, activity: Activity, kind: str, now: datetime) -> Started:
    """Write and return a new session; a recorded one ends the lane of the person's previous one.

    The database decides races: starts of one person wait for each other. Raises TooManyStarts.
    """
    User.objects.select_for_update(no_key=True).only("pk").get(pk=participant_id)
    now_ms = to_ms(now)
    _check_rate(participant_id, now_ms)
    previous = None
    if kind == SessionKind.RECORDED:
        previous = WatchSession.objects.filter(
            participant_id=participant_id, kind=SessionKind.RECORDED, lane_end_ms__isnull=True
        ).first()
    t0_ms = now_ms
    if previous:
        if previous.t0_ms > now_ms + CLOCK_SLACK_MS:
            # The clock was set back, and that time is yet to come: what was shown in it is kept, and nobody
            # has to wait for it.
            slots = codec.decode(bytes(previous.evidence)).wall.bits.bit_length()
            previous.lane_end_ms = previous.t0_ms + slots * SLOT_MS
        else:
            # Even if the clock stood still, the later session starts later.
            t0_ms = max(now_ms, previous.t0_ms + 1)
            previous.lane_end_ms = t0_ms
        previous.save(update_fields=["lane_end_ms"])
    session = WatchSession.objects.create(
        participant_id=participant_id, activity=activity, kind=kind, rev=activity.rev, t0_ms=t0_ms
    )
    return Started(session, previous.activity_id if previous and _was_cut(previous) else None)


def _check_rate(participant_id: int, now_ms: int) -> None:
    """A bucket of STARTS_BURST that regains one start every START_EVERY_MS, read from the sessions."""
    starts = WatchSession.objects.filter(participant_id=participant_id).order_by("-pk")
    recent = list(starts.values_list("t0_ms", flat=True)[: 2 * STARTS_BURST])
    wait_ms = max(
        (
            min(t0_ms, now_ms) + (count + 1 - STARTS_BURST) * START_EVERY_MS - now_ms
            for count, t0_ms in enumerate(recent, start=1)
            if count >= STARTS_BURST
        ),
        default=0,
    )
    if wait_ms > 0:
        raise TooManyStarts(-(-wait_ms // 1000))


def _was_cut(session: WatchSession) -> bool:
    """Whether a slot that had been folded ends after the lane does now: by the clock's slack it may."""
    lane = decode_lane(session)
    return any(piece.k1 > lane.slots_until(None) for piece in lane.state.pieces)


def live_lease_ms(activity: Activity, *, t0_ms: int) -> int:
    """Return how long from its start a live session may mark presence, in milliseconds."""
    if activity.ends_at is None:
        return SESSION_MAX_MS
    return max(0, min(SESSION_MAX_MS, to_ms(activity.ends_at) + LIVE_LATE_MS - t0_ms))


def lanes_of(*, activity_id: int, participant_ids: Collection[int] | None = None) -> dict[int, list[Lane]]:
    """Return the recorded sessions of an activity as lanes, by participant and in the order of their start.

    What was watched in an earlier cut of the video is counted in units of the present one. Reads all
    participants when none are named; those without a session are left out. Two queries.
    """
    sessions = WatchSession.objects.filter(activity_id=activity_id, kind=SessionKind.RECORDED)
    if participant_ids is not None:
        sessions = sessions.filter(bulk.among("participant_id", participant_ids))
    edits = edits_of(activity_id=activity_id)
    lanes: dict[int, list[Lane]] = {}
    rows = sessions.order_by("t0_ms").values_list("participant_id", "t0_ms", "lane_end_ms", "evidence", "rev")
    for participant_id, t0_ms, lane_end_ms, evidence, rev in bulk.read(rows):
        lane = Lane(t0_ms, lane_end_ms, codec.decode(bytes(evidence)), edits.get(rev))
        lanes.setdefault(participant_id, []).append(lane)
    return lanes


def superseded(*, session_ids: Collection[int]) -> list[tuple[int, int]]:
    """Return (participant, end of the lane in unix milliseconds) of those sessions whose lane has ended."""
    if not session_ids:
        return []
    ended = WatchSession.objects.filter(bulk.among("pk", session_ids), lane_end_ms__isnull=False)
    rows = ended.values_list("participant_id", "lane_end_ms")
    return [(participant_id, end_ms) for participant_id, end_ms in rows if end_ms is not None]


def decode_lane(session: WatchSession, edits: Edits | None = None) -> Lane:
    """Return one session as the pure functions of evidence take it. Raises CorruptState.

    `edits` lead from the cut it was watched in to the present one; None: that is the present one.
    """
    return Lane(session.t0_ms, session.lane_end_ms, codec.decode(bytes(session.evidence)), edits)
