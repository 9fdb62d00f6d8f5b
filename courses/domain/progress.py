"""What is credited so far: the Progress rows, derived from evidence, and what a page shows of them."""

import json
from collections.abc import Collection, Iterable
from datetime import datetime
from functools import partial
from typing import NamedTuple

from django.db import connection, transaction

from prokadry.accounts.models import User

from ..enums import SessionKind
from ..models import Activity, Completion, PresenceSlot, Progress, WatchSession
from . import bulk
from .amendments import read_amendments
from .evidence.bitmaps import participants_in
from .evidence.constants import LIVE_COVER_MS, LIVE_SLOT_MS, SLOT_MS
from .evidence.ranges import Ranges, subtracted, total
from .evidence.recording import Recording
from .evidence.recut import moved_position
from .evidence.seen import Lane, seen
from .instants import from_ms, to_ms
from .parallel import sum_over
from .presence import presence_ranges_of
from .rules import countable_slots_of
from .sessions import lanes_of

CHUNK = 5_000
DERIVED_FIELDS = ("ranges", "credited", "position_s", "last_seen_at")
COLUMNS = ["participant", "activity", *DERIVED_FIELDS, "updated_at"]


class Derived(NamedTuple):
    """The derived columns of one Progress row; `ranges` as JSON keeps it."""

    ranges: list[list[int]]
    credited: int
    position_s: int
    last_seen_at: datetime | None


NOTHING = Derived([], 0, 0, None)


