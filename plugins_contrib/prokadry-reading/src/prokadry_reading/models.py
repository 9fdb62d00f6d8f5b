"""A text to read, what it consists of, and the time people gave it.

Links to the records of the site carry no constraint of the database: when the plugin is uninstalled its tables stay,
and must not keep anybody from erasing an account or deleting a page.
"""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TabbedInterface
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from courses.models import ActivityPage
from courses.models.pages import page_tabs

from .blocks import SectionBlock


class ReadingPage(ActivityPage):
    """A long text in sections, completed by reading enough of it."""

    activity_type = "reading"

    page_ptr = models.OneToOneField(
        Page, models.CASCADE, parent_link=True, primary_key=True, db_constraint=False, related_name="+"
    )
    sections = StreamField([("section", SectionBlock())], verbose_name=_("sections"), min_num=1)
    required_share = models.DecimalField(
        _("share to read"), max_digits=3, decimal_places=2, default=Decimal("0.90"),
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(1)],
        help_text=_("0.90 means that sections with 90 percent of all words must be read for credit."),
    )  # fmt: skip

    template = "reading/reading_page.html"
    search_fields = [*ActivityPage.search_fields, index.SearchField("sections")]
    edit_handler = TabbedInterface(
        page_tabs(
            [*Page.content_panels, FieldPanel("lead"), FieldPanel("sections")],
            access=[
                *ActivityPage.window_panels,
                MultiFieldPanel([FieldPanel("required_share")], heading=_("What counts")),
            ],
        )
    )

    class Meta:
        verbose_name = _("text to read")
        verbose_name_plural = _("texts to read")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the text; a POST is a report of what was read, made by the page itself."""
        if request.method == "POST":
            from . import reports  # it imports the models

            return reports.receive(request, self)
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add `view`: all that the page shows to this person now."""
        from . import views  # it imports the models

        view = views.reading_view(
            page=self,
            user=request.user,
            opening=request.GET.get("opened", ""),
            now=timezone.now(),
            is_preview=getattr(request, "is_preview", False),
        )
        return {**super().get_context(request, *args, **kwargs), "view": view}


class ReadingText(models.Model):
    """What a published text consists of; outlives its page.

    `sections` is a list of [key, words] in the order of the text; a key is the id of the section's block, so it stays
    when the section is edited or moved.
    """

    activity = models.OneToOneField("courses.Activity", models.CASCADE, related_name="+", db_constraint=False)
    sections = models.JSONField(default=list)

    @property
    def words(self) -> dict[str, int]:
        """The words of each section by its key, in the order of the text."""
        return dict(self.sections)


class Reading(models.Model):
    """The seconds one person gave to one text.

    spans      by key of a section, sorted half-open [start, end) pairs of unix seconds
    confirmed  keys of the sections that the person said to have read
    last_s     the end of the last of all spans
    """

    participant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_constraint=False
    )
    activity = models.ForeignKey("courses.Activity", models.CASCADE, related_name="+", db_constraint=False)
    spans = models.JSONField(default=dict)
    confirmed = models.JSONField(default=list)
    last_s = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participant", "activity"], name="reading_reading_once")
        ]
        indexes = [models.Index(fields=["participant", "last_s"], name="reading_reading_recent")]
