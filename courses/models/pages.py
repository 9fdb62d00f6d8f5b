from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index


class CourseIndexPage(Page):
    """The list of all courses of the site."""

    intro = models.TextField(_("lead"), blank=True)

    max_count = 1
    subpage_types = ["courses.CoursePage"]
    template = "courses/course_index_page.html"

    class Meta:
        verbose_name = _("course list")


class CoursePage(Page):
    """A themed, ordered set of activities."""

    lead = models.TextField(_("lead"), blank=True)
    body = RichTextField(_("about the course"), blank=True)

    parent_page_types = ["courses.CourseIndexPage"]
    template = "courses/course_page.html"
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")


class ActivityPage(Page):
    """Base of every page that participants complete; `activity_type` names its entry in the registry."""

    activity_type: ClassVar[str]

    lead = models.TextField(_("lead"), blank=True)
    opens_at = models.DateTimeField(
        _("opens at"), null=True, blank=True, help_text=_("Empty: open as soon as it is published.")
    )
    closes_at = models.DateTimeField(
        _("closes at"),
        null=True,
        blank=True,
        help_text=_("The first moment after the deadline: for “until 23:59” enter 00:00 of the next day."),
    )

    parent_page_types = ["courses.CoursePage"]
    subpage_types: ClassVar[list[Any]] = []
    search_fields = [*Page.search_fields, index.SearchField("lead")]

    class Meta:
        abstract = True
