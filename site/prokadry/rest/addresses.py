"""Absolute addresses of pages, without a query for each."""

from typing import Any

from django.http import HttpRequest
from wagtail.models import Page, Site


def page_url(page: Page | None, request: HttpRequest) -> str | None:
    """Return the absolute address of a published page, or None where there is none to visit.

    With one site, the host is that of the request, so a link works on whatever address the API was asked at.
    Needs only `id`, `url_path` and `live` of the page.
    """
    if page is None or not page.live:
        return None
    roots: list[Any] = Site.get_site_root_paths()
    parts = page.get_url_parts()
    if parts is None:
        return None
    _site_id, root_url, path = parts
    return request.build_absolute_uri(path) if len(roots) == 1 else f"{root_url}{path}"
