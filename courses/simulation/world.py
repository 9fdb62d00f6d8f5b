"""The people, recordings and streams of a simulation: marked as such, outside every site and every season."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from wagtail.models import Page

from prokadry.accounts.models import User

from ..domain import check_ins
from ..domain.activities import sync_activity
from ..domain.assignments import Assignment, assign
from ..enums import RevisionStatus
from ..models import (
    Activity,
    Checkpoint,
    Completion,
    Course,
    CoursePage,
    LiveStreamPage,
    PresenceSlot,
    Progress,
    Video,
    VideoRevision,
    WatchSession,
    WebinarPage,
)

DOMAIN = "simulated.invalid"
SLUG = "simulated"
TITLE = "Simulation"
# The part of a stream in which its checkpoint takes codes, as shares of its length.
CHECKPOINT = (0.25, 0.85)
CHUNK = 500
UNUSABLE = "!"


@dataclass(frozen=True)
class World:
    """What a simulation made."""

    people: list[User]
    webinars: list[Activity]
    streams: list[Activity]


def make_world(
    *, people: int, webinars: int, streams: int, length_s: int, starts_at: datetime, now: datetime
) -> World:
    """Write people, recordings and streams of equal length; the streams start at `starts_at`."""
    remove_world()
    with transaction.atomic():
        course = _make_course()
        users = [
            User(
                email=f"person{number}@{DOMAIN}",
                first_name="Person",
                last_name=f"Simulated {number}",
                password=UNUSABLE,
            )
            for number in range(people)
        ]
        User.objects.bulk_create(users, batch_size=CHUNK)
        return World(
            users,
            [_make_webinar(course, number, length_s, now) for number in range(webinars)],
            [_make_stream(course, number, length_s, starts_at, now) for number in range(streams)],
        )


def _make_course() -> CoursePage:
    # Beside the sites' roots: it has no address, and no list of courses shows it.
    root = Page.get_first_root_node()
    return root.add_child(instance=CoursePage(title=TITLE, slug=SLUG, live=False))


def _make_webinar(course: CoursePage, number: int, length_s: int, now: datetime) -> Activity:
    # In bulk, so that nothing starts to prepare a file that does not exist.
    (video,) = Video.objects.bulk_create(
        [Video(title=f"{TITLE} {number}", type="video", file=f"{SLUG}/{number}.mp4", duration=length_s)]
    )
    VideoRevision.objects.create(
        video=video, source=video.file.name, status=RevisionStatus.READY, duration_ms=length_s * 1000,
        created_at=now,
    )  # fmt: skip
    page = course.add_child(
        instance=WebinarPage(title=f"{TITLE} {number}", slug=f"{SLUG}-webinar-{number}", video=video)
    )
    return sync_activity(page=page, now=now)


def _make_stream(
    course: CoursePage, number: int, length_s: int, starts_at: datetime, now: datetime
) -> Activity:
    length = timedelta(seconds=length_s)
    page = LiveStreamPage(
        title=f"{TITLE} {number}",
        slug=f"{SLUG}-stream-{number}",
        starts_at=starts_at,
        ends_at=starts_at + length,
    )
    page.checkpoints = [
        Checkpoint(opens_at=starts_at + CHECKPOINT[0] * length, closes_at=starts_at + CHECKPOINT[1] * length)
    ]
    return sync_activity(page=course.add_child(instance=page), now=now)


def ask(assigned: Sequence[tuple[User, Activity, datetime | None]], *, now: datetime) -> None:
    """Ask people to do activities, until an instant where one is given."""
    assign(
        assignments=[
            Assignment(
                participant_id=user.pk, activity_id=activity.pk, season=SLUG, track=SLUG, position=1,
                is_required=True, opens_at=None, closes_at=closes_at, is_extended=False,
                rule_params={"threshold_pct": 75} if activity.starts_at else {},
            )
            for user, activity, closes_at in assigned
        ],
        now=now,
    )  # fmt: skip


def shown_code(activity: Activity, *, now: datetime) -> str | None:
    """Return the code that a stream shows at a moment, None while no checkpoint is open."""
    checkpoints = check_ins.open_checkpoints(activity_id=activity.pk, now=now)
    return check_ins.code_of(checkpoints[0], activity_id=activity.pk, now=now) if checkpoints else None


def remove_world() -> None:
    """Delete whatever simulations have made and kept."""
    pages = Page.objects.filter(slug=SLUG, depth=2)
    activities = Activity.objects.filter(title__startswith=TITLE, page__slug__startswith=f"{SLUG}-")
    activity_ids = list(activities.values_list("pk", flat=True))
    user_ids = list(User.objects.filter(email__endswith=f"@{DOMAIN}").values_list("pk", flat=True))
    with transaction.atomic():
        for model in (WatchSession, PresenceSlot, Progress, Completion):
            model.objects.filter(activity_id__in=activity_ids).delete()
        for start in range(0, len(user_ids), CHUNK):
            User.objects.filter(pk__in=user_ids[start : start + CHUNK]).delete()
        courses = list(Course.objects.filter(page__in=pages).values_list("pk", flat=True))
        for page in pages:
            page.specific.delete()
        Activity.objects.filter(pk__in=activity_ids).delete()
        Course.objects.filter(pk__in=courses).delete()
        Video.objects.filter(file__startswith=f"{SLUG}/").delete()
