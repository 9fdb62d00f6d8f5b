"""A package, the page that offers it, and what it said about each person.

Links to the records of the site carry no constraint of the database: when the plugin is uninstalled its tables stay,
and must not keep anybody from erasing an account or deleting a page.
"""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, TabbedInterface
from wagtail.models import Page

from courses.models import ActivityPage
from courses.models.pages import page_tabs


class Condition(models.TextChoices):
    """Which report of a package completes the activity."""

    COMPLETED = "completed", _("the package reports “completed” or “passed”")
    PASSED = "passed", _("the package reports “passed”")
    SCORE = "score", _("the package reports enough points")


class ScormPackage(models.Model):
    """A package that was judged and unpacked; never changed. Its folder is named by `digest`."""

    digest = models.CharField(max_length=32, unique=True)
    title = models.CharField(_("title"), max_length=255)
    version = models.CharField(_("version of SCORM"), max_length=8)
    entry = models.CharField(max_length=1000)
    query = models.CharField(max_length=2000, blank=True)
    launch_data = models.TextField(blank=True)
    mastery = models.FloatField(null=True)
    files = models.PositiveIntegerField(_("files"))
    size_bytes = models.BigIntegerField(_("size"))
    uploaded_at = models.DateTimeField(_("uploaded at"))

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("SCORM package")
        verbose_name_plural = _("SCORM packages")

    def __str__(self) -> str:
        return f"{self.title} (SCORM {self.version})"


class ScormPage(ActivityPage):
    """A SCORM package, completed by what it reports and by time spent with it."""

    activity_type = "scorm"

    page_ptr = models.OneToOneField(
        Page, models.CASCADE, parent_link=True, primary_key=True, db_constraint=False, related_name="+"
    )
    package = models.ForeignKey(
        ScormPackage, models.PROTECT, null=True, related_name="+", verbose_name=_("package"),
        help_text=_(
            "A zip as the authoring tool exports it. When it is replaced, those who have not finished begin the "
            "new one from its start; what is credited stays."
        ),
    )  # fmt: skip
    condition = models.CharField(
        _("credited when"), max_length=12, choices=Condition, default=Condition.COMPLETED
    )
    required_score = models.PositiveSmallIntegerField(
        _("points needed, of 100"), default=80, validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Counts only when it is points that decide."),
    )  # fmt: skip
    required_minutes = models.PositiveSmallIntegerField(
        _("minutes with the package, at least"), default=5,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
        help_text=_(
            "Measured by the server while the package is open in front of the person. What a package reports can be "
            "forged in the browser, this time cannot: choose what an honest quick participant needs."
        ),
    )  # fmt: skip

    template = "scorm/scorm_page.html"
    edit_handler = TabbedInterface(
        page_tabs(
            [*Page.content_panels, FieldPanel("lead"), FieldPanel("package")],
            access=[
                *ActivityPage.window_panels,
                MultiFieldPanel(
                    [
                        FieldPanel("condition"),
                        FieldRowPanel([FieldPanel("required_score"), FieldPanel("required_minutes")]),
                    ],
                    heading=_("What counts"),
                ),
            ],
        )
    )

    class Meta:
        verbose_name = _("SCORM course")
        verbose_name_plural = _("SCORM courses")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add `view`: all that the page shows to this person now."""
        from .domain.queries import scorm_view  # it imports the models

        view = scorm_view(
            page=self,
            user=request.user,
            now=timezone.now(),
            is_preview=getattr(request, "is_preview", False),
        )
        return {**super().get_context(request, *args, **kwargs), "view": view}


class ScormAttempt(models.Model):
    """What a package said about one person, and the time the server saw it open.

    The first group is the package's own: its words, given back to it when it is opened again. `digest` is the package
    they are of. The rest decides about credit, in milliseconds of the server's clock:
    launch, seq   the last opening, and the last report of it that was taken
    spans         sorted half-open [start, end) pairs of unix seconds with the package open
    last_s        the second up to which the present opening is accounted for
    done_ms, passed_ms   when it was first reported, None if never
    scores        [ms, points] of each report that was better than all before
    """

    participant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_constraint=False
    )
    activity = models.ForeignKey("courses.Activity", models.CASCADE, related_name="+", db_constraint=False)

    digest = models.CharField(max_length=32, blank=True)
    status = models.CharField(max_length=16, blank=True)
    success = models.CharField(max_length=16, blank=True)
    score_raw = models.FloatField(null=True)
    score_scaled = models.FloatField(null=True)
    location = models.CharField(max_length=1000, blank=True)
    suspend_data = models.TextField(blank=True)

    launch = models.PositiveIntegerField(default=0)
    seq = models.PositiveIntegerField(default=0)
    spans = models.JSONField(default=list)
    last_s = models.BigIntegerField(default=0)
    done_ms = models.BigIntegerField(null=True)
    passed_ms = models.BigIntegerField(null=True)
    scores = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["participant", "activity"], name="scorm_attempt_once")]
        indexes = [models.Index(fields=["participant", "last_s"], name="scorm_attempt_recent")]

    def __str__(self) -> str:
        return f"{self.participant_id} / {self.activity_id}"
