"""The live console: which streams run, who is in them, and the screen of the check-in code."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from prokadry.accounts.enums import FederalDistrict

from ..domain.checkpoints import CHOICES_MIN, CodeView, open_checkpoint, read_code
from ..domain.instants import to_ms
from ..domain.queries.console import (
    SNAPSHOT_S,
    Crowd,
    Snapshot,
    list_next,
    list_recent,
    list_running,
    read_snapshot,
)
from ..extensions import track_names
from ..models import Activity, Outage
from .choosers import list_streams
from .curve import Curve, draw_curve
from .feed import answer_event

# Editors and organisers alike run streams; what amends the evidence asks for its own permissions.
PERMISSION = "courses.preview_activity"
CODE_RETRY_MS = 3_000


class StreamTeamMixin:
    """Lets in those who run streams, and finds the stream an address names."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse everybody else."""
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        if "pk" in kwargs:
            self.stream = get_object_or_404(list_streams().select_related("page"), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # a mixin for views


def trail(*steps: tuple[str, Any]) -> list[dict[str, Any]]:
    """Return the breadcrumbs of a page of this section: (address, label) pairs, the last address empty."""
    home = {"url": reverse("wagtailadmin_home"), "label": _("Home")}
    return [home, *({"url": url, "label": label} for url, label in steps)]


class ConsoleView(StreamTeamMixin, WagtailAdminTemplateMixin, TemplateView):
    """Every running stream side by side, and what comes next."""

    template_name = "courses/admin/live/index.html"
    page_title = _("Live console")
    header_icon = "view"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return trail(("", self.page_title))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the figures of the streams as they are now."""
        context = super().get_context_data(**kwargs)
        return {**context, "figures": render_halls(self.request), "feed_url": reverse("live_console:halls")}


class HallsFeed(StreamTeamMixin, View):
    """What the list of streams is redrawn from."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return answer_event(request, {"html": render_halls(request)}, retry_ms=SNAPSHOT_S * 1000)


class StreamView(StreamTeamMixin, WagtailAdminTemplateMixin, TemplateView):
    """One stream: who is here, how it went, and what can be done about it."""

    template_name = "courses/admin/live/stream.html"
    header_icon = "view"

    def get_page_title(self) -> str:
        return self.stream.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return trail((reverse("live_console:index"), ConsoleView.page_title), ("", self.stream.title))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the figures as they are now, and whether the stream is on the air."""
        now = timezone.now()
        return {
            **super().get_context_data(**kwargs),
            "stream": self.stream,
            "figures": render_stream(self.request, self.stream, now),
            "feed_url": reverse("live_console:feed", args=(self.stream.pk,)),
            "is_running": self.stream.starts_at <= now < self.stream.ends_at,
            "choices": CHOICES_MIN,
            "may_edit": self.stream.page and self.stream.page.permissions_for_user(self.request.user).can_edit(),
        }  # fmt: skip


class StreamFeed(StreamTeamMixin, View):
    """What the page of one stream is redrawn from."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        html = render_stream(request, self.stream, timezone.now())
        return answer_event(request, {"html": html}, retry_ms=SNAPSHOT_S * 1000)


class OpenCheckpointView(StreamTeamMixin, View):
    """Opens a checkpoint on the spot."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        minutes = request.POST.get("minutes", "")
        try:
            point = open_checkpoint(
                activity=self.stream,
                minutes=int(minutes) if minutes.isdecimal() and len(minutes) < 4 else 0,
                user=request.user,
                now=timezone.now(),
            )
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            closes_at = timezone.localtime(point.closes_at)
            messages.success(
                request,
                _("A checkpoint is open until %(time)s. Show the code on the screen.")
                % {"time": f"{closes_at:%H:%M}"},
            )
        return redirect("live_console:stream", pk)


class CodeScreen(StreamTeamMixin, TemplateView):
    """The code, large enough for a frame of the video; no furniture of the CMS around it."""

    template_name = "courses/code_screen.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the screen shows now; `clear` leaves the background to the video behind."""
        context = super().get_context_data(**kwargs)
        url = reverse("live_console:code_feed", args=(self.stream.pk,))
        return {**context, "stream": self.stream, "config": {"feed": url, **_say(self.stream, timezone.now())},
                "is_clear": self.request.GET.get("background") == "clear"}  # fmt: skip


class CodeFeed(StreamTeamMixin, View):
    """What the screen of the code is redrawn from: at every change, and every few seconds for what is new."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        now = timezone.now()
        said = _say(self.stream, now)
        ahead = [said[key] - said["server_ms"] for key in ("changes_ms", "closes_ms", "next_ms") if said[key]]
        return answer_event(request, said, retry_ms=max(min([CODE_RETRY_MS, *ahead]), 250))


def _say(stream: Activity, now: datetime) -> dict[str, Any]:
    view: CodeView = read_code(activity=stream, now=now)
    times = {"changes_ms": view.changes_at, "closes_ms": view.closes_at, "next_ms": view.next_at}
    return {
        "server_ms": to_ms(now), "code": view.code, "ends_ms": to_ms(stream.ends_at or now),
        **{key: to_ms(at) if at else None for key, at in times.items()},
    }  # fmt: skip


def render_halls(request: HttpRequest) -> str:
    """Return the running streams with their figures, and those that come next, as HTML."""
    now = timezone.now()
    halls = [
        {"stream": stream, "snapshot": read_snapshot(activity=stream, now=now)}
        for stream in list_running(now=now)
    ]
    context = {"halls": halls, "next": list_next(now=now), "recent": list_recent(now=now), "now": now}
    return render_to_string("courses/admin/live/halls.html", context, request)


def render_stream(request: HttpRequest, stream: Activity, now: datetime) -> str:
    """Return the figures of one stream as HTML."""
    snapshot = read_snapshot(activity=stream, now=now)
    outages = Outage.objects.filter(activity=stream, withdrawn_at__isnull=True).order_by("starts_at")
    context = {
        "stream": stream,
        "snapshot": snapshot,
        "curve": _draw(stream, snapshot, outages.values_list("starts_at", "ends_at")),
        "tracks": _name_tracks(snapshot),
        "districts": [
            (label, snapshot.districts[key]) for key, label in [*FederalDistrict.choices, ("", _("No region"))]
            if key in snapshot.districts
        ],
        "phase": "before" if now < stream.starts_at else "running" if now < stream.ends_at else "after",
        "now": snapshot.taken_at,
    }  # fmt: skip
    return render_to_string("courses/admin/live/figures.html", context, request)


def _draw(stream: Activity, snapshot: Snapshot, outages: Any) -> Curve:
    return draw_curve(
        activity=stream,
        counts=snapshot.curve,
        checkpoints=[(point.opens_at, point.closes_at) for point in snapshot.checkpoints],
        outages=outages,
        now=snapshot.taken_at,
    )


def _name_tracks(snapshot: Snapshot) -> list[tuple[Any, Crowd]]:
    """The tracks in their order; one whose app is gone keeps its key as its name."""
    known = [
        (entry.label, snapshot.tracks[entry.key]) for entry in track_names if entry.key in snapshot.tracks
    ]
    unknown = [(key, crowd) for key, crowd in snapshot.tracks.items() if key not in track_names]
    return [*known, *unknown]


class TeamMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)


class ConsoleViewSet(ViewSet):
    name = "live_console"
    url_prefix = "live"
    icon = "view"
    menu_label = _("Console")
    menu_item_class = TeamMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        """The list first: the entry of the menu leads to it."""
        return [
            path("", ConsoleView.as_view(), name="index"),
            path("halls/", HallsFeed.as_view(), name="halls"),
            path("<int:pk>/", StreamView.as_view(), name="stream"),
            path("<int:pk>/feed/", StreamFeed.as_view(), name="feed"),
            path("<int:pk>/checkpoint/", OpenCheckpointView.as_view(), name="open"),
            path("<int:pk>/code/", CodeScreen.as_view(), name="code"),
            path("<int:pk>/code/feed/", CodeFeed.as_view(), name="code_feed"),
        ]
