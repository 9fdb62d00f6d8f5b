"""From an uploaded file to something watchable: revisions are queued, prepared in the background, taken into use."""

import logging
import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, Subquery

from ..enums import RevisionStatus, VideoFault
from ..models import Video, VideoRevision
from . import activities, hls, transcode

logger = logging.getLogger("courses.video")

RETRIABLE = (RevisionStatus.QUEUED, RevisionStatus.PROCESSING, RevisionStatus.FAILED)


def queue_revision(*, video: Video, now: datetime) -> VideoRevision | None:
    """Create a revision for the file a video has now; None when there is one already.

    Every upload has a name of its own, so a name that was seen is a file that was seen. The background task is
    started on commit.
    """
    if not video.file.name or video.revisions.filter(source=video.file.name).exists():
        return None
    revision = VideoRevision.objects.create(video=video, source=video.file.name, created_at=now)
    _start(revision)
    return revision


def retry(*, revision: VideoRevision) -> bool:
    """Queue a revision that failed, or whose work was cut off; return False when it is ready."""
    found = VideoRevision.objects.filter(pk=revision.pk, status__in=RETRIABLE)
    if not found.update(status=RevisionStatus.QUEUED, error=""):
        return False
    revision.refresh_from_db()
    _start(revision)
    return True


def _start(revision: VideoRevision) -> None:
    from ..tasks import prepare_video  # the task calls this module

    revision_id = revision.pk
    transaction.on_commit(lambda: prepare_video.enqueue(revision_id=revision_id))


def prepare(revision: VideoRevision, *, now: datetime) -> VideoRevision:
    """Make a queued revision watchable, or write down why it cannot be; return it as stored.

    Writes its folder (whole or not at all) and its row, and syncs the activities that use the video. Does
    nothing to a revision that is ready or that another worker is preparing, so it may be called twice.
    """
    claimed = VideoRevision.objects.filter(
        pk=revision.pk, status__in=(RevisionStatus.QUEUED, RevisionStatus.FAILED)
    ).update(status=RevisionStatus.PROCESSING, error="")
    if not claimed:
        revision.refresh_from_db()
        return revision
    try:
        duration_ms = _build(revision)
    except transcode.VideoError as error:
        logger.warning("video revision %s: %s", revision.pk, error)
        return _finish(revision, status=RevisionStatus.FAILED, error=f"{error.fault}\n{error.detail}".strip())
    except Exception:
        # Without this the row would say «being prepared» for ever.
        _finish(revision, status=RevisionStatus.FAILED, error=VideoFault.STOPPED)
        raise
    with transaction.atomic():
        _finish(revision, status=RevisionStatus.READY, duration_ms=duration_ms, ready_at=now)
        sync_users_of(video=revision.video, now=now)
    return revision


def _finish(revision: VideoRevision, **fields: object) -> VideoRevision:
    for name, value in fields.items():
        setattr(revision, name, value)
    revision.save(update_fields=list(fields))
    return revision


def _build(revision: VideoRevision) -> int:
    """Write the revision's folder; return how long it plays, in milliseconds. Raises VideoError."""
    original = Path(settings.VIDEO_ROOT) / revision.source
    source = transcode.probe(original)
    target = revision.folder
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f"{revision.pk}.") as temporary:
            work = Path(temporary) / "work"
            work.mkdir()
            transcode.encode(original, source, work)
            duration_ms = _played_ms(work)
            # A folder left by a worker that died after the move is complete, but not known to be: replace it.
            shutil.rmtree(target, ignore_errors=True)
            work.rename(target)
    except OSError as error:
        raise transcode.VideoError(VideoFault.NO_SPACE, str(error)) from error
    return duration_ms


def _played_ms(folder: Path) -> int:
    """What a player will call the duration: the length of the shortest rendition."""
    rungs = hls.read_rungs((folder / transcode.MASTER).read_text(encoding="utf-8"))
    try:
        return min(hls.read_rendition(folder / rung / transcode.RUNG).duration_ms for rung in rungs)
    except (hls.BadPlaylist, OSError, ValueError) as error:
        raise transcode.VideoError(VideoFault.BROKEN, str(error)) from error


def sync_users_of(*, video: Video, now: datetime) -> None:
    """Let every published webinar that shows `video` take its newest ready revision into use."""
    for page in video.webinars.filter(live=True):
        activities.sync_published(page=page, now=now)


def remove_files(*, revision_id: int, folder: Path) -> None:
    """Delete the renditions of a revision that is gone, once that is certain."""
    if not VideoRevision.objects.filter(pk=revision_id).exists():
        shutil.rmtree(folder, ignore_errors=True)


def list_unfinished() -> list[Video]:
    """Return the videos whose newest file cannot be watched, those that failed first, at most twenty."""
    newest = VideoRevision.objects.filter(video=OuterRef("pk")).order_by("-pk")
    videos = Video.objects.annotate(
        newest_status=Subquery(newest.values("status")[:1]), newest_id=Subquery(newest.values("pk")[:1])
    )
    unfinished = videos.exclude(newest_status=RevisionStatus.READY).exclude(newest_status=None)
    # "failed" comes before "processing" and "queued" in the alphabet too.
    return list(unfinished.order_by("newest_status", "-newest_id")[:20])
