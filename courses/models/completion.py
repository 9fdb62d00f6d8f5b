from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..enums import CompletionState


class Completion(models.Model):
    """What one participant has to do with one activity, by when, and how far they are.

    A row exists from the moment a curriculum requires the activity. Its window is already resolved (personal
    extension, then curriculum, then the activity), and the rule that decided stands beside the result.
    """

    participant = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="completions")
    activity = models.ForeignKey("courses.Activity", models.PROTECT, related_name="completions")
    season = models.CharField(_("season"), max_length=40)
    track = models.CharField(_("track"), max_length=20)
    position = models.PositiveIntegerField(_("position in the curriculum"), default=0)
    is_required = models.BooleanField(_("required"), default=True)
    # False once the curriculum no longer asks for the activity: kept, because the person has worked on it.
    is_assigned = models.BooleanField(_("in the curriculum"), default=True)
    opens_at = models.DateTimeField(_("opens at"), null=True)
    closes_at = models.DateTimeField(_("closes at"), null=True)
    is_extended = models.BooleanField(_("personally extended"), default=False)

    state = models.CharField(
        _("state"), max_length=12, choices=CompletionState, default=CompletionState.NOT_STARTED
    )
    share = models.FloatField(_("share"), default=0.0)
    completed_at = models.DateTimeField(_("completed at"), null=True)
    rule_key = models.CharField(_("rule"), max_length=60)
    rule_version = models.PositiveSmallIntegerField(_("version of the rule"), default=1)
    rule_params = models.JSONField(_("parameters of the rule"), default=dict)
    evidence = models.JSONField(_("evidence"), default=dict)
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        permissions = [("view_all_completions", _("May see the completions of everyone"))]
        constraints = [
            models.UniqueConstraint(fields=["participant", "activity"], name="courses_completion_once"),
            models.CheckConstraint(condition=Q(share__gte=0, share__lte=1), name="courses_completion_share"),
            models.CheckConstraint(
                condition=~Q(state=CompletionState.COMPLETED) | Q(completed_at__isnull=False),
                name="courses_completion_dated",
            ),
        ]
        indexes = [
            models.Index(fields=["updated_at", "id"], name="courses_compl_updated"),
            models.Index(fields=["activity", "state"], name="courses_compl_activity"),
            models.Index(fields=["state", "closes_at"], name="courses_compl_due"),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} / {self.activity_id}: {self.state}"
