import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..enums import BatchSource, Level


def new_feed_key() -> str:
    """Return the secret part of a personal calendar address."""
    return secrets.token_urlsafe(24)


class Enrolment(models.Model):
    """That a participant studies a curriculum, and the roll-up of how far they are.

    The counters are derived from Completion rows by `tracks.domain.rollup`; percents are tenths, floored.
    """

    participant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="enrolments", verbose_name=_("participant")
    )
    season = models.ForeignKey(
        "tracks.Season", models.PROTECT, related_name="enrolments", verbose_name=_("season")
    )
    curriculum = models.ForeignKey(
        "tracks.Curriculum", models.PROTECT, related_name="enrolments", verbose_name=_("curriculum")
    )
    level = models.CharField(_("level"), max_length=10, choices=Level)
    enrolled_at = models.DateTimeField(_("enrolled at"))
    feed_key = models.CharField(max_length=43, unique=True, default=new_feed_key, editable=False)

    required_total = models.PositiveSmallIntegerField(_("required activities"), default=0, editable=False)
    required_done = models.PositiveSmallIntegerField(_("required activities done"), default=0, editable=False)
    recorded_total = models.PositiveSmallIntegerField(_("required recordings"), default=0, editable=False)
    recorded_done = models.PositiveSmallIntegerField(
        _("required recordings watched"), default=0, editable=False
    )
    missed_total = models.PositiveSmallIntegerField(_("missed activities"), default=0, editable=False)
    streams_total = models.PositiveSmallIntegerField(_("required live streams"), default=0, editable=False)
    streams_held = models.PositiveSmallIntegerField(_("live streams held"), default=0, editable=False)
    # Tenths of a percent: the mean over streams held so far, and over all if none is missed from now on.
    presence_tenths = models.PositiveSmallIntegerField(_("presence so far, ‰"), null=True, editable=False)
    presence_best_tenths = models.PositiveSmallIntegerField(_("best presence, ‰"), null=True, editable=False)
    updated_at = models.DateTimeField(_("updated at"), db_index=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(fields=["participant", "season"], name="tracks_enrolment_once")
        ]

    def __str__(self) -> str:
        return f"{self.participant}: {self.curriculum}"


class ExtensionBatch(models.Model):
    """One decision that gave many participants a later deadline for one activity. Kept for ever."""

    # Made when the preview is shown: sending it twice grants once.
    key = models.UUIDField(unique=True, editable=False)
    season = models.ForeignKey("tracks.Season", models.PROTECT, related_name="+", verbose_name=_("season"))
    activity = models.ForeignKey(
        "courses.Activity", models.PROTECT, related_name="+", verbose_name=_("activity")
    )
    closes_at = models.DateTimeField(_("new deadline"))
    reason = models.TextField(_("reason"))
    source = models.CharField(_("chosen"), max_length=10, choices=BatchSource)
    # The filter as it was set; nothing for a list, whose lines stand in `skipped` or became extensions.
    chosen = models.JSONField(_("filter"), default=dict)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("granted by")
    )
    granted_at = models.DateTimeField(_("granted at"))
    granted_total = models.PositiveIntegerField(_("people"))
    # How many of them had seen enough by the new deadline, and so completed at once; empty until it is counted.
    completed_total = models.PositiveIntegerField(_("completed at once"), null=True)
    # [line or null, text, SkipReason] of each line or person left out.
    skipped = models.JSONField(_("left out"), default=list)

    class Meta:
        ordering = ["-granted_at", "-id"]
        verbose_name = _("bulk extension")
        verbose_name_plural = _("bulk extensions")

    def __str__(self) -> str:
        return str(self.activity)


class Extension(models.Model):
    """A personal deadline for one activity. Kept for ever; the latest one given counts."""

    participant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="extensions", verbose_name=_("participant")
    )
    activity = models.ForeignKey(
        "courses.Activity", models.PROTECT, related_name="extensions", verbose_name=_("activity")
    )
    closes_at = models.DateTimeField(
        _("new deadline"),
        help_text=_("The first moment after it: for “until 23:59” enter 00:00 of the next day."),
    )
    reason = models.TextField(_("reason"))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("granted by"),
    )
    granted_at = models.DateTimeField(_("granted at"), editable=False)
    batch = models.ForeignKey(
        ExtensionBatch, models.PROTECT, null=True, editable=False, related_name="extensions",
        verbose_name=_("bulk extension"),
    )  # fmt: skip

    class Meta:
        ordering = ["-granted_at", "-id"]
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        permissions = [("grant_extension", _("May give a participant a personal deadline"))]
        indexes = [
            models.Index(fields=["participant", "activity", "-granted_at"], name="tracks_extension_latest")
        ]

    def __str__(self) -> str:
        return f"{self.participant}: {self.activity} → {self.closes_at:%Y-%m-%d %H:%M}"
