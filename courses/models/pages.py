from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.fields import RichTextField
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index
from wagtail.url_routing import RouteResult


def page_tabs(content: list[Any], **tabs: list[Any]) -> list[ObjectList]:
    """Return the tabs every course page has: content first, those given by the page, then Wagtail's own."""
    headings = {"access": _("Access and deadlines"), "materials": _("Materials")}
    return [
        ObjectList(content, heading=_("Content")),
        *(ObjectList(panels, heading=headings[name]) for name, panels in tabs.items()),
        ObjectList(Page.promote_panels, heading=_("For search engines")),
        ObjectList(Page.settings_panels, heading=_("Publishing")),
    ]


class CourseIndexPage(Page):
    """The list of all courses of the site."""

    intro = models.TextField(_("lead"), blank=True, help_text=_("One or two sentences under the title."))

    max_count = 1
    subpage_types = ["courses.CoursePage"]
    template = "courses/course_index_page.html"
    edit_handler = TabbedInterface(page_tabs([*Page.content_panels, FieldPanel("intro")]))

    class Meta:
        verbose_name = _("course list")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find an activity by its whole address: step by step would read its course for nothing."""
        if len(path_components) == 2:
            address = f"{self.url_path}{'/'.join(path_components)}/"
            page = Page.objects.filter(url_path=address).specific().first()
            if isinstance(page, ActivityPage):
                return page.route(request, [])
        return super().route(request, path_components)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add `view`: the published courses, and for a participant how far they are with each."""
        from ..domain import queries  # it imports the models

        context = super().get_context(request, *args, **kwargs)
        return {**context, "view": queries.course_index_view(page=self, user=request.user)}


class CoursePage(Page):
    """A themed, ordered set of activities."""

    lead = models.TextField(
        _("lead"), blank=True, help_text=_("One or two sentences: what it is about and for whom.")
    )
    body = RichTextField(_("about the course"), blank=True)

    parent_page_types = ["courses.CourseIndexPage"]
    template = "courses/course_page.html"
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]
    edit_handler = TabbedInterface(page_tabs([*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]))

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add `view`: the activities as frames, with the person's state of each."""
        from django.utils import timezone

        from ..domain import queries  # it imports the models

        context = super().get_context(request, *args, **kwargs)
        return {**context, "view": queries.course_view(page=self, user=request.user, now=timezone.now())}


class ActivityPage(Page):
    """Base of every page that participants complete: it stands under a course, and has a window of its own.

    activity_type  the key of its entry in `courses.extensions.activity_types`

    A page of yours sets that, a `template`, and panels: `content_panels` or, with `page_tabs`, an `edit_handler` that
    holds `ActivityPage.window_panels`. When it is published its Activity is written, for which `clean()` must have
    refused what the rule could not judge.
    """

    activity_type: ClassVar[str]

    lead = models.TextField(
        _("lead"), blank=True, help_text=_("One or two sentences: what people will know afterwards.")
    )
    opens_at = models.DateTimeField(
        _("opens at"), null=True, blank=True, help_text=_("Empty: open as soon as it is published.")
    )
    closes_at = models.DateTimeField(
        _("closes at"), null=True, blank=True,
        help_text=_("The first moment after the deadline: for “until 23:59” enter 00:00 of the next day."),
    )  # fmt: skip

    parent_page_types = ["courses.CoursePage"]
    subpage_types: ClassVar[list[Any]] = []
    private_page_options: ClassVar[list[str]] = []
    search_fields = [*Page.search_fields, index.SearchField("lead")]
    window_panels = [
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")])],
            heading=_("When it is open"),
            help_text=_(
                "In the time zone of your account. Dates of a curriculum and personal extensions go first."
            ),
        )
    ]

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Raise ValidationError for a deadline that does not come after the opening."""
        super().clean()
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": _("The deadline must come after the opening.")})

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """Return none: who may open an activity is decided by the access policies, and by them alone."""
        return PageViewRestriction.objects.none()

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Let those who have worked on an unpublished activity see that it was withdrawn, instead of an error."""
        from ..domain import queries  # it imports the models

        if self.live or path_components:
            return super().route(request, path_components)
        if not queries.is_known_to(user=request.user, page_id=self.pk):
            raise Http404
        return RouteResult(self)
