"""Stable records of what people complete: they outlive the pages that editors move, unpublish or delete."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index


class Speaker(index.Indexed, models.Model):
    """Someone who teaches a webinar or a live stream."""

    name = models.CharField(_("name"), max_length=160)
    role = models.CharField(
        _("job"), max_length=255, blank=True, help_text=_("Position and place of work, as it is shown.")
    )
    photo = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("photo"),
    )

    panels = [FieldPanel("name"), FieldPanel("role"), FieldPanel("photo")]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name"), index.SearchField("role")]

    class Meta:
        ordering = ["name"]
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")

    def __str__(self) -> str:
        return self.name


class Course(models.Model):
    """A course as completions and curricula know it; `page` is empty once its page is deleted."""

    page = models.OneToOneField("courses.CoursePage", models.SET_NULL, null=True, related_name="course")
    title = models.CharField(_("title"), max_length=255)
    position = models.PositiveIntegerField(_("position"), default=0)
    is_live = models.BooleanField(_("published"), default=False)
    updated_at = models.DateTimeField(_("updated at"), db_index=True)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def __str__(self) -> str:
        return self.title


class Activity(models.Model):
    """Something a participant can complete: a webinar, a live stream, or a plugin's own kind.

    Copied from the published page by `courses.domain.activities.sync_activity`, so reading an activity never
    needs the page or the code that made it.
    """

    type = models.CharField(_("type"), max_length=60)
    page = models.OneToOneField("wagtailcore.Page", models.SET_NULL, null=True, related_name="activity")
    course = models.ForeignKey(Course, models.SET_NULL, null=True, related_name="activities")
    title = models.CharField(_("title"), max_length=255)
    position = models.PositiveIntegerField(_("position in the course"), default=0)
    is_live = models.BooleanField(_("published"), default=False)
    opens_at = models.DateTimeField(_("opens at"), null=True)
    closes_at = models.DateTimeField(_("closes at"), null=True)
    starts_at = models.DateTimeField(_("starts at"), null=True)
    ends_at = models.DateTimeField(_("ends at"), null=True)
    # Half-open [start, end) pairs of unix milliseconds that do not count as broadcast.
    breaks = models.JSONField(_("breaks"), default=list)
    # Whether those present are asked «are you here?» from time to time.
    prompts = models.BooleanField(_("asks whether people are here"), default=False)
    duration_ms = models.PositiveIntegerField(_("duration, ms"), default=0)
    # Half-open ranges of seconds of the recording that nobody has to watch.
    excluded = models.JSONField(_("excluded seconds"), default=list)
    # The id of the video revision in use; 0 where there is no recording.
    rev = models.PositiveBigIntegerField(_("revision"), default=0)
    rule_key = models.CharField(_("completion rule"), max_length=60)
    rule_params = models.JSONField(_("parameters of the rule"), default=dict)
    updated_at = models.DateTimeField(_("updated at"), db_index=True)

    class Meta:
        ordering = ["course__position", "position", "id"]
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        permissions = [("preview_activity", _("May open every activity, without being credited"))]

    def __str__(self) -> str:
        return self.title

    @property
    def duration_s(self) -> float:
        """Length of the recording, or of the schedule of a stream, in seconds."""
        if self.starts_at and self.ends_at:
            return (self.ends_at - self.starts_at).total_seconds()
        return self.duration_ms / 1000
