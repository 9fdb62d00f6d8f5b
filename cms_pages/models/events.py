from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.search import index

from ..blocks import BodyBlock
from ..enums import EventFormat, PlaceZone
from ..querysets import USUAL_LENGTH, EventQuerySet
from .base import SitePage


class EventIndexPage(SitePage):
    """The calendar of events; there is one, at /events/."""

    lead = models.TextField(_("lead"), max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead")]
    parent_page_types = ["cms_pages.HomePage"]
    subpage_types = ["cms_pages.EventPage"]
    template = "cms_pages/event_index_page.html"
    max_count = 1

    class Meta:
        verbose_name = _("event list")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from ..domain.events import list_events

        listing = list_events(index=self, query=request.GET, now=timezone.now())
        return {**super().get_context(request, *args, **kwargs), "listing": listing}

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        from ..domain.sitemap import dated_by_children

        return dated_by_children(super().get_sitemap_urls(request), page=self)


class EventPage(SitePage):
    """A meeting, a presentation or a discussion, in a region or online."""

    starts_at = models.DateTimeField(
        _("starts at"),
        help_text=_("In your own time zone. Visitors see the time of the place and Moscow time."),
    )
    ends_at = models.DateTimeField(
        _("ends at"), null=True, blank=True, help_text=_("Empty: two hours later.")
    )
    time_zone = models.CharField(
        _("time zone of the place"),
        max_length=40,
        choices=PlaceZone,
        blank=True,
        help_text=_("Empty: the zone of the region, or Moscow time without a region."),
    )
    region = models.ForeignKey(
        "accounts.Region",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("region"),
        help_text=_("Empty: for all regions."),
    )
    place = models.CharField(
        _("place"),
        max_length=250,
        blank=True,
        help_text=_("City, street, building. Empty: the event is online."),
    )
    online_url = models.URLField(_("link to take part online"), max_length=500, blank=True)
    registration_url = models.URLField(_("link to register"), max_length=500, blank=True)
    cover = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
        help_text=_("Its description is read to people who do not see it."),
    )
    lead = models.TextField(
        _("lead"), max_length=400, help_text=_("What will happen and for whom. Shown in lists.")
    )
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]), FieldPanel("time_zone")],
            heading=_("When"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("region"),
                FieldPanel("place"),
                FieldPanel("online_url"),
                FieldPanel("registration_url"),
            ],
            heading=_("Where"),
        ),
        FieldPanel("lead"),
        FieldPanel("cover"),
        FieldPanel("body"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("lead"),
        index.SearchField("place"),
        index.SearchField("body"),
        index.FilterField("starts_at"),
    ]
    parent_page_types = ["cms_pages.EventIndexPage"]
    subpage_types: list[str] = []
    template = "cms_pages/event_page.html"

    objects: ClassVar[PageManager] = PageManager.from_queryset(EventQuerySet)()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [models.Index(fields=["starts_at"], name="cms_pages_event_start")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="cms_pages_event_ends_after_start",
                violation_error_message=_("The event must end after it starts."),
            )
        ]

    def clean(self) -> None:
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("The event must end after it starts.")})
        if not (self.place or self.online_url):
            raise ValidationError({"place": _("Enter a place or a link to take part online.")})

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the place."""
        return ZoneInfo(self.time_zone or (self.region.time_zone if self.region else PlaceZone.MOSCOW.value))

    @property
    def finishes_at(self) -> datetime:
        """When it ends; two hours after the start if the editor did not say."""
        return self.ends_at or self.starts_at + USUAL_LENGTH

    @property
    def format(self) -> EventFormat:
        return EventFormat.ON_SITE if self.place else EventFormat.ONLINE
