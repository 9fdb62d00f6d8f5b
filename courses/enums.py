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
