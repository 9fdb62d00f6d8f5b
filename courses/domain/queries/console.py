"""What organisers see of a stream while it runs: who is here, how it went, which checkpoints were answered."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Count, QuerySet

from ...models import Activity, CheckIn, Checkpoint, Completion, Excuse, Outage, PromptAnswer
from ..evidence.bitmaps import bitmap_of
from ..evidence.constants import LIVE_SLOT_MS, PROMPT_PERIOD_S
from ..evidence.crowd import in_both
from ..evidence.prompts import expected_askings
from ..instants import from_ms, to_ms
from ..presence import read_all_marks
from ..presence_prompts import asked_times, finished_periods

SNAPSHOT_S = 5
GROUPS_S = 60
MINUTE_SLOTS = 60_000 // LIVE_SLOT_MS
NEXT_STREAMS = 5
RECENT = timedelta(hours=12)


@dataclass(frozen=True)
class Crowd:
    """How many of some people are assigned, ever came, and are here now."""

    expected: int
    came: int
    here: int

    @property
    def left(self) -> int:
        return self.came - self.here


@dataclass(frozen=True)
class CheckpointCount:
    """A checkpoint with how many have answered it."""

    opens_at: datetime
    closes_at: datetime
    answered: int


@dataclass(frozen=True)
class PromptCount:
    """How many answered «are you here?» in 20 minutes, of about how many; `asked` is None until these are over."""

    answered: int
    asked: int | None


@dataclass(frozen=True)
class Snapshot:
    """The figures of one stream at one moment; the same for everybody who looks.

    tracks, districts   by the key of a track or federal district, "" for those without one
    curve               how many were here, for every minute from the start up to now (or the end)
    prompts             by the instant from which the 20 minutes are counted
    both                {title of a stream held at the same time: how many were marked in both at once}
    """

    activity_id: int
    taken_at: datetime
    everybody: Crowd
    tracks: dict[str, Crowd]
    districts: dict[str, Crowd]
    curve: list[int]
    checkpoints: list[CheckpointCount]
    required_check_ins: int
    prompts: dict[datetime, PromptCount]
    both: dict[str, int]
    excuses: int
    outages: int


@dataclass(frozen=True)
class _Groups:
    """The assigned people of a stream as bitmaps."""

    everybody: int = 0
    tracks: dict[str, int] = field(default_factory=dict)
    districts: dict[str, int] = field(default_factory=dict)


def list_running(*, now: datetime) -> list[Activity]:
    """Return the published streams on the air, the earliest first; one query."""
    return list(_published().filter(starts_at__lte=now, ends_at__gt=now).order_by("starts_at", "pk"))


def list_next(*, now: datetime) -> list[Activity]:
    """Return the published streams that come next, soonest first; one query."""
    return list(_published().filter(starts_at__gt=now).order_by("starts_at", "pk")[:NEXT_STREAMS])


def list_recent(*, now: datetime) -> list[Activity]:
    """Return the published streams that ended lately, the last first; one query."""
    ended = _published().filter(ends_at__lte=now, ends_at__gt=now - RECENT)
    return list(ended.order_by("-ends_at", "-pk"))


def read_snapshot(*, activity: Activity, now: datetime) -> Snapshot:
    """Return the figures of a stream, at most 5 s old: all consoles share them.

    While one reader counts anew, the others are given what was counted before.
    """
    key = f"courses.console.{activity.pk}"
    known: Snapshot | None = cache.get(key)
    if known is not None and timedelta() <= now - known.taken_at < timedelta(seconds=SNAPSHOT_S):
        return known
    if not cache.add(f"{key}.counting", True, SNAPSHOT_S) and known is not None:
        return known
    snapshot = take_snapshot(activity=activity, now=now)
    cache.set(key, snapshot, 60 * 60)
    cache.delete(f"{key}.counting")
    return snapshot


def take_snapshot(*, activity: Activity, now: datetime) -> Snapshot:
    """Count the figures of a stream; the number of queries grows only with the streams held at the same time."""
    assert activity.starts_at is not None
    assert activity.ends_at is not None
    marks = read_all_marks(activity_id=activity.pk)
    slot_now = to_ms(now) // LIVE_SLOT_MS
    here = marks.get(slot_now, 0)
    came = 0
    for slot, bitmap in marks.items():
        if slot <= slot_now:
            came |= bitmap
    groups = _read_groups(activity)
    return Snapshot(
        activity_id=activity.pk,
        taken_at=now,
        everybody=Crowd(groups.everybody.bit_count(), came.bit_count(), here.bit_count()),
        tracks=_count_groups(groups.tracks, came, here),
        districts=_count_groups(groups.districts, came, here),
        curve=_read_curve(marks, activity.starts_at, min(now, activity.ends_at)),
        checkpoints=_count_checkpoints(activity),
        required_check_ins=int(activity.rule_params.get("check_ins", 0)),
        prompts=_count_prompts(activity, marks, now) if activity.prompts else {},
        both=_find_both(activity, marks),
        excuses=Excuse.objects.filter(activity=activity, withdrawn_at__isnull=True).count(),
        outages=Outage.objects.filter(activity=activity, withdrawn_at__isnull=True).count(),
    )


def _published() -> QuerySet[Activity]:
    return Activity.objects.filter(
        is_live=True, starts_at__isnull=False, ends_at__isnull=False
    ).select_related("page", "course")


def _read_groups(activity: Activity) -> _Groups:
    """Who is assigned, by track and district; they change rarely, so a minute-old answer will do."""
    key = f"courses.console.{activity.pk}.groups"
    known: _Groups | None = cache.get(key)
    if known is None:
        known = _make_groups(activity)
        cache.set(key, known, GROUPS_S)
    return known


def _make_groups(activity: Activity) -> _Groups:
    rows = Completion.objects.filter(activity=activity, is_assigned=True).order_by()
    tracks: dict[str, list[int]] = {}
    districts: dict[str, list[int]] = {}
    values = rows.values_list("participant_id", "track", "participant__region__district")
    for participant_id, track, district in values.iterator(chunk_size=5000):
        tracks.setdefault(track, []).append(participant_id)
        districts.setdefault(district or "", []).append(participant_id)
    by_track = {key: _bitmap(ids) for key, ids in tracks.items()}
    everybody = 0
    for bitmap in by_track.values():
        everybody |= bitmap
    return _Groups(everybody, by_track, {key: _bitmap(ids) for key, ids in districts.items()})


def _bitmap(participant_ids: list[int]) -> int:
    return int.from_bytes(bitmap_of(participant_ids), "little")


def _count_groups(groups: Mapping[str, int], came: int, here: int) -> dict[str, Crowd]:
    return {
        key: Crowd(group.bit_count(), (group & came).bit_count(), (group & here).bit_count())
        for key, group in groups.items()
    }


def _read_curve(marks: Mapping[int, int], starts_at: datetime, until: datetime) -> list[int]:
    first, last = (to_ms(at) // LIVE_SLOT_MS for at in (starts_at, until))
    return [marks.get(slot, 0).bit_count() for slot in range(first, last + 1, MINUTE_SLOTS)]


def _count_checkpoints(activity: Activity) -> list[CheckpointCount]:
    points = list(Checkpoint.objects.filter(page_id=activity.page_id or 0).order_by("opens_at", "pk"))
    answers = CheckIn.objects.filter(activity=activity).order_by().values_list("checkpoint")
    answered = dict(answers.annotate(Count("pk")))
    return [CheckpointCount(point.opens_at, point.closes_at, answered.get(point.key, 0)) for point in points]


def _count_prompts(
    activity: Activity, marks: Mapping[int, int], now: datetime
) -> dict[datetime, PromptCount]:
    """What is over is remembered for a minute: of a hundred thousand answers only the last ones still change."""
    finished = finished_periods(activity, now=now)
    key = f"courses.console.{activity.pk}.prompts.{len(finished)}"
    counts: dict[int, PromptCount] | None = cache.get(key)
    if counts is None:
        times, answered = asked_times(activity), _count_answers(activity, finished)
        counts = {
            period: PromptCount(answered.get(period, 0), expected_askings(marks, times, period))
            for period in finished
        }
        cache.set(key, counts, GROUPS_S)
    running = to_ms(now) // 1000 // PROMPT_PERIOD_S
    for period, answers in _count_answers(activity, [running]).items():
        counts[period] = PromptCount(answers, None)
    return {from_ms(period * PROMPT_PERIOD_S * 1000): count for period, count in counts.items()}


def _count_answers(activity: Activity, periods: Collection[int]) -> dict[int, int]:
    answers = PromptAnswer.objects.filter(activity=activity, period__in=periods).order_by()
    return dict(answers.values_list("period").annotate(Count("pk")))


def _find_both(activity: Activity, marks: Mapping[int, int]) -> dict[str, int]:
    """How many were marked in this stream and in another one at once; for a person to look at, no more."""
    others = _published().filter(starts_at__lt=activity.ends_at, ends_at__gt=activity.starts_at)
    found = {
        other.title: in_both(marks, read_all_marks(activity_id=other.pk)).bit_count()
        for other in others.exclude(pk=activity.pk)
    }
    return {title: people for title, people in found.items() if people}
