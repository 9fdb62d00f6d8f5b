from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.search import index

from ..blocks import BodyBlock
from ..querysets import NewsQuerySet
from .base import SitePage


class NewsIndexPage(SitePage):
    """The list of all news with its filters; there is one, at /news/."""

    lead = models.TextField(_("lead"), max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead")]
    parent_page_types = ["cms_pages.HomePage"]
    subpage_types = ["cms_pages.NewsPage"]
    template = "cms_pages/news_index_page.html"
    max_count = 1

    class Meta:
        verbose_name = _("news list")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from ..domain.news import list_news

        listing = list_news(index=self, query=request.GET)
        return {**super().get_context(request, *args, **kwargs), "listing": listing}

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        from ..domain.sitemap import dated_by_children

        return dated_by_children(super().get_sitemap_urls(request), page=self)


class NewsPage(SitePage):
    """One piece of news."""

    published_at = models.DateTimeField(
        _("date of the news"),
        default=timezone.now,
        help_text=_("Readers see this date; news are sorted by it."),
    )
    rubric = models.ForeignKey(
        "cms_pages.Rubric",
        models.PROTECT,
        related_name="news",
        verbose_name=_("rubric"),
        help_text=_("One subject; news of the same rubric are offered under the article."),
    )
    region = models.ForeignKey(
        "accounts.Region",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("region"),
        help_text=_("Empty: the news concerns the whole country."),
    )
    cover = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cover"),
        help_text=_("Landscape, at least 1280 px wide. Its description is read to people who do not see it."),
    )
    cover_caption = models.CharField(
        _("caption of the cover"),
        max_length=250,
        blank=True,
        help_text=_("What is seen, and whose photo it is."),
    )
    lead = models.TextField(
        _("lead"), max_length=400, help_text=_("One or two sentences that say what happened. Shown in lists.")
    )
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    content_panels = [
        *Page.content_panels,
        HelpPanel(template="cms_pages/admin/news_help.html"),
        FieldPanel("lead"),
        MultiFieldPanel([FieldPanel("cover"), FieldPanel("cover_caption")], heading=_("Cover")),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("published_at"), FieldPanel("rubric"), FieldPanel("region")],
            heading=_("Where it belongs"),
        ),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("lead"),
        index.SearchField("body"),
        index.FilterField("published_at"),
        index.FilterField("rubric_id"),
    ]
    parent_page_types = ["cms_pages.NewsIndexPage"]
    subpage_types: list[str] = []
    template = "cms_pages/news_page.html"

    objects: ClassVar[PageManager] = PageManager.from_queryset(NewsQuerySet)()

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news")
        indexes = [models.Index(fields=["-published_at"], name="cms_pages_news_newest")]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from ..domain.news import list_related

        return {**super().get_context(request, *args, **kwargs), "related": list_related(news=self)}
