from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtailmedia.models import AbstractMedia

from ..enums import RevisionStatus


def video_storage() -> FileSystemStorage:
    """Return the private storage of lectures: nothing in it has a public address."""
    return FileSystemStorage(location=settings.VIDEO_ROOT, base_url="/video/originals/")


class Video(AbstractMedia):
    """A lecture as it was uploaded, with its captions; what people watch are its revisions."""

    file = models.FileField(_("file"), upload_to="originals", storage=video_storage)
    captions = models.FileField(
        _("captions (WebVTT)"), upload_to="captions", storage=video_storage, blank=True
    )

    admin_form_fields = ("title", "file", "captions", "collection", "tags")

    class Meta(AbstractMedia.Meta):
        verbose_name = _("video")
        verbose_name_plural = _("videos")

    @property
    def current(self) -> "VideoRevision | None":
        """The newest revision that can be watched."""
        return self.revisions.filter(status=RevisionStatus.READY).order_by("-pk").first()


class VideoRevision(models.Model):
    """One file of a video made watchable: HLS renditions, a poster, a duration. Never changed once ready."""

    video = models.ForeignKey(Video, models.CASCADE, related_name="revisions")
    source = models.CharField(_("source file"), max_length=255)
    status = models.CharField(
        _("status"), max_length=12, choices=RevisionStatus, default=RevisionStatus.QUEUED
    )
    error = models.TextField(_("what went wrong"), blank=True)
    duration_ms = models.PositiveIntegerField(_("duration, ms"), default=0)
    created_at = models.DateTimeField(_("created at"))
    ready_at = models.DateTimeField(_("ready at"), null=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("video revision")
        verbose_name_plural = _("video revisions")

    def __str__(self) -> str:
        return f"{self.video_id}/{self.pk}"

    @property
    def folder(self) -> Path:
        """Where its playlist, segments and poster lie."""
        return Path(settings.VIDEO_ROOT) / "hls" / str(self.pk)
