"""Believable evidence for the crowd: real sessions through admission and fold, real marks in live streams."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from courses.domain.evidence.admission import admit_recorded
from courses.domain.evidence.bitmaps import bitmap_of
from courses.domain.evidence.codec import encode
from courses.domain.evidence.constants import LIVE_SLOT_MS, SLOT_MS
from courses.domain.evidence.pieces import SessionState, fold
from courses.domain.evidence.tokens import Anchor
from courses.enums import SessionKind
from courses.models import Activity, Completion, PresenceSlot, WatchSession

RATES = (1.0, 1.0, 1.25, 1.5, 2.0)
SEED = 1918
# No process has this boot id.
DEMO_WRITER = 0
PRESENCE_PROOF_SLOTS = 40
STAYS_ON = timedelta(hours=1)


Span = tuple[float, float]


@dataclass(frozen=True)
class Habits:
    """How one person studies: chances to watch and to attend, whether they stop midway, their speed.

    `care` is the chance to go back to what was hard, `haste` the chance to skip how a lecture begins.
    """

    diligence: float
    patience: float
    rate: float
    care: float
    haste: float

    @classmethod
    def drawn(cls, rng: random.Random) -> "Habits":
        """Return the habits of somebody: most are diligent, a few hardly come."""
        return cls(
            diligence=rng.betavariate(5, 1.6), patience=rng.betavariate(6, 1), rate=rng.choice(RATES),
            care=rng.betavariate(1.5, 3), haste=rng.betavariate(1, 4),
        )  # fmt: skip


@dataclass(frozen=True)
class Seams:
    """Where one recording is left, what of it is hard, how long its opening words are; in seconds."""

    dull_s: float
    hard: Span
    opening_s: float

    @classmethod
    def of(cls, activity: Activity) -> "Seams":
        """Return the same of a recording at every load."""
        rng = random.Random(SEED * activity.pk)  # noqa: S311 - invented evidence, nothing secret
        length_s = activity.duration_ms / 1000
        hard_s, hard_length_s = rng.uniform(0.3, 0.75) * length_s, rng.uniform(0.08, 0.15) * length_s
        return cls(
            dull_s=rng.uniform(0.25, 0.7) * length_s,
            hard=(hard_s, hard_s + hard_length_s),
            # Less than what may be missing of a recording that is credited.
            opening_s=0.045 * length_s,
        )


@dataclass(frozen=True)
class Sitting:
    """One sitting before a recording: when it began, and which spans of seconds were played one by one."""

    starts_at: datetime
    spans: tuple[Span, ...]


def load_recorded(rows: Iterable[Completion], *, now: datetime) -> None:
    """Write watch sessions for completion rows of webinars (with `activity` selected)."""
    by_person: dict[int, list[Completion]] = {}
    for row in rows:
        by_person.setdefault(row.participant_id, []).append(row)
    sessions: list[WatchSession] = []
    for participant_id in sorted(by_person):
        rng = random.Random(SEED * participant_id)  # noqa: S311 - invented evidence, nothing secret
        habits = Habits.drawn(rng)
        own = [
            make_session(row.activity, participant_id, sitting, rate=habits.rate)
            for row in by_person[participant_id]
            for sitting in _sittings(rng, habits, row, now)
        ]
        close_lanes(own)
        sessions += own
    WatchSession.objects.bulk_create(sessions, batch_size=1000)


def make_session(activity: Activity, participant_id: int, sitting: Sitting, *, rate: float) -> WatchSession:
    """Return an unsaved session whose evidence is what an honest player would have been credited."""
    t0_ms = int(sitting.starts_at.timestamp() * 1000)
    anchor = Anchor(
        kind="recorded", sid=1, participant=participant_id, activity=activity.pk, rev=activity.rev,
        t0_ms=t0_ms, duration_ms=activity.duration_ms, login=b"",
    )  # fmt: skip
    slots: list[object] = []
    step_ms = int(SLOT_MS * rate)
    for from_s, to_s in sitting.spans:
        end_ms = min(int(to_s * 1000), activity.duration_ms)
        for at_ms in range(int(from_s * 1000), end_ms, step_ms):
            slots.append([len(slots), at_ms, min(at_ms + step_ms, end_ms)])
    admitted = admit_recorded(slots, anchor=anchor, now_ms=t0_ms + len(slots) * SLOT_MS)
    return WatchSession(
        participant_id=participant_id, activity=activity, kind=SessionKind.RECORDED, rev=activity.rev,
        t0_ms=t0_ms, evidence=encode(fold(SessionState(), admitted.slots)), folded_at=sitting.starts_at,
    )  # fmt: skip


def close_lanes(sessions: Sequence[WatchSession]) -> None:
    """End each session of one person where their next one starts."""
    ordered = sorted(sessions, key=lambda session: session.t0_ms)
    for earlier, later in pairwise(ordered):
        earlier.lane_end_ms = later.t0_ms


def _sittings(rng: random.Random, habits: Habits, row: Completion, now: datetime) -> list[Sitting]:
    activity = row.activity
    opens, closes = row.opens_at or now - timedelta(days=10), min(row.closes_at or now, now)
    length_s = activity.duration_ms / 1000
    room_s = (closes - opens).total_seconds() - 2 * length_s
    # What has just opened has been watched by few.
    if room_s <= 0 or rng.random() > habits.diligence * min(1.0, room_s / (5 * 24 * 3600) + 0.15):
        return []
    starts_at = opens + timedelta(seconds=rng.random() ** 0.7 * room_s)
    seams = Seams.of(activity)
    begins_s = seams.opening_s if rng.random() < habits.haste else 0.0
    if rng.random() < habits.patience:
        return [Sitting(starts_at, _spans(rng, habits, seams, begins_s, length_s))]
    stop_s = length_s * rng.uniform(0.2, 0.85)
    if rng.random() < 0.6:
        stop_s = seams.dull_s + rng.expovariate(30 / length_s)
    first = Sitting(starts_at, _spans(rng, habits, seams, begins_s, stop_s))
    returns_at = starts_at + timedelta(hours=rng.uniform(1, 30))
    if rng.random() < 0.5 or returns_at + timedelta(seconds=length_s) > closes:
        return [first]
    # They come back a little later than they left off: a gap stays on the film.
    again_s = min(length_s, stop_s + rng.choice((0, 0, 12)))
    return [first, Sitting(returns_at, _spans(rng, habits, seams, again_s, length_s))]


def _spans(rng: random.Random, habits: Habits, seams: Seams, from_s: float, to_s: float) -> tuple[Span, ...]:
    """From one second to another; who did not follow goes back once to where it became hard."""
    hard_s, clear_s = seams.hard
    if from_s < hard_s and clear_s < to_s and rng.random() < habits.care:
        return ((from_s, clear_s), (hard_s, to_s))
    return ((from_s, to_s),)


def has_presence(activity: Activity) -> bool:
    """Tell whether an earlier load marked people at the start of this stream as it is scheduled now."""
    if activity.starts_at is None:
        return False
    first = int(activity.starts_at.timestamp() * 1000) // LIVE_SLOT_MS
    marks = PresenceSlot.objects.filter(activity=activity, writer=DEMO_WRITER)
    # Marks before the start are of a load that had the stream earlier, and reached ahead of its own time.
    return (
        marks.filter(slot__range=(first, first + PRESENCE_PROOF_SLOTS)).exists()
        and not marks.filter(slot__lt=first).exists()
    )


def load_presence(
    activity: Activity,
    participant_ids: Iterable[int],
    *,
    now: datetime,
    lost: tuple[datetime, datetime] | None = None,
) -> None:
    """Write who was in a stream, of a running one an hour ahead: whoever looks at the demo finds people in it.

    Replaces what an earlier load wrote for it. In the time `lost` no mark arrived.
    """
    if activity.starts_at is None or activity.ends_at is None:
        return
    rng = random.Random(SEED + activity.pk)  # noqa: S311 - invented evidence, nothing secret
    starts, ends = activity.starts_at, min(activity.ends_at, now + STAYS_ON)
    length_s = (ends - starts).total_seconds()
    marks: dict[int, set[int]] = {}
    for participant_id in participant_ids:
        habits = Habits.drawn(random.Random(SEED * participant_id))  # noqa: S311 - as above
        if rng.random() > habits.diligence:
            continue
        joins_s = max(0.0, rng.gauss(40, 240))
        leaves_s = length_s if rng.random() < habits.patience else length_s * rng.uniform(0.3, 0.95)
        first = int((starts.timestamp() + joins_s) * 1000) // LIVE_SLOT_MS
        last = int((starts.timestamp() + leaves_s) * 1000) // LIVE_SLOT_MS
        for slot in range(first, last + 1):
            marks.setdefault(slot, set()).add(participant_id)
    for slot in range(*_slots_of(*lost)) if lost else ():
        marks.pop(slot, None)
    PresenceSlot.objects.filter(activity=activity, writer=DEMO_WRITER).delete()
    PresenceSlot.objects.bulk_create(
        PresenceSlot(activity=activity, slot=slot, writer=DEMO_WRITER, bitmap=bitmap_of(participants))
        for slot, participants in marks.items()
    )


def _slots_of(first: datetime, last: datetime) -> tuple[int, int]:
    return int(first.timestamp() * 1000) // LIVE_SLOT_MS, int(last.timestamp() * 1000) // LIVE_SLOT_MS
