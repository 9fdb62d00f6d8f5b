"""Template library of the public site: `{% load cms_site %}`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.templatetags.static import static
from django.utils.safestring import SafeString
from django.utils.translation import pgettext
from wagtail.images.models import AbstractImage, ResponsiveImage
from wagtail.images.shortcuts import get_rendition_or_not_found, get_renditions_or_not_found
from wagtail.models import Page

from cms_pages.covers import COVERS, SOCIAL_SPEC
from cms_pages.domain import structured
from cms_pages.domain.event_clock import EventClock, describe_clock
from cms_pages.models import EventPage

register = template.Library()
HOME_DEPTH = 2


@register.simple_tag
def cover(image: AbstractImage | None, preset: str, **attributes: Any) -> SafeString | str:
    """An `<img>` of a preset of `covers.COVERS`, nothing without an image; attributes `loading`, `class`, `alt`.

    Without an `alt`, or with None, the description of the image is used; an empty one marks a decoration.
    """
    if image is None:
        return ""
    if attributes.get("alt") is None:
        attributes.pop("alt", None)
    sizes = COVERS[preset]
    renditions = get_renditions_or_not_found(image, sizes.specs)
    attributes.setdefault("sizes", sizes.sizes)
    return ResponsiveImage(renditions, attributes).__html__()


@register.simple_tag(takes_context=True)
def social_image(context: Context, page: Page | None = None) -> str:
    """The absolute address of the picture for links to a page: its cover or the one of the settings, or ""."""
    image = getattr(page, "social_image", None)
    url = get_rendition_or_not_found(image, SOCIAL_SPEC).url if image else context["site_info"].picture_url
    request = context.get("request")
    return request.build_absolute_uri(url) if url and request else url


@register.simple_tag(takes_context=True)
def crumbs_of(context: Context, page: Page) -> list[tuple[str, str]]:
    """The way to a page from the home page as (title, address) pairs, without the page itself."""
    request: HttpRequest | None = context.get("request")
    ancestors = page.get_ancestors().filter(depth__gt=1).live().order_by("depth")
    return [
        (
            pgettext("crumbs", "Home") if ancestor.depth == HOME_DEPTH else ancestor.title,
            ancestor.get_url(request) or "",
        )
        for ancestor in ancestors
    ]


@register.simple_tag(takes_context=True)
def describe(context: Context, page: Page, kind: str) -> Mapping[str, Any]:
    """The JSON-LD mapping of a page; kind is `news`, `event` or `organisation`. Use `as` and `{% jsonld %}`."""
    request: HttpRequest = context["request"]
    base_url = request.build_absolute_uri("/").rstrip("/")
    info = context["site_info"]
    if kind == "organisation":
        logo = request.build_absolute_uri(static("prokadry/img/mark.svg"))
        return structured.describe_organisation(info=info, base_url=base_url, logo_url=logo)
    picture = social_image(context, page)
    if kind == "news":
        return structured.describe_news(news=page, info=info, base_url=base_url, image_url=picture)
    return structured.describe_event(event=page, info=info, base_url=base_url, image_url=picture)


@register.simple_tag(takes_context=True)
def describe_crumbs(context: Context, crumbs: list[tuple[str, str]]) -> Mapping[str, Any]:
    """The JSON-LD mapping of a way of links; use `as`."""
    request: HttpRequest = context["request"]
    return structured.describe_crumbs(crumbs=crumbs, base_url=request.build_absolute_uri("/").rstrip("/"))


@register.simple_tag(takes_context=True)
def filter_url(context: Context, parameter: str, value: str = "") -> str:
    """The address of this list with one filter changed and its page forgotten; no value drops the filter."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    query.pop("page", None)
    query.pop(parameter, None)
    if value:
        query[parameter] = value
    return f"?{query.urlencode()}" if query else request.path


@register.simple_tag
def event_clock(event: EventPage, now: datetime) -> EventClock:
    """Day and time of an event in the zone of its place and in Moscow; use `as`."""
    return describe_clock(event, now=now)


@register.filter
def lower_first(text: str) -> str:
    """A heading inside a sentence: «Приём заявок» becomes «приём заявок», «PRO» stays."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
