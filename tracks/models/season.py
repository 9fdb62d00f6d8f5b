from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from ..enums import StageKind


class Season(ClusterableModel):
    """One yearly run of the programme."""

    key = models.SlugField(_("key"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=120)
    is_current = models.BooleanField(
        _("current"), default=False, help_text=_("The season that the site and the personal area show.")
    )
    presence_threshold_pct = models.PositiveSmallIntegerField(
        _("presence needed, %"),
        default=75,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("A live stream counts as attended from this percent of presence."),
    )

    class Meta:
        ordering = ["-key"]
        verbose_name = _("season")
        verbose_name_plural = _("seasons")
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"], condition=Q(is_current=True), name="tracks_season_one_current"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Stage(Orderable):
    """A stage of a season, as the timeline of the home page shows it."""

    season = ParentalKey(Season, related_name="stages")
    kind = models.CharField(_("kind"), max_length=12, choices=StageKind)
    title = models.CharField(_("title"), max_length=80)
    summary = models.CharField(_("summary"), max_length=250, blank=True)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(
        _("ends at"),
        null=True,
        blank=True,
        help_text=_("The first moment after the stage. Empty: open-ended."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=models.F("starts_at")),
                name="tracks_stage_ends_after_start",
                violation_error_message=_("The stage must end after it starts."),
            )
        ]

    def __str__(self) -> str:
        return self.title
