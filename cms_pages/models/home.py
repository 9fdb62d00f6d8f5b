from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from ..blocks import FaqBlock, LevelBlock, PartnerBlock
from .base import SitePage


class HomePage(SitePage):
    """The front page; season, directions, news and events come by themselves, the rest is written here."""

    hero_title = models.CharField(
        _("main heading"),
        max_length=60,
        help_text=_("Three to five words, set in the largest type of the site."),
    )
    lead = models.TextField(
        _("lead"), max_length=400, help_text=_("What the programme is, in two or three sentences.")
    )
    now_note = models.CharField(
        _("note under the current stage"),
        max_length=200,
        blank=True,
        help_text=_("What a visitor should know today; empty: the summary of the stage."),
    )
    directions_title = models.CharField(
        _("heading of directions"), max_length=80, blank=True, help_text=_("Empty: “Directions of study”.")
    )
    levels_title = models.CharField(_("heading of levels"), max_length=80, blank=True)
    levels_note = models.CharField(_("note beside the heading"), max_length=200, blank=True)
    levels = StreamField([("level", LevelBlock())], verbose_name=_("levels"), blank=True, max_num=4)
    partners = StreamField([("partner", PartnerBlock())], verbose_name=_("partners"), blank=True)
    faq = StreamField([("question", FaqBlock())], verbose_name=_("questions and answers"), blank=True)
    call_title = models.CharField(
        _("heading of the call"),
        max_length=120,
        blank=True,
        help_text=_("Empty: the call at the foot is not shown."),
    )
    call_text = models.TextField(_("text of the call"), max_length=300, blank=True)

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("hero_title"), FieldPanel("lead"), FieldPanel("now_note")], heading=_("First screen")
        ),
        FieldPanel("directions_title"),
        MultiFieldPanel(
            [FieldPanel("levels_title"), FieldPanel("levels_note"), FieldPanel("levels")], heading=_("Levels")
        ),
        FieldPanel("partners"),
        FieldPanel("faq"),
        MultiFieldPanel([FieldPanel("call_title"), FieldPanel("call_text")], heading=_("Call at the foot")),
    ]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("faq")]
    parent_page_types = ["wagtailcore.Page"]
    template = "cms_pages/home_page.html"
    max_count = 1

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from ..domain.home import describe_home

        home = describe_home(page=self, track=request.GET.get("track", ""), now=timezone.now())
        return {**super().get_context(request, *args, **kwargs), "home": home}

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        from ..domain.sitemap import dated_by_news

        return dated_by_news(super().get_sitemap_urls(request))
