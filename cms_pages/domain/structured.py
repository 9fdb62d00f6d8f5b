"""What public pages tell machines, in types of schema.org; empty values are dropped when they are drawn."""

from typing import Any

from django.conf import settings

from ..models import EventPage, NewsPage
from .site import SiteInfo


def describe_organisation(*, info: SiteInfo, base_url: str, logo_url: str) -> dict[str, Any]:
    """Return the Organization of the site; `base_url` has no slash at its end."""
    return {
        "@type": "Organization",
        "name": settings.WAGTAIL_SITE_NAME,
        "parentOrganization": {"@type": "Organization", "name": info.organisation}
        if info.organisation
        else None,
        "url": f"{base_url}/",
        "logo": logo_url,
        "email": info.contact_email,
        "sameAs": [link.url for link in info.social],
    }


def describe_news(*, news: NewsPage, info: SiteInfo, base_url: str, image_url: str) -> dict[str, Any]:
    """Return the NewsArticle of a piece of news."""
    return {
        "@type": "NewsArticle",
        "headline": news.title[:110],
        "description": news.description,
        "datePublished": news.published_at,
        "dateModified": max(filter(None, (news.last_published_at, news.published_at))),
        "mainEntityOfPage": base_url + (news.url or ""),
        "image": [image_url] if image_url else None,
        "articleSection": news.rubric.name if news.rubric_id else None,
        "inLanguage": "ru",
        "publisher": {"@type": "Organization", "name": info.organisation or settings.WAGTAIL_SITE_NAME},
    }


def describe_event(*, event: EventPage, info: SiteInfo, base_url: str, image_url: str) -> dict[str, Any]:
    """Return the Event of an event page, in person, online or both."""
    places = []
    if event.place:
        address = {
            "@type": "PostalAddress",
            "streetAddress": event.place,
            "addressRegion": event.region.name if event.region else None,
            "addressCountry": "RU",
        }
        places.append({"@type": "Place", "name": event.place, "address": address})
    if event.online_url:
        places.append({"@type": "VirtualLocation", "url": event.online_url})
    modes = {
        (True, True): "Mixed",
        (True, False): "Offline",
        (False, True): "Online",
        (False, False): "Offline",
    }
    mode = modes[bool(event.place), bool(event.online_url)]
    return {
        "@type": "Event",
        "name": event.title,
        "description": event.description,
        "startDate": event.starts_at.astimezone(event.zone),
        "endDate": event.finishes_at.astimezone(event.zone),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": f"https://schema.org/{mode}EventAttendanceMode",
        "location": places,
        "image": [image_url] if image_url else None,
        "url": base_url + (event.url or ""),
        "organizer": {
            "@type": "Organization",
            "name": info.organisation or settings.WAGTAIL_SITE_NAME,
            "url": f"{base_url}/",
        },
    }


def describe_crumbs(*, crumbs: list[tuple[str, str]], base_url: str) -> dict[str, Any]:
    """Return the BreadcrumbList of (title, path) pairs; an address already absolute stays as it is."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": title,
                "item": base_url + url if url.startswith("/") else url,
            }
            for position, (title, url) in enumerate(crumbs, start=1)
        ],
    }
