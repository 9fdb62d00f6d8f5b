from django.db import models
from django.utils.translation import gettext_lazy as _


class CompletionState(models.TextChoices):
    """How far a participant is with one activity of their curriculum."""

    NOT_STARTED = "not_started", _("not started")
    IN_PROGRESS = "in_progress", _("in progress")
    COMPLETED = "completed", _("completed")
    MISSED = "missed", _("missed")
    EXCUSED = "excused", _("excused")


class RevisionStatus(models.TextChoices):
    """Where one uploaded video file is on its way to being watchable."""

    QUEUED = "queued", _("waiting")
    PROCESSING = "processing", _("being prepared")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")


class SessionKind(models.TextChoices):
    RECORDED = "recorded", _("recorded webinar")
    LIVE = "live", _("live stream")


class Verdict(models.TextChoices):
    """What an organiser decides on an appeal."""

    EXCUSED = "excused", _("the activity is excused")
    CORRECTED = "corrected", _("the numbers were corrected")
    DECLINED = "declined", _("the numbers stand")


class VideoFault(models.TextChoices):
    """Why an uploaded file could not be made watchable: what happened, and what the editor can do."""

    MISSING = "missing", _("The file is not there any more. Upload it again.")
    EMPTY = "empty", _("The file is empty: the upload was cut off. Upload it again.")
    UNREADABLE = (
        "unreadable",
        _(
            "This is not a video, or the file is damaged. Play it on your computer, save it as MP4 and upload it again."
        ),
    )
    NO_PICTURE = "no_picture", _("There is sound but no picture in the file. Upload a video with a picture.")
    BROKEN = (
        "broken",
        _("The video breaks off or is damaged inside. Save it anew as MP4 (H.264) and upload it again."),
    )
    NO_SPACE = "no_space", _("There is no room left on the server. Tell the administrator, then try again.")
    STOPPED = "stopped", _("Preparing stopped because of a fault of the server. Try again.")
