from datetime import datetime

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Enclosure
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.images.shortcuts import get_rendition_or_not_found

from ..covers import SOCIAL_SPEC
from ..models import NewsPage

FEED_ITEMS = 30


class NewsRss(Feed):
    """The newest news as RSS 2.0; `base_url`, without a slash at its end, makes every address absolute."""

    language = "ru"
    item_guid_is_permalink = False

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url

    def link(self) -> str:
        return f"{self.base_url}/news/"

    def feed_url(self) -> str:
        return self.base_url + reverse("cms_pages:news_rss")

    def title(self) -> str:
        return _("ProKadry: news")

    def description(self) -> str:
        return _("News of the programme that brings young people into public service")

    def items(self) -> list[NewsPage]:
        return list(NewsPage.objects.visible().newest().for_list(social=True)[:FEED_ITEMS])

    def item_title(self, item: NewsPage) -> str:
        return item.title

    def item_description(self, item: NewsPage) -> str:
        return item.lead

    def item_link(self, item: NewsPage) -> str:
        return self.base_url + item.url if item.url else self.link()

    def item_guid(self, item: NewsPage) -> str:
        return f"news-{item.pk}"

    def item_pubdate(self, item: NewsPage) -> datetime:
        return item.published_at

    def item_updateddate(self, item: NewsPage) -> datetime:
        return item.last_published_at or item.published_at

    def item_categories(self, item: NewsPage) -> list[str]:
        return [item.rubric.name]

    def item_enclosures(self, item: NewsPage) -> list[Enclosure]:
        if item.cover is None:
            return []
        picture = get_rendition_or_not_found(item.cover, SOCIAL_SPEC)
        length = picture.file.size if picture.pk else 0
        url = picture.url if "://" in picture.url else self.base_url + picture.url
        return [Enclosure(url, str(length), "image/jpeg")]


class NewsAtom(NewsRss):
    """The newest news as Atom 1.0."""

    feed_type = Atom1Feed

    def feed_url(self) -> str:
        return self.base_url + reverse("cms_pages:news_atom")

    def subtitle(self) -> str:
        return self.description()


@require_safe
def news_rss(request: HttpRequest) -> HttpResponse:
    return NewsRss(_base_url(request))(request)


@require_safe
def news_atom(request: HttpRequest) -> HttpResponse:
    return NewsAtom(_base_url(request))(request)


def _base_url(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")
