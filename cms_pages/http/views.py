from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..domain.calendar import build_calendar
from ..domain.events import list_calendar
from ..domain.search import search_pages
from ..models import EventPage

CLOSED_PATHS = ("/cms/", "/admin/", "/accounts/", "/learn/", "/api/", "/e/", "/search/", "/view/")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers what is not for them and where the sitemap is."""
    sitemap = request.build_absolute_uri("/sitemap.xml")
    text = render_to_string("cms_pages/robots.txt", {"closed_paths": CLOSED_PATHS, "sitemap": sitemap})
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    found = search_pages(
        query=request.GET.get("q", "").replace("\0", ""),
        kind=request.GET.get("kind", ""),
        number=request.GET.get("page"),
    )
    return render(request, "cms_pages/search.html", {"found": found})


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Send the calendar that people subscribe to."""
    now = timezone.now()
    return _send_calendar(request, list_calendar(now=now), filename="events.ics", name=_("ProKadry: events"))


@require_safe
def event_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one published event as a calendar file."""
    event = get_object_or_404(EventPage.objects.visible().for_list(), pk=pk)
    return _send_calendar(request, [event], filename=f"{event.slug}.ics", name=event.title)


def _send_calendar(
    request: HttpRequest, events: list[EventPage], *, filename: str, name: str
) -> HttpResponse:
    base_url = request.build_absolute_uri("/").rstrip("/")
    body = build_calendar(events, name=name, base_url=base_url, now=timezone.now())
    return HttpResponse(
        body,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )
