from typing import Any
from urllib.parse import urlsplit

from wagtail.contrib.sitemaps import Sitemap


class PageSitemap(Sitemap):
    """The published pages of the site, under the address by which the site was asked."""

    def _urls(self, page: int, protocol: str | None, domain: str | None) -> list[dict[str, Any]]:
        # Wagtail would name the host of its site record, which few installations keep in step with theirs.
        urls: list[dict[str, Any]] = super()._urls(page, protocol, domain)
        for url in urls:
            url["location"] = self.request.build_absolute_uri(urlsplit(url["location"]).path)
        return urls
