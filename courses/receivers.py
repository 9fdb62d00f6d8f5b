"""What courses does when pages, videos and activities change. Connected once, when the app is ready."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete
from django.utils import timezone
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move

from . import signals
from .domain import activities, video
from .models import Activity, ActivityPage, CoursePage, Video, VideoRevision
from .tasks import measure_activity


def connect() -> None:
    """Connect every receiver of this module."""
    page_published.connect(write_published, dispatch_uid="courses.published")
    page_unpublished.connect(retire_unpublished, dispatch_uid="courses.unpublished")
    post_page_move.connect(follow_move, dispatch_uid="courses.moved")
    pre_delete.connect(retire_deleted, sender=Page, dispatch_uid="courses.deleted")
    post_save.connect(queue_video, sender=Video, dispatch_uid="courses.video_saved")
    post_delete.connect(remove_renditions, sender=VideoRevision, dispatch_uid="courses.revision_deleted")
    signals.activity_changed.connect(measure_anew, dispatch_uid="courses.activity_changed")


def write_published(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Write the record of a course or an activity that was published."""
    now = timezone.now()
    if isinstance(instance, ActivityPage):
        activities.sync_published(page=instance, now=now)
    elif isinstance(instance, CoursePage):
        activities.sync_course(page=instance, now=now)


def retire_unpublished(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Mark the record of an unpublished page."""
    activities.retire_pages(page_ids=[instance.pk], now=timezone.now())


def follow_move(
    sender: type[Page], instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: Any
) -> None:
    """Renumber courses and activities after a page was moved or reordered."""
    activities.replace_page(
        page=instance, parent_before=parent_page_before, parent_after=parent_page_after, now=timezone.now()
    )


def retire_deleted(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Mark the record of a page about to be deleted; the database empties its link to the page."""
    activities.retire_pages(page_ids=[instance.pk], now=timezone.now())


def queue_video(sender: type[Video], instance: Video, **kwargs: Any) -> None:
    """Start preparing a video whose file is new."""
    video.queue_revision(video=instance, now=timezone.now())


def remove_renditions(sender: type[VideoRevision], instance: VideoRevision, **kwargs: Any) -> None:
    """Delete the files of a revision once its row is really gone."""
    revision_id, folder = instance.pk, instance.folder
    transaction.on_commit(lambda: video.remove_files(revision_id=revision_id, folder=folder))


def measure_anew(sender: type[Activity], activity: Activity, **kwargs: Any) -> None:
    """Measure an activity anew: its schedule, length or rule may have changed."""
    measure_activity.enqueue(activity_id=activity.pk)
