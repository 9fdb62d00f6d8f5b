from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from ..enums import Track


class Curriculum(ClusterableModel):
    """What one track studies in one season: ordered courses, and exceptions for single activities."""

    season = models.ForeignKey(
        "tracks.Season", models.PROTECT, related_name="curricula", verbose_name=_("season")
    )
    track = models.CharField(_("track"), max_length=10, choices=Track)
    title = models.CharField(_("title"), max_length=160)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)
    # A digest of what its participants were last given, so that a change of nothing costs nothing.
    synced_state = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["-season__key", "track"]
        verbose_name = _("curriculum")
        verbose_name_plural = _("curricula")
        constraints = [models.UniqueConstraint(fields=["season", "track"], name="tracks_curriculum_once")]

    def __str__(self) -> str:
        return self.title


class CurriculumCourse(Orderable):
    """A course of a curriculum: all its published activities belong to it, in the order of the course."""

    curriculum = ParentalKey(Curriculum, related_name="courses")
    course = models.ForeignKey("courses.Course", models.PROTECT, related_name="+", verbose_name=_("course"))
    is_required = models.BooleanField(_("required"), default=True)

    class Meta(Orderable.Meta):
        verbose_name = _("course of the curriculum")
        verbose_name_plural = _("courses of the curriculum")
        constraints = [
            models.UniqueConstraint(fields=["curriculum", "course"], name="tracks_curriculum_course_once")
        ]


class CurriculumOverride(Orderable):
    """What differs for one activity in this curriculum: required or not, left out, its own window.

    An activity outside the listed courses is added to the end of the curriculum.
    """

    curriculum = ParentalKey(Curriculum, related_name="overrides")
    activity = models.ForeignKey(
        "courses.Activity", models.PROTECT, related_name="+", verbose_name=_("activity")
    )
    is_excluded = models.BooleanField(_("left out"), default=False)
    is_required = models.BooleanField(_("required"), default=True)
    opens_at = models.DateTimeField(_("opens at"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("exception for an activity")
        verbose_name_plural = _("exceptions for activities")
        constraints = [
            models.UniqueConstraint(fields=["curriculum", "activity"], name="tracks_override_once"),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(closes_at__gt=F("opens_at")),
                name="tracks_override_closes_after_open",
                violation_error_message=_("The deadline must be later than the opening."),
            ),
        ]