def refresh_progress(*, activity_id: int, participant_ids: Collection[int], now: datetime) -> int:
    """Derive the Progress rows of some participants of an activity again; return how many changed.

    Marks may outlive an account: who was erased, or is not there any more, is passed over. Reads and writes in
    a number of queries that grows with chunks of 5,000 participants, never with each.
    """
    activity = Activity.objects.get(pk=activity_id)
    ids = sorted(participant_ids)
    changed = 0
    for start in range(0, len(ids), CHUNK):
        known = (
            User.objects.filter(bulk.among("pk", ids[start : start + CHUNK]), erased_at__isnull=True)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        changed += _refresh_chunk(activity, list(known), now)
    return changed


@transaction.atomic(savepoint=False)
def _refresh_chunk(activity: Activity, participant_ids: list[int], now: datetime) -> int:
    stored = {
        participant_id: Derived(*columns)
        for participant_id, *columns in Progress.objects.select_for_update()
        .filter(bulk.among("participant_id", participant_ids), activity=activity)
        # In one order, so that two processes never wait for each other.
        .order_by("participant_id")
        .values_list("participant_id", *DERIVED_FIELDS)
    }
    derived = _derive(activity, participant_ids)
    new = [participant_id for participant_id in derived if participant_id not in stored]
    if new and connection.features.has_select_for_update:
        _claim(activity, new, now)
        derived |= _derive(activity, new)
    instant = bulk.instant(now)
    changed = [
        (participant_id, activity.pk, *_as_columns(found), instant)
        for participant_id in participant_ids
        if (found := derived.get(participant_id, NOTHING)) != stored.get(participant_id, NOTHING)
    ]
    bulk.upsert(
        Progress,
        COLUMNS,
        changed,
        unique=["participant", "activity"],
    )
    return len(changed)


def _claim(activity: Activity, participant_ids: list[int], now: datetime) -> None:
    """Make the rows that are missing, so that they can be locked: waits for a process that makes the same ones.

    What the other process folded is seen only after it, so whoever claims has to derive again.
    """
    blank = _as_columns(NOTHING)
    bulk.insert(
        Progress,
        COLUMNS,
        [(participant_id, activity.pk, *blank, now) for participant_id in sorted(participant_ids)],
        conflict="ON CONFLICT DO NOTHING",
    )


def _as_columns(derived: Derived) -> tuple[str, int, int, object]:
    ranges, credited, position_s, last_seen_at = derived
    return json.dumps(ranges), credited, position_s, bulk.instant(last_seen_at)


def _derive(activity: Activity, participant_ids: list[int]) -> dict[int, Derived]:
    if activity.starts_at is not None:
        return _derive_presence(activity, participant_ids)
    return _derive_watching(activity, participant_ids)


def _derive_watching(activity: Activity, participant_ids: list[int]) -> dict[int, Derived]:
    recording = Recording.of(activity.duration_ms, activity.excluded)
    deadlines = dict(
        Completion.objects.filter(
            bulk.among("participant_id", participant_ids), activity=activity
        ).values_list("participant_id", "closes_at")
    )
    lanes = lanes_of(activity_id=activity.pk, participant_ids=participant_ids)
    return {
        participant_id: _watched(own, recording, closes_at=deadlines.get(participant_id))
        for participant_id, own in lanes.items()
    }


def _watched(lanes: list[Lane], recording: Recording, *, closes_at: datetime | None) -> Derived:
    until_ms = to_ms(closes_at) if closes_at else None
    ranges = seen(lanes, units=recording.units, excluded=recording.excluded, until_ms=until_ms)
    position_s, last_ms = _last_played(lanes)
    return Derived(
        _as_json(ranges),
        total(ranges),
        min(position_s, recording.units),
        from_ms(last_ms) if last_ms else None,
    )


def _last_played(lanes: Iterable[Lane]) -> tuple[int, int]:
    """Where in the recording the latest of a person's sessions stopped, and when, in unix milliseconds."""
    position_s, last_ms = 0, 0
    for lane in lanes:
        for piece in lane.state.pieces:
            ended_ms = lane.t0_ms + piece.k1 * SLOT_MS
            if piece.speed and ended_ms >= last_ms:
                position_s, last_ms = _position(lane, piece.u1), ended_ms
    return position_s, last_ms


def _position(lane: Lane, position_s: int) -> int:
    return position_s if lane.edits is None else moved_position(position_s, lane.edits)


def _derive_presence(activity: Activity, participant_ids: list[int]) -> dict[int, Derived]:
    """The marks reach 75 s ahead of the last ping: «last seen» is when it came, `credited` looks ahead."""
    amendments = read_amendments(activity_id=activity.pk, participant_ids=participant_ids)
    marked = presence_ranges_of(
        activity_id=activity.pk, participant_ids=participant_ids, outages=amendments.outages
    )

    def countable(excused: Ranges) -> Ranges:
        return countable_slots_of(activity, now=activity.ends_at, excused=excused) if activity.ends_at else ()

    for_most = countable(())
    countable_of = {person: countable(times) for person, times in amendments.excused.items()}
    return {
        participant_id: Derived(
            _as_json(ranges),
            total(common(ranges, countable_of.get(participant_id, for_most))),
            0,
            from_ms(ranges[-1][1] * LIVE_SLOT_MS - LIVE_COVER_MS),
        )
        for participant_id, ranges in marked.items()
    }


def common(ranges: Ranges, others: Ranges) -> Ranges:
    """Return what two sets of integers have in common."""
    return subtracted(ranges, subtracted(ranges, others))


def _as_json(ranges: Ranges) -> list[list[int]]:
    return [list(span) for span in ranges]


def rebuild_progress(*, now: datetime, processes: int = 1) -> int:
    """Derive every Progress row again; return how many changed, 0 on a healthy database.

    Several processes share the activities among them.
    """
    ids = list(Activity.objects.order_by("pk").values_list("pk", flat=True))
    return sum_over(partial(_rebuild, now=now), ids, processes=processes)


def _rebuild(activity_id: int, *, now: datetime) -> int:
    activity = Activity.objects.get(pk=activity_id)
    participant_ids = set(Progress.objects.filter(activity=activity).values_list("participant_id", flat=True))
    if activity.starts_at is None:
        watched = WatchSession.objects.filter(activity=activity, kind=SessionKind.RECORDED)
        participant_ids.update(watched.values_list("participant_id", flat=True).distinct())
    else:
        participant_ids |= present_at(activity_id=activity.pk)
    return refresh_progress(activity_id=activity.pk, participant_ids=participant_ids, now=now)


def present_at(*, activity_id: int, since_ms: int = 0) -> set[int]:
    """Return everybody marked in a stream in the slots from an instant on."""
    rows = PresenceSlot.objects.filter(activity_id=activity_id, slot__gte=since_ms // LIVE_SLOT_MS)
    everybody = 0
    for bitmap in rows.values_list("bitmap", flat=True).iterator():
        everybody |= int.from_bytes(bitmap, "little")
    return set(participants_in(everybody.to_bytes((everybody.bit_length() + 7) // 8, "little")))
