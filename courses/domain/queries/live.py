"""What the page of a live stream shows in its three states: before, on air, after."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from ...models import Activity, CheckIn, Checkpoint, LiveStreamPage, Speaker
from .. import media, transcode
from ..amendments import NO_AMENDMENTS, Amendments, read_amendments
from ..check_ins import count_needed, theirs
from ..evidence import live
from ..evidence.constants import LIVE_SLOT_MS
from ..evidence.ranges import Range, Ranges, merged, subtracted, total
from ..instants import to_ms
from ..progress import common
from ..rules import countable_slots_of
from .lecture import (
    MaterialView,
    Person,
    Place,
    Standing,
    current_revision,
    explained_url,
    read_materials,
    read_place,
    read_speakers,
    read_standing,
    to_ranges,
)

BEFORE, RUNNING, AFTER = "before", "running", "after"


@dataclass(frozen=True)
class Interval:
    """A stretch of the stream, seconds from its start. `kind` is `present`, `absent`, `break`, `excused`, or
    `outage`: a fault of ours that is credited.
    """

    kind: str
    start_s: int
    end_s: int

    @property
    def minutes(self) -> float:
        return round((self.end_s - self.start_s) / 60, 1)


@dataclass(frozen=True)
class Presence:
    """A person's presence: percents are 0–100 or None, ranges half-open seconds from the start of the stream.

    `excused` is what of the whole stream does not count for them; `left_out_ms` are the times (UTC milliseconds)
    in which nothing could be asked of them.
    """

    percent: float | None
    best_percent: float | None
    seen: Ranges
    intervals: list[Interval]
    elapsed_s: int
    excused: Ranges = ()
    left_out_ms: Ranges = ()

    @property
    def absent(self) -> list[Interval]:
        return [interval for interval in self.intervals if interval.kind == "absent"]


@dataclass(frozen=True)
class CheckIns:
    """Checkpoints answered, needed and planned for a person; `open_until` while one is open, not answered yet."""

    done: int
    required: int
    planned: int
    open_until: datetime | None = None
    next_at: datetime | None = None


@dataclass(frozen=True)
class LiveView:
    """Everything the template needs.

    phase     `before`, `running` or `after`
    refusal   "" when the person may come in, else the reason: `anonymous`, `not_assigned`, `closed` …
    source    address of the playlist while the stream runs, "" when none is set
    recording what the player's script is told about the recording, once there is one
    """

    phase: str
    refusal: str
    standing: Standing
    place: Place
    presence: Presence
    check_ins: CheckIns
    starts_at: datetime
    ends_at: datetime
    breaks: list[Range]
    speakers: list[Speaker]
    materials: list[MaterialView]
    explained_url: str
    threshold_pct: int | None
    is_preview: bool = False
    source: str = ""
    poster: str = ""
    player: dict[str, Any] | None = field(default=None)
    recording: dict[str, Any] | None = field(default=None)
    is_recording_planned: bool = False

    @property
    def duration_s(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds())

    @property
    def is_tracked(self) -> bool:
        return self.standing.is_assigned

    @property
    def shows_progress(self) -> bool:
        """Whether there is presence to show; a preview shows the place where it will stand."""
        return self.is_tracked or self.is_preview

    @property
    def is_done(self) -> bool:
        return self.standing.is_done


def live_view(
    *, page: LiveStreamPage, user: Person, now: datetime, login: str, preview: str = ""
) -> LiveView:
    """Return what `page` shows to `user` at `now`; `preview` names the state an editor wants to see instead.

    `login` is the key of the person's session, to which the addresses of the video are bound.
    """
    standing = read_standing(page=page, user=user, now=now, is_preview=bool(preview))
    activity = standing.activity
    starts_at, ends_at = activity.starts_at or page.starts_at, activity.ends_at or page.ends_at
    if preview:
        now = {BEFORE: starts_at - timedelta(hours=2), AFTER: ends_at + timedelta(hours=1)}.get(
            preview, starts_at + (ends_at - starts_at) / 2
        )
    phase = BEFORE if now < starts_at else RUNNING if now < ends_at else AFTER
    shows_content = standing.access.reason != "unpublished"
    presence = read_presence(standing, now)
    view = LiveView(
        phase=phase,
        refusal="" if standing.access.allowed else standing.access.reason,
        standing=standing,
        place=read_place(page=page, activity=activity),
        presence=presence,
        check_ins=_check_ins(page, standing, now, left_out=presence.left_out_ms),
        starts_at=starts_at,
        ends_at=ends_at,
        breaks=_breaks(activity, starts_at),
        speakers=read_speakers(page) if shows_content else [],
        materials=read_materials(page) if standing.access.allowed else [],
        explained_url=explained_url(),
        is_preview=bool(preview),
        threshold_pct=standing.completion.rule_params.get("threshold_pct") if standing.completion else None,
    )
    if not standing.access.allowed:
        return view
    if phase == AFTER:
        return _with_recording(view, page, user, login, now)
    return _with_broadcast(view, page, user, login, now)


def _with_broadcast(
    view: LiveView, page: LiveStreamPage, user: Person, login: str, now: datetime
) -> LiveView:
    """Add where the stream is played from and what the script is told, before the start too."""
    source, poster = page.hls_url, ""
    activity_id = view.standing.activity.pk
    if page.premiere_id and activity_id:
        token = media.sign_media(
            kind=media.MediaKind.BROADCAST, object_id=activity_id, user_id=user.pk or 0, login=login, now=now,
            until=view.ends_at + timedelta(hours=1),
        )  # fmt: skip
        source = media.broadcast_url(transcode.MASTER, activity_id=activity_id, token=token)
        poster = media.broadcast_url(transcode.POSTER, activity_id=activity_id, token=token)
    player = {
        "activity": activity_id,
        "kind": "live" if view.standing.counts_at(now) else "",
        "source": source,
        "phase": view.phase,
        "now_ms": to_ms(now),
        "starts_ms": to_ms(view.starts_at),
        "ends_ms": to_ms(view.ends_at),
        "breaks": [list(pause) for pause in view.breaks],
    }
    return replace(view, source=source, poster=poster, player=player)


def _with_recording(
    view: LiveView, page: LiveStreamPage, user: Person, login: str, now: datetime
) -> LiveView:
    """Add the recording; watching it is not tracked, for it changes nothing."""
    revision = current_revision(page.recording_id)
    if revision is None:
        return replace(view, is_recording_planned=page.recording_id is not None)
    token = media.sign_media(
        kind=media.MediaKind.REVISION, object_id=revision.pk, user_id=user.pk or 0, login=login, now=now
    )
    captions = (
        media.revision_url(media.CAPTIONS, revision=revision, token=token) if revision.video.captions else ""
    )
    recording = {
        "activity": view.standing.activity.pk,
        "kind": "",
        "rev": revision.pk,
        "source": media.revision_url(transcode.MASTER, revision=revision, token=token),
        "poster": media.revision_url(transcode.POSTER, revision=revision, token=token),
        "captions": captions,
        "duration_s": int(revision.duration_s),
        "position_s": 0,
        "is_done": True,
        "seen": [],
    }
    return replace(view, recording=recording)


def read_presence(standing: Standing, now: datetime) -> Presence:
    """Return how much of the stream the person attended so far, and what they can still reach."""
    activity, progress = standing.activity, standing.progress
    if activity.starts_at is None or activity.ends_at is None:
        return Presence(None, None, (), [], 0)
    start_ms, end_ms = to_ms(activity.starts_at), to_ms(activity.ends_at)
    slots = to_ranges(progress.ranges) if progress else ()
    amendments = _amendments_of(standing)
    excused = amendments.excused.get(standing.completion.participant_id, ()) if standing.completion else ()
    countable = countable_slots_of(activity, now=now, excused=excused)
    tenths = live.tenths_of_percent(total(common(slots, countable)), total(countable))
    elapsed_s = max(min(to_ms(now), end_ms) - start_ms, 0) // 1000
    seen = _seconds_of(common(slots, countable), start_ms, elapsed_s)
    absent = _seconds_of(subtracted(countable, slots), start_ms, elapsed_s)
    outage = common(seen, merged(_in_seconds(amendments.outages, start_ms)))
    best = live.best_reachable(
        (slot for first, last in slots for slot in range(first, last)),
        start_ms=start_ms, end_ms=end_ms, breaks=[(a, b) for a, b in activity.breaks], excused=excused,
        now_ms=to_ms(now),
    )  # fmt: skip
    return Presence(
        percent=None if tenths is None else tenths / 10,
        best_percent=None if best is None else best / 10,
        seen=seen,
        intervals=_intervals(
            {
                "break": _breaks(activity, activity.starts_at),
                "excused": _in_seconds(excused, start_ms),
                "outage": outage,
                "present": subtracted(seen, outage),
                "absent": absent,
            },
            elapsed_s,
        ),
        elapsed_s=elapsed_s,
        excused=_within(_in_seconds(excused, start_ms), (end_ms - start_ms) // 1000),
        left_out_ms=merged((*excused, *amendments.outages)),
    )


def _amendments_of(standing: Standing) -> Amendments:
    """What of the stream does not count for this person, and what is credited for outages of ours."""
    if standing.completion is None:
        return NO_AMENDMENTS
    return read_amendments(
        activity_id=standing.activity.pk, participant_ids=[standing.completion.participant_id]
    )


def _breaks(activity: Activity, starts_at: datetime) -> list[Range]:
    """The breaks of a stream in seconds from its start."""
    return _in_seconds([(first, last) for first, last in activity.breaks], to_ms(starts_at))


def _in_seconds(times: Iterable[Range], start_ms: int) -> list[Range]:
    """Times in unix milliseconds as seconds from the start of the stream."""
    return [((first - start_ms) // 1000, (last - start_ms) // 1000) for first, last in times]


def _within(spans: Iterable[Range], until_s: int) -> Ranges:
    return merged((max(first, 0), min(last, until_s)) for first, last in spans)


def _seconds_of(slots: Ranges, start_ms: int, elapsed_s: int) -> Ranges:
    """Absolute slots as seconds from the start of the stream, none of them ahead of now."""
    return merged(
        ((first * LIVE_SLOT_MS - start_ms) // 1000, min((last * LIVE_SLOT_MS - start_ms) // 1000, elapsed_s))
        for first, last in slots
    )


def _intervals(parts: Mapping[str, Iterable[Range]], elapsed_s: int) -> list[Interval]:
    intervals = [Interval(kind, *span) for kind, spans in parts.items() for span in _within(spans, elapsed_s)]
    return sorted(intervals, key=lambda interval: interval.start_s)


def _check_ins(page: LiveStreamPage, standing: Standing, now: datetime, *, left_out: Ranges) -> CheckIns:
    required = int((standing.completion or standing.activity).rule_params.get("check_ins", 0))
    checkpoints: list[Checkpoint] = sorted(page.checkpoints.all(), key=lambda point: point.opens_at)
    if not checkpoints or standing.completion is None:
        return CheckIns(0, required, len(checkpoints))
    answered = set(
        CheckIn.objects.filter(
            activity_id=standing.activity.pk, participant_id=standing.completion.participant_id
        ).values_list("checkpoint", flat=True)
    )
    left = [point for point in checkpoints if point.key not in answered]
    return CheckIns(
        done=len(answered),
        required=count_needed(required, checkpoints, left_out=left_out),
        planned=len(theirs(checkpoints, left_out=left_out)),
        open_until=next((point.closes_at for point in left if point.opens_at <= now < point.closes_at), None),
        next_at=next((point.opens_at for point in left if point.opens_at > now), None),
    )
