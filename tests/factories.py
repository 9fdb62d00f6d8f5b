"""What tests need to exist, made through the models with the fewest words."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from wagtail.models import Page, Site

from courses.domain.activities import sync_activity
from courses.domain.assignments import Assignment, assign
from courses.enums import RevisionStatus
from courses.models import (
    Activity,
    Completion,
    CourseIndexPage,
    CoursePage,
    LiveStreamPage,
    Video,
    VideoRevision,
    WebinarPage,
)
from prokadry.accounts.models import User

PASSWORD = "demo-prokadry"
NOW = datetime(2026, 8, 27, 9, 0, tzinfo=UTC)
_numbers = count(1)


def make_user(email: str | None = None, **fields: Any) -> User:
    """Return a saved user named Anna, with the password of the demo."""
    number = next(_numbers)
    fields.setdefault("first_name", "Анна")
    fields.setdefault("last_name", "Северьянова")
    return User.objects.create_user(email or f"person{number}@example.org", PASSWORD, **fields)


def make_course(title: str = "Основы государственного управления", *, slug: str = "") -> CoursePage:
    """Return a published course under the site's course list, which is made when missing."""
    index = CourseIndexPage.objects.first()
    if index is None:
        root = (
            Site.objects.get(is_default_site=True).root_page
            if Site.objects.exists()
            else Page.get_first_root_node()
        )
        index = root.add_child(instance=CourseIndexPage(title="Курсы", slug="courses"))
    page = index.add_child(instance=CoursePage(title=title, slug=slug or f"course-{next(_numbers)}"))
    page.save_revision().publish()
    return page


def make_revision(duration_s: float = 600, **fields: Any) -> VideoRevision:
    """Return a ready revision of a video whose files do not exist."""
    number = next(_numbers)
    video = Video.objects.create(title=f"Видео {number}", file=f"originals/{number}.mp4", type="video")
    fields.setdefault("status", RevisionStatus.READY)
    video.revisions.all().delete()
    return VideoRevision.objects.create(
        video=video, source=video.file.name, duration_ms=int(duration_s * 1000), created_at=NOW, **fields
    )


def make_webinar(course: CoursePage | None = None, *, duration_s: float = 600, **fields: Any) -> WebinarPage:
    """Return a published webinar with a ready video of the given length."""
    course = course or make_course()
    number = next(_numbers)
    fields.setdefault("title", f"Вебинар {number}")
    fields.setdefault("video", make_revision(duration_s).video)
    page = course.add_child(instance=WebinarPage(slug=f"webinar-{number}", **fields))
    page.save_revision().publish()
    sync_activity(page=page, now=NOW)
    return page


def make_stream(course: CoursePage | None = None, **fields: Any) -> LiveStreamPage:
    """Return a published live stream of 90 minutes that starts at NOW unless told otherwise."""
    course = course or make_course()
    number = next(_numbers)
    fields.setdefault("title", f"Эфир {number}")
    fields.setdefault("starts_at", NOW)
    fields.setdefault("ends_at", fields["starts_at"] + timedelta(minutes=90))
    fields.setdefault("hls_url", "https://live.example.org/stream.m3u8")
    page = course.add_child(instance=LiveStreamPage(slug=f"stream-{number}", **fields))
    page.save_revision().publish()
    sync_activity(page=page, now=NOW)
    return page


def assign_to(user: User, activity: Activity, *, now: datetime = NOW, **fields: Any) -> Completion:
    """Ask `user` to do `activity`; its window is the activity's own unless given."""
    values: dict[str, Any] = {
        "season": "2026",
        "track": "base",
        "position": 1,
        "is_required": True,
        "opens_at": activity.opens_at,
        "closes_at": activity.closes_at,
        "is_extended": False,
        "rule_params": {"threshold_pct": 75} if activity.type == "live_stream" else {},
    }
    assign(
        assignments=[Assignment(participant_id=user.pk, activity_id=activity.pk, **(values | fields))],
        now=now,
    )
    return Completion.objects.get(participant=user, activity=activity)
