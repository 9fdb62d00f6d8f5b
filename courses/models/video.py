import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtailmedia.models import AbstractMedia

from ..enums import RevisionStatus, VideoFault
from ..fields import validate_captions


class VideoStorage(FileSystemStorage):
    """The private storage of lectures: nothing in it has a public address."""

    @property
    def base_location(self) -> Any:
        """The folder of the settings in force now, so tests may move it."""
        return settings.VIDEO_ROOT

    @property
    def location(self) -> str:
        return str(Path(self.base_location).absolute())

    def url(self, name: str | None) -> str:
        """Return the address at which editors may download the file."""
        return reverse("courses:original", args=[name])


def video_storage() -> VideoStorage:
    """Return the storage of lectures; a function, so that migrations do not fix its folder."""
    return VideoStorage()


def original_path(video: "Video", filename: str) -> str:
    """Return where an upload is kept: every one has a folder of its own, so its name tells it from all others."""
    return f"originals/{uuid.uuid4().hex}/{filename}"


def captions_path(video: "Video", filename: str) -> str:
    """Return where captions are kept."""
    return f"captions/{uuid.uuid4().hex}/{filename}"


class Video(AbstractMedia):
    """A lecture as it was uploaded, with its captions; what people watch are its revisions."""

    file = models.FileField(
        _("file"), upload_to=original_path, storage=video_storage, max_length=255,
        help_text=_(
            "MP4 or another usual format. It is prepared in the background; until then the previous file stays in use."
        ),
    )  # fmt: skip
    captions = models.FileField(
        _("captions (WebVTT)"), upload_to=captions_path, storage=video_storage, blank=True, max_length=255,
        validators=[validate_captions],
        help_text=_("A text file that begins with the line WEBVTT."),
    )  # fmt: skip

    admin_form_fields = ("title", "file", "captions", "collection", "tags")

    class Meta(AbstractMedia.Meta):
        verbose_name = _("video")
        verbose_name_plural = _("videos")

    @property
    def current(self) -> "VideoRevision | None":
        """The newest revision that can be watched."""
        return self.revisions.filter(status=RevisionStatus.READY).order_by("-pk").first()

    @property
    def newest(self) -> "VideoRevision | None":
        """The revision of the newest file, whatever its state."""
        return self.revisions.order_by("-pk").first()


class VideoRevision(models.Model):
    """One file of a video made watchable: HLS renditions, a poster, a duration. Never changed once ready."""

    video = models.ForeignKey(Video, models.CASCADE, related_name="revisions")
    source = models.CharField(_("source file"), max_length=255)
    status = models.CharField(
        _("status"), max_length=12, choices=RevisionStatus, default=RevisionStatus.QUEUED
    )
    # A VideoFault, and on further lines what the encoder said: kept as a key, so it is shown in the reader's language.
    error = models.TextField(_("what went wrong"), blank=True)
    duration_ms = models.PositiveIntegerField(_("duration, ms"), default=0)
    # How the previous revision went into this one: [from, until, becomes] in seconds. Null: seconds kept their places.
    edits = models.JSONField(_("edit list"), null=True)
    created_at = models.DateTimeField(_("created at"))
    ready_at = models.DateTimeField(_("ready at"), null=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("video revision")
        verbose_name_plural = _("video revisions")

    def __str__(self) -> str:
        return f"{self.video_id}/{self.pk}"

    @property
    def follows(self) -> bool:
        """Whether people could have watched an earlier file, so that it matters what became of its seconds."""
        earlier = VideoRevision.objects.filter(video_id=self.video_id, pk__lt=self.pk)
        return self.status != RevisionStatus.FAILED and earlier.filter(status=RevisionStatus.READY).exists()

    @property
    def folder(self) -> Path:
        """Where its playlist, segments and poster lie."""
        return Path(settings.VIDEO_ROOT) / "hls" / str(self.pk)

    @property
    def duration_s(self) -> float:
        return self.duration_ms / 1000

    @property
    def fault(self) -> str:
        """What went wrong and what to do, in the reader's language; "" when nothing did."""
        key = self.error.partition("\n")[0]
        return str(VideoFault(key).label) if key in VideoFault.values else key

    @property
    def fault_detail(self) -> str:
        """What the encoder said, for the administrator."""
        return self.error.partition("\n")[2]
