"""When lists last changed: a list is as new as the newest page in it."""

from typing import Any

from django.db.models import Max
from wagtail.models import Page

from ..models import NewsPage


def dated_by_children(urls: list[dict[str, Any]], *, page: Page) -> list[dict[str, Any]]:
    """Return sitemap entries of a list page, dated by its newest published child."""
    return _dated(urls, Page.objects.live().child_of(page).aggregate(at=Max("last_published_at"))["at"])


def dated_by_news(urls: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return sitemap entries of the home page, dated by the newest published news."""
    return _dated(urls, NewsPage.objects.live().aggregate(at=Max("last_published_at"))["at"])


def _dated(urls: list[dict[str, Any]], newest: Any) -> list[dict[str, Any]]:
    if newest is None:
        return urls
    return [{**url, "lastmod": max(filter(None, (url.get("lastmod"), newest)))} for url in urls]
