"""What the list of courses and the page of a course show."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import FilteredRelation, Q

from ...enums import CompletionState, SessionKind
from ...extensions import activity_types, session_kind_of
from ...models import (
    Activity,
    Completion,
    Course,
    CourseIndexPage,
    CoursePage,
    LiveStreamSpeaker,
    Progress,
    WebinarSpeaker,
)
from ..access import may_preview
from ..completion import SETTLED
from ..evidence.recording import Recording
from ..evidence.units import units_of
from .lecture import Person, to_ranges

OPEN, SOON, RUNNING = "open", "soon", "running"


@dataclass(frozen=True)
class FrameView:
    """An activity as a frame of its course.

    state     a CompletionState, or `open`, `soon` (not open yet), `running` (a stream on air), `listed` (not
              this person's: nothing is known of it)
    session_kind  a SessionKind; "" for a type of activity that takes no evidence of watching
    total, ranges  what is credited: seconds of a recording; of anything else 100 and the percent
    """

    number: int
    activity: Activity
    kind: str
    session_kind: str
    url: str
    speakers: str
    state: str
    completion: Completion | None
    total: int
    ranges: tuple[tuple[float, float], ...]

    @property
    def is_stream(self) -> bool:
        return self.session_kind == SessionKind.LIVE

    @property
    def is_recorded(self) -> bool:
        return self.session_kind == SessionKind.RECORDED

    @property
    def percent(self) -> float | None:
        return self.completion.evidence.get("percent") if self.completion else None

    @property
    def credited_s(self) -> int:
        return int(sum(end - start for start, end in self.ranges)) if self.is_recorded else 0

    @property
    def countable_s(self) -> int:
        """How many seconds of a recording count."""
        return Recording.of(self.activity.duration_ms, self.activity.excluded).countable

    @property
    def closes_at(self) -> datetime | None:
        return self.completion.closes_at if self.completion else self.activity.closes_at

    @property
    def opens_at(self) -> datetime | None:
        return self.completion.opens_at if self.completion else self.activity.opens_at


@dataclass(frozen=True)
class CourseView:
    """A course with its frames; the counts are of this person's own activities."""

    number: int
    of: int
    frames: list[FrameView]
    here: int
    is_participant: bool

    @property
    def own(self) -> list[FrameView]:
        return [frame for frame in self.frames if frame.completion is not None]

    @property
    def done(self) -> int:
        return sum(frame.state in SETTLED for frame in self.own)

    @property
    def excused(self) -> int:
        return sum(frame.state == CompletionState.EXCUSED for frame in self.own)

    @property
    def missed(self) -> int:
        return sum(frame.state == CompletionState.MISSED for frame in self.own)

    @property
    def next_deadline(self) -> datetime | None:
        """The nearest deadline of what is open and not finished."""
        unfinished = (OPEN, RUNNING, CompletionState.IN_PROGRESS)
        return min((f.closes_at for f in self.own if f.state in unfinished and f.closes_at), default=None)


@dataclass(frozen=True)
class CourseLine:
    """A course in the list of courses."""

    number: int
    title: str
    lead: str
    url: str
    webinars: int
    streams: int
    others: int
    own: int
    done: int


@dataclass(frozen=True)
class CourseIndexView:
    """The published courses in their order."""

    courses: list[CourseLine]
    is_participant: bool


def course_view(*, page: CoursePage, user: Person, now: datetime) -> CourseView:
    """Return a course as `user` sees it: to participants the state of each frame, to others only what there is."""
    user_id = user.pk or 0
    activities = list(
        Activity.objects.filter(course__page_id=page.pk, is_live=True)
        .annotate(
            own=FilteredRelation("completions", condition=Q(completions__participant_id=user_id)),
            done=FilteredRelation("progress", condition=Q(progress__participant_id=user_id)),
        )
        .select_related("own", "done", "page")  # type: ignore[misc]  # relations made just above
        .order_by("position", "id")
    )
    speakers = _speakers([activity.page_id for activity in activities])
    opens_all = may_preview(user)
    frames = [
        _frame(number, activity, speakers[activity.page_id], opens_all=opens_all, now=now)
        for number, activity in enumerate(activities, start=1)
    ]
    courses = list(Course.objects.filter(is_live=True, page__isnull=False).values_list("page_id", flat=True))
    return CourseView(
        number=courses.index(page.pk) + 1 if page.pk in courses else 0,
        of=len(courses),
        frames=frames,
        here=_here(frames),
        is_participant=any(frame.completion is not None for frame in frames),
    )


def _frame(number: int, activity: Activity, speakers: str, *, opens_all: bool, now: datetime) -> FrameView:
    completion: Completion | None = getattr(activity, "own", None)
    if completion is not None and not completion.is_assigned:
        completion = None
    kind = activity_types.find(activity.type)
    session_kind = session_kind_of(activity.type)
    state = _state(activity, completion, now)
    total, ranges = _film(session_kind, activity, completion, getattr(activity, "done", None))
    return FrameView(
        number=number,
        activity=activity,
        kind=str(kind.label) if kind else "",
        session_kind=session_kind,
        url=(activity.page.url or "") if activity.page else "",
        speakers=speakers,
        state=OPEN if state == "listed" and opens_all else state,
        completion=completion,
        total=total,
        ranges=ranges,
    )


def _state(activity: Activity, completion: Completion | None, now: datetime) -> str:
    if completion is None:
        return "listed"
    if completion.state in (*SETTLED, CompletionState.MISSED):
        return completion.state
    if activity.starts_at and activity.ends_at and now < activity.ends_at:
        return RUNNING if now >= activity.starts_at else SOON
    if completion.opens_at and now < completion.opens_at:
        return SOON
    return OPEN if completion.state == CompletionState.NOT_STARTED else completion.state


def _film(
    session_kind: str, activity: Activity, completion: Completion | None, progress: Progress | None
) -> tuple[int, tuple[tuple[float, float], ...]]:
    if session_kind == SessionKind.RECORDED:
        return units_of(activity.duration_ms), to_ranges(progress.ranges) if progress else ()
    percent = _percent(session_kind, completion) if completion else None
    return 100, ((0, percent),) if percent else ()


def _percent(session_kind: str, completion: Completion) -> float | None:
    if session_kind == SessionKind.LIVE:
        return completion.evidence.get("percent")
    return 100 if completion.state in SETTLED else completion.share * 100


def _speakers(page_ids: list[int | None]) -> dict[int | None, str]:
    """The names of the speakers of many pages, in two queries."""
    names: dict[int | None, list[str]] = defaultdict(list)
    for model in (WebinarSpeaker, LiveStreamSpeaker):
        links = model.objects.filter(page_id__in=page_ids).order_by("page_id", "sort_order")
        for page_id, name in links.values_list("page_id", "speaker__name"):
            names[page_id].append(name)
    return defaultdict(str, {page_id: ", ".join(listed) for page_id, listed in names.items()})


def _here(frames: Iterable[FrameView]) -> int:
    """The number of the frame to continue with: on air, then begun, then open; 0 when there is none."""
    for state in (RUNNING, CompletionState.IN_PROGRESS, OPEN):
        waiting = [frame for frame in frames if frame.state == state and frame.completion is not None]
        if waiting:
            return min(
                waiting, key=lambda frame: (frame.closes_at is None, frame.closes_at, frame.number)
            ).number
    return 0


def course_index_view(*, page: CourseIndexPage, user: Person) -> CourseIndexView:
    """Return the published courses with what each holds, and for a participant how far they are."""
    courses = list(Course.objects.filter(is_live=True, page__isnull=False).select_related("page"))
    held: dict[int | None, list[tuple[int, str]]] = defaultdict(list)
    for pk, course_id, kind in Activity.objects.filter(is_live=True).values_list("pk", "course_id", "type"):
        held[course_id].append((pk, kind))
    states = dict(
        Completion.objects.filter(participant_id=user.pk or 0, is_assigned=True).values_list(
            "activity_id", "state"
        )
    )
    lines = [_line(number, course, held[course.pk], states) for number, course in enumerate(courses, start=1)]
    return CourseIndexView(courses=lines, is_participant=bool(states))


def _line(number: int, course: Course, held: list[tuple[int, str]], states: dict[int, str]) -> CourseLine:
    assert course.page is not None
    own = [states[pk] for pk, _kind in held if pk in states]
    kinds = Counter(session_kind_of(kind) for _pk, kind in held)
    return CourseLine(
        number=number,
        title=course.title,
        lead=course.page.lead,
        url=course.page.url or "",
        webinars=kinds[SessionKind.RECORDED],
        streams=kinds[SessionKind.LIVE],
        others=kinds[""],
        own=len(own),
        done=sum(state in SETTLED for state in own),
    )
