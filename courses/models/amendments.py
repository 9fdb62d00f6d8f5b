"""What people decide about evidence: an excuse, an outage of ours, an appeal. Marks are never touched."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..enums import Verdict


class Excuse(models.Model):
    """A time of a live stream that does not count for one participant: late enrolment, illness, duty."""

    participant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="excuses", verbose_name=_("participant")
    )
    activity = models.ForeignKey(
        "courses.Activity", models.PROTECT, related_name="excuses", verbose_name=_("live stream")
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    reason = models.TextField(_("reason"))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("granted by"),
    )
    granted_at = models.DateTimeField(_("granted at"), editable=False)
    # Withdrawn rather than deleted: what was once granted stays readable.
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)

    class Meta:
        ordering = ["-granted_at", "-id"]
        verbose_name = _("excuse")
        verbose_name_plural = _("excuses")
        indexes = [models.Index(fields=["activity", "participant"], name="courses_excuse_activity")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="courses_excuse_forward")
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} / {self.activity_id}"


class Outage(models.Model):
    """A time in which our own servers could not take presence in a stream, declared by an organiser."""

    activity = models.ForeignKey(
        "courses.Activity", models.PROTECT, related_name="outages", verbose_name=_("live stream")
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    reason = models.TextField(_("reason"))
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("declared by"),
    )
    declared_at = models.DateTimeField(_("declared at"), editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)

    class Meta:
        ordering = ["-declared_at", "-id"]
        verbose_name = _("outage")
        verbose_name_plural = _("outages")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="courses_outage_forward")
        ]

    def __str__(self) -> str:
        return f"{self.activity_id}: {self.starts_at:%Y-%m-%d %H:%M}"


class Appeal(models.Model):
    """A participant's objection to what was credited, with the numbers and the timeline of that moment."""

    # The record outlives an erased account: only the link to the person goes.
    participant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="appeals",
        verbose_name=_("participant"),
    )  # fmt: skip
    activity = models.ForeignKey(
        "courses.Activity", models.PROTECT, related_name="appeals", verbose_name=_("activity")
    )
    text = models.TextField(_("what is wrong"), max_length=4000)
    # State, share, evidence, rule and timeline as they stood when the appeal was filed.
    snapshot = models.JSONField(_("what was credited"), default=dict)
    filed_at = models.DateTimeField(_("filed at"))

    class Meta:
        ordering = ["-filed_at", "-id"]
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        indexes = [models.Index(fields=["activity", "participant"], name="courses_appeal_activity")]

    def __str__(self) -> str:
        return f"{self.participant_id} / {self.activity_id}"


class AppealDecision(models.Model):
    """The answer to an appeal: one, for ever, with its reason and the numbers it was decided on."""

    appeal = models.OneToOneField(Appeal, models.PROTECT, related_name="decision", verbose_name=_("appeal"))
    verdict = models.CharField(_("decision"), max_length=12, choices=Verdict)
    reason = models.TextField(_("reason"), max_length=4000)
    snapshot = models.JSONField(_("what was credited"), default=dict)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"))

    class Meta:
        verbose_name = _("decision on an appeal")
        verbose_name_plural = _("decisions on appeals")
        permissions = [("decide_appeal", _("May decide appeals"))]

    def __str__(self) -> str:
        return f"{self.appeal_id}: {self.verdict}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the decision once. Raises ValueError when it is to be changed."""
        if self.pk is not None:
            raise ValueError("a decision on an appeal is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Raise ValueError: a decision is kept for ever."""
        raise ValueError("a decision on an appeal is never deleted")
