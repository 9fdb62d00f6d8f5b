"""What header and footer of every page show, kept in the cache until what it is made from changes."""

from dataclasses import dataclass, field

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext
from wagtail.images.shortcuts import get_rendition_or_not_found
from wagtail.models import Site

from ..content_version import Part, read_version
from ..covers import SOCIAL_SPEC
from ..models import ContentPage, SiteSettings

LIFETIME_S = 3600


@dataclass(frozen=True)
class Link:
    title: str
    url: str


@dataclass(frozen=True)
class SiteInfo:
    """The site's settings ready for templates; empty texts where the editors gave none."""

    organisation: str = ""
    contact_email: str = ""
    apply_url: str = "/accounts/signup/"
    own_apply_label: str = ""
    picture_url: str = ""
    documents: list[Link] = field(default_factory=list)
    social: list[Link] = field(default_factory=list)

    @property
    def apply_label(self) -> str:
        """The text of the application button in the reader's language, unless an editor wrote one."""
        return self.own_apply_label or gettext("Submit an application")


def read_site(*, request: HttpRequest | None) -> SiteInfo:
    """Return what the site of `request` says about itself; the defaults when there is no such site."""
    site = Site.find_for_request(request)
    if site is None:
        return SiteInfo()
    key = f"cms_pages.site.{site.pk}.{read_version(Part.SHARED)}"
    info: SiteInfo | None = cache.get(key)
    if info is None:
        info = _load(site)
        cache.set(key, info, LIFETIME_S)
    return info


def _load(site: Site) -> SiteInfo:
    settings = SiteSettings.for_site(site)
    documents = ContentPage.objects.visible().in_menu().descendant_of(site.root_page).order_by("path")
    return SiteInfo(
        organisation=settings.organisation,
        contact_email=settings.contact_email,
        apply_url=settings.apply_url,
        own_apply_label=settings.apply_label,
        documents=[Link(page.title, page.url or "") for page in documents],
        social=[Link(link.value["title"], link.value["url"]) for link in settings.social_links],
        picture_url=get_rendition_or_not_found(settings.og_image, SOCIAL_SPEC).url
        if settings.og_image
        else "",
    )
