"""A participant's whole curriculum as it stands now; every page of the personal area is drawn from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import inf

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from courses.domain.amendments import read_excuses_of_person
from courses.domain.evidence.recording import Recording
from courses.enums import CompletionState
from courses.extensions import Text
from courses.models import Activity, Completion, Course

from ..models import Enrolment
from . import kinds
from .rollup import DONE, best_tenths_of, mean_tenths, read_percent, tenths_of


class Status(StrEnum):
    """How an activity stands for a person at one moment.

    `counting`: time is up, but what was watched or attended in time may still arrive. `withheld`: not
    published now.
    """

    DONE = "done"
    EXCUSED = "excused"
    MISSED = "missed"
    RUNNING = "running"
    COUNTING = "counting"
    STARTED = "started"
    OPEN = "open"
    SOON = "soon"
    WITHHELD = "withheld"


class Kind(StrEnum):
    RECORDED = "recorded"
    STREAM = "stream"
    OTHER = "other"


TO_DO = (Status.RUNNING, Status.STARTED, Status.OPEN)


@dataclass(frozen=True)
class StudyItem:
    """One activity of a person.

    `url` is empty when its page is gone or not published; ends are exclusive.
    """

    row: Completion
    activity: Activity
    course: Course | None
    kind: Kind
    status: Status
    url: str

    @property
    def label(self) -> Text:
        return kinds.label_of(self.activity)

    @property
    def icon(self) -> str:
        return kinds.icon_of(self.activity)

    @property
    def is_stream(self) -> bool:
        return self.kind == Kind.STREAM

    @property
    def is_recorded(self) -> bool:
        return self.kind == Kind.RECORDED

    @property
    def is_done(self) -> bool:
        return self.row.state in DONE

    @property
    def is_to_do(self) -> bool:
        """Whether the person can and should do something about it now."""
        return self.status in TO_DO

    @property
    def closes_at(self) -> datetime | None:
        return self.row.closes_at

    @property
    def opens_at(self) -> datetime | None:
        return self.activity.starts_at if self.is_stream else self.row.opens_at

    @property
    def ranges(self) -> list[list[float]]:
        """The exposed part of this activity as one unit of film: an exact strip needs its Progress."""
        share = 1.0 if self.is_done else min(max(self.row.share, 0.0), 1.0)
        return [[0, share]] if share else []

    @property
    def duration_s(self) -> int:
        """Whole seconds of a recording that count, or of the schedule of a stream."""
        if self.is_stream:
            return int(self.activity.duration_s)
        evidence = self.row.evidence
        return int(evidence.get("countable_s") or evidence.get("duration_s") or self.recording.countable)

    @property
    def recording(self) -> Recording:
        """The recording as it is now; the evidence of a settled row may be of an earlier cut."""
        return Recording.of(self.activity.duration_ms, self.activity.excluded)

    @property
    def seen_s(self) -> int:
        return int(self.row.evidence.get("seen_s") or 0)

    @property
    def required_s(self) -> int:
        """Seconds of a recording that are enough; 0 while its length is unknown."""
        stored = self.row.evidence.get("required_s")
        if stored:
            return int(stored)
        share = self.row.rule_params.get("share")
        return self.recording.required(str(share)) if share else 0

    @property
    def left_s(self) -> int:
        return max(self.required_s - self.seen_s, 0)

    @property
    def percent(self) -> float | None:
        """Presence 0–100 with one decimal; None before a stream, or where nothing was countable."""
        if not self.is_stream:
            return None
        evidence = self.row.evidence
        return read_percent(
            state=self.row.state,
            percent=evidence.get("percent"),
            countable_slots=evidence.get("countable_slots"),
        )

    @property
    def threshold_pct(self) -> int | None:
        value = self.row.rule_params.get("threshold_pct")
        return None if value is None else int(value)


@dataclass(frozen=True)
class CourseProgress:
    """A course of the curriculum with its items; `number` is its place among the courses, from 1."""

    course: Course | None
    url: str
    number: int
    items: list[StudyItem]

    @property
    def title(self) -> Text:
        return self.course.title if self.course else _("Other activities")

    @property
    def counted(self) -> list[StudyItem]:
        """What is shown as asked for: not what is withheld from someone who has not done it."""
        return [item for item in self.items if item.status != Status.WITHHELD]

    @property
    def total(self) -> int:
        return len(self.counted)

    @property
    def done(self) -> int:
        return sum(item.is_done for item in self.counted)

    @property
    def missed(self) -> int:
        return sum(item.status == Status.MISSED for item in self.counted)

    @property
    def ranges(self) -> list[list[float]]:
        """The exposed parts of a strip on which every activity is one unit wide."""
        return [
            [index + start, index + end]
            for index, item in enumerate(self.counted)
            for start, end in item.ranges
        ]

    @property
    def opens_at(self) -> datetime | None:
        """When the first activity opens, if nothing of the course can be done or has been done yet."""
        if not self.counted or any(item.status != Status.SOON for item in self.counted):
            return None
        return min((item.opens_at for item in self.counted if item.opens_at), default=None)


@dataclass(frozen=True)
class Presence:
    """Presence over the season in tenths of a percent.

    `best_tenths` is exact at this moment, a running stream included.
    """

    tenths: int | None
    best_tenths: int | None
    held: int
    total: int
    streams: list[StudyItem]

    @property
    def percent(self) -> float | None:
        return None if self.tenths is None else self.tenths / 10

    @property
    def best_percent(self) -> float | None:
        return None if self.best_tenths is None else self.best_tenths / 10

    @property
    def ahead(self) -> int:
        return self.total - self.held


@dataclass(frozen=True)
class Study:
    """Everything of one enrolment, in the order of the curriculum.

    `extra` is what the person has done though their curriculum does not ask for it any more.
    """

    enrolment: Enrolment
    items: list[StudyItem]
    extra: list[StudyItem]
    courses: list[CourseProgress]
    presence: Presence

    @property
    def required(self) -> list[StudyItem]:
        return [item for item in self.items if item.row.is_required and item.status != Status.WITHHELD]

    @property
    def required_done(self) -> int:
        return sum(item.is_done for item in self.required)

    @property
    def recorded(self) -> list[StudyItem]:
        return [item for item in self.required if item.is_recorded]

    @property
    def recorded_done(self) -> int:
        return sum(item.is_done for item in self.recorded)

    @property
    def missed(self) -> list[StudyItem]:
        return [item for item in self.required if item.status == Status.MISSED]

    @property
    def streams(self) -> list[StudyItem]:
        """The streams in the order they are held."""
        return sorted(
            (item for item in self.items if item.is_stream and item.status != Status.WITHHELD), key=_start_of
        )

    @property
    def streams_ahead(self) -> list[StudyItem]:
        """The streams that run or come, the nearest first."""
        return [item for item in self.streams if item.status in (Status.RUNNING, Status.SOON)]

    @property
    def streams_held(self) -> list[StudyItem]:
        """The streams that are over, the latest first."""
        return [item for item in reversed(self.streams) if item.status not in (Status.RUNNING, Status.SOON)]


def _start_of(item: StudyItem) -> float:
    """When a stream starts, for sorting; one without a schedule comes last."""
    return item.activity.starts_at.timestamp() if item.activity.starts_at else inf


def find_enrolment(*, participant_id: int) -> Enrolment | None:
    """Return the enrolment the personal area shows: that of the current season, else the latest one."""
    return (
        Enrolment.objects.filter(participant_id=participant_id)
        .select_related("season", "curriculum")
        .order_by("-season__is_current", "-enrolled_at", "-id")
        .first()
    )


def load_study(*, enrolment: Enrolment, now: datetime) -> Study:
    """Return where a participant stands in their curriculum, in two queries whatever its length."""
    rows = (
        Completion.objects.filter(participant_id=enrolment.participant_id, season=enrolment.season.key)
        .select_related("activity__page", "activity__course__page")
        .order_by("position", "id")
    )
    everything = [build_item(row, now) for row in rows]
    items = [item for item in everything if item.row.is_assigned]
    return Study(
        enrolment=enrolment,
        items=items,
        extra=[item for item in everything if item.is_done and not item.row.is_assigned],
        courses=_group_by_course(items),
        presence=_measure_presence(items, enrolment.participant_id, now),
    )


def build_item(row: Completion, now: datetime) -> StudyItem:
    """Return one row as the person sees it; `row.activity`, its page and course should be loaded."""
    activity = row.activity
    kind = Kind.OTHER
    if kinds.is_stream(activity):
        kind = Kind.STREAM
    elif kinds.is_recorded(activity):
        kind = Kind.RECORDED
    return StudyItem(
        row=row,
        activity=activity,
        course=activity.course,
        kind=kind,
        status=_find_status(row, kind, now),
        url=(activity.page.url or "") if activity.is_live and activity.page and activity.page.live else "",
    )


def _find_status(row: Completion, kind: Kind, now: datetime) -> Status:
    settled = {
        CompletionState.COMPLETED: Status.DONE,
        CompletionState.EXCUSED: Status.EXCUSED,
        CompletionState.MISSED: Status.MISSED,
    }
    if row.state in DONE:
        return settled[CompletionState(row.state)]
    if not row.activity.is_live:
        return Status.WITHHELD
    if row.state == CompletionState.MISSED:
        return Status.MISSED
    if kind == Kind.STREAM:
        return _find_stream_status(row.activity, now)
    if row.closes_at is not None and now >= row.closes_at:
        return Status.COUNTING
    if row.opens_at is not None and now < row.opens_at:
        return Status.SOON
    return Status.STARTED if row.state == CompletionState.IN_PROGRESS else Status.OPEN


def _find_stream_status(activity: Activity, now: datetime) -> Status:
    """A stream is `running` from the moment its page lets people in, as those who come early wait there."""
    if activity.starts_at is None or activity.ends_at is None:
        return Status.SOON
    if now >= activity.ends_at:
        return Status.COUNTING
    early = timedelta(seconds=settings.LIVE_EARLY_ENTRY_S)
    return Status.RUNNING if now >= activity.starts_at - early else Status.SOON


def _group_by_course(items: Sequence[StudyItem]) -> list[CourseProgress]:
    groups: dict[int | None, list[StudyItem]] = {}
    for item in items:
        groups.setdefault(item.course.pk if item.course else None, []).append(item)
    return [
        CourseProgress(course=found[0].course, url=_course_url(found[0].course), number=number, items=found)
        for number, found in enumerate(groups.values(), start=1)
    ]


def _course_url(course: Course | None) -> str:
    if course is None or course.page is None or not course.page.live:
        return ""
    return course.page.url or ""


def _measure_presence(items: Sequence[StudyItem], participant_id: int, now: datetime) -> Presence:
    """Return presence as the roll-up defines it, with a running stream at what can still be reached in it."""
    streams = [
        item
        for item in items
        if item.is_stream and item.row.is_required and item.status not in (Status.WITHHELD, Status.EXCUSED)
    ]
    streams.sort(key=_start_of)
    settled = [item for item in streams if item.status in (Status.DONE, Status.MISSED)]
    held = [tenths_of(item.percent) for item in settled if item.percent is not None]
    unsettled = [item for item in streams if item not in settled]
    excused = read_excuses_of_person(participant_id=participant_id) if unsettled else {}
    ahead = [best_tenths_of(item.row, now, excused.get(item.activity.pk, ())) for item in unsettled]
    return Presence(
        tenths=mean_tenths(held),
        best_tenths=mean_tenths([*held, *ahead]),
        held=len(held),
        total=len(held) + len(ahead),
        streams=streams,
    )
