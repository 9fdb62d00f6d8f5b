"""How a recording is watched by all together, for those who make it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from wagtail.permission_policies.pages import PagePermissionPolicy

from prokadry.accounts.models import User

from ...enums import CompletionState, SessionKind
from ...extensions import activity_types
from ...models import Activity, Chapter, Completion, Progress, WatchSession
from ..access import PREVIEW_PERMISSION
from ..chapters import view_chapters
from ..evidence.audience import Audience, tally
from ..evidence.codec import decode
from ..evidence.constants import SLOT_MS
from ..evidence.passages import PEOPLE_MIN, Exit, Passage, find_exits, find_repeated, find_skipped
from ..evidence.recording import Recording
from ..evidence.recut import Edits, moved
from ..evidence.runs import Runs, read_runs
from ..evidence.seen import Lane
from ..recuts import edits_of

CHUNK = 5_000
# A curve of fewer people would show what each of them did.
CURVE_PEOPLE_MIN = 5


@dataclass(frozen=True)
class Stretch:
    """Seconds [start_s, end_s) of a recording, as they are watched.

    viewers   the mean share of all viewers that saw them
    repeated  how often more than once a viewer played them
    skipped   the share of those who went on that did not see them
    left      how many left for good before the end
    """

    start_s: int
    end_s: int
    title: str
    viewers: float
    repeated: float
    skipped: float
    left: int


@dataclass(frozen=True)
class AudienceView:
    """All that is shown of a recording; `exits`, `repeated` and `skipped` name the chapter they lie in.

    `frames` are equal stretches of the whole recording, `completed` participants have the credit for it.
    """

    activity: Activity
    audience: Audience
    completed: int
    exits: list[tuple[Exit, str]]
    repeated: list[tuple[Passage, str]]
    skipped: list[tuple[Passage, str]]
    chapters: list[Stretch]
    frames: list[Stretch]

    @property
    def finished_share(self) -> float:
        return self.audience.finished / self.audience.people if self.audience.people else 0.0

    @property
    def has_curves(self) -> bool:
        """Whether so many watched that the curves tell of a webinar and not of each of them."""
        return self.audience.people >= CURVE_PEOPLE_MIN

    @property
    def is_small(self) -> bool:
        """Whether too few people watched for anything to stand out."""
        return self.audience.people < PEOPLE_MIN

    def chapter_at(self, second: int) -> str:
        """Return the title of the chapter a second lies in, or nothing."""
        return next((part.title for part in self.chapters if part.start_s <= second < part.end_s), "")


def list_recordings(user: User) -> QuerySet[Activity]:
    """Return the recordings whose audience this person may see, in the order of courses.

    Each with `started` and `completed`: how many began to watch it, and how many have the credit.
    """
    kinds = [kind.key for kind in activity_types if kind.session_kind == SessionKind.RECORDED]
    recordings = Activity.objects.filter(type__in=kinds, page__isnull=False, duration_ms__gt=0)
    if not user.has_perm(PREVIEW_PERMISSION):
        pages = PagePermissionPolicy().instances_user_has_permission_for(user, "change")
        recordings = recordings.filter(page__in=pages)
    return (
        recordings.select_related("course")
        .annotate(
            started=_count(Progress.objects.all()),
            completed=_count(Completion.objects.filter(state=CompletionState.COMPLETED)),
        )
        .order_by("course__position", "position", "pk")
    )


def _count(rows: QuerySet[Any]) -> Coalesce:
    own = rows.filter(activity=OuterRef("pk")).order_by().values("activity").annotate(count=Count("pk"))
    return Coalesce(Subquery(own.values("count")), 0)


def may_see_audience(user: User, activity: Activity) -> bool:
    """Tell whether this person may see how a recording is watched: an editor of its page, or who previews it."""
    if user.has_perm(PREVIEW_PERMISSION):
        return True
    return activity.page is not None and activity.page.permissions_for_user(user).can_edit()


def audience_view(*, activity: Activity, frame_s: int, track: str = "") -> AudienceView:
    """Return how a recording is watched, cut into frames of `frame_s` seconds; four queries."""
    audience = audience_of(activity, track=track)
    completed = Completion.objects.filter(activity=activity, state=CompletionState.COMPLETED)
    if track:
        completed = completed.filter(track=track)
    starts = Chapter.objects.filter(page=activity.page_id).values_list("start_s", "title")
    recording = Recording.of(activity.duration_ms, activity.excluded)
    named = view_chapters(starts, recording=recording, seen=())
    chapters = [_stretch(audience, part.start_s, part.end_s, part.title) for part in named]

    def title_of(start: int, end: int) -> str:
        return next((part.title for part in chapters if part.start_s <= (start + end) // 2 < part.end_s), "")

    return AudienceView(
        activity=activity,
        audience=audience,
        completed=completed.count(),
        exits=[(found, title_of(found.at, found.at)) for found in find_exits(audience)],
        repeated=[(found, title_of(found.start, found.end)) for found in find_repeated(audience)],
        skipped=[(found, title_of(found.start, found.end)) for found in find_skipped(audience)],
        chapters=chapters,
        frames=[
            _stretch(audience, start, min(start + frame_s, audience.units), title_of(start, start))
            for start in range(0, audience.units, frame_s)
        ],
    )


def _stretch(audience: Audience, start: int, end: int, title: str) -> Stretch:
    def share(counts: list[int], of: list[int]) -> float:
        whole = sum(of[start:end])
        return sum(counts[start:end]) / whole if whole else 0.0

    return Stretch(
        start_s=start,
        end_s=end,
        title=title,
        viewers=sum(audience.viewers[start:end]) / max(1, audience.people * (end - start)),
        repeated=max(0.0, share(audience.plays, audience.viewers) - 1),
        skipped=share(audience.skipped, audience.stayed),
        left=sum(audience.left[start : min(end, audience.end)]),
    )


def audience_of(activity: Activity, *, track: str = "") -> Audience:
    """Return how a recording is watched, by everybody or by the participants of one track.

    Reads every session of the recording, in two queries: 100,000 of them take less than a second. Nobody's
    deadline cuts anything here; lanes do, so that nothing counts twice that was played once. What was watched
    in an earlier cut of the video counts where it is now.
    """
    sessions = WatchSession.objects.filter(activity=activity, kind=SessionKind.RECORDED).exclude(evidence=b"")
    if track:
        rows = Completion.objects.filter(activity=activity, track=track)
        sessions = sessions.filter(participant__in=rows.values("participant"))
    recording = Recording.of(activity.duration_ms, activity.excluded)
    played = _played(sessions, edits_of(activity_id=activity.pk))
    return tally(played, units=recording.units, excluded=recording.excluded)


def _played(sessions: QuerySet[WatchSession], edits: Mapping[int, Edits]) -> Iterator[Runs]:
    """What each participant played in all their sessions, one participant after the other.

    Nothing is held: a hundred thousand lists would keep the garbage collector busier than the reading.
    """
    rows = sessions.order_by("participant_id").values_list(
        "participant_id", "rev", "t0_ms", "lane_end_ms", "evidence"
    )
    participant, played = 0, []
    for participant_id, rev, t0_ms, lane_end_ms, evidence in rows.iterator(chunk_size=CHUNK):
        raw = bytes(evidence)
        runs, slots = read_runs(raw)
        if lane_end_ms is not None and lane_end_ms < t0_ms + slots * SLOT_MS:
            lane = Lane(t0_ms, lane_end_ms, decode(raw))
            runs = lane.units_before(lane.slots_until(None))
        if rev in edits:
            runs = moved(runs, edits[rev])
        if participant_id == participant:
            played += runs
        else:
            yield played
            participant, played = participant_id, runs
    yield played
