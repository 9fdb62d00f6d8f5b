"""What courses adds to the editors' interface."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup
from wagtail.admin.widgets.button import Button
from wagtail.documents.models import AbstractDocument
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from prokadry.accounts.models import User

from .cms.anomalies import list_activities, show_anomalies, show_timeline
from .cms.appeals import AppealViewSet
from .cms.choosers import stream_chooser
from .cms.console import PERMISSION as RUN_STREAMS
from .cms.console import ConsoleViewSet
from .cms.excuses import ExcuseViewSet
from .cms.outages import OutageViewSet
from .domain import media, video
from .domain.queries.ahead import list_streams_ahead
from .domain.queries.audience import may_see_audience
from .http.audience_views import RecordingsView, RecordingView, seconds_csv
from .http.recut_views import recut_video
from .http.views import retry_video
from .models import Activity, LiveStreamPage, Speaker, WebinarPage


class SpeakerViewSet(SnippetViewSet):
    """Speakers of webinars and streams, in the main menu."""

    model = Speaker
    icon = "user"
    menu_label = _("Speakers")
    menu_order = 310
    add_to_admin_menu = True
    list_display = ["name", "role"]
    ordering = ["name"]
    list_per_page = 50


register_snippet(SpeakerViewSet)


class LiveGroup(ViewSetGroup):
    """The section «Live streams» of the CMS."""

    menu_label = _("Live streams")
    menu_icon = "view"
    menu_order = 240
    items = (ConsoleViewSet, ExcuseViewSet, OutageViewSet)


@hooks.register("register_admin_viewset")
def register_live() -> list[ViewSet | ViewSetGroup]:
    """Add the section and the chooser it uses."""
    return [LiveGroup(), stream_chooser]


@hooks.register("register_page_header_buttons")
def show_live_buttons(
    page: Page, user: User, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """Lead from a published stream to its console and to the screen of its code."""
    if not issubclass(page.specific_class or Page, LiveStreamPage) or not user.has_perm(RUN_STREAMS):
        return
    activity = Activity.objects.filter(page_id=page.pk).first()
    if activity is not None:
        urls = {name: reverse(f"live_console:{name}", args=(activity.pk,)) for name in ("stream", "code")}
        yield Button(_("Console of the stream"), url=urls["stream"], icon_name="view", priority=12)
        yield Button(_("Screen of the code"), url=urls["code"], icon_name="key", priority=13)


class UnfinishedVideosPanel(Component):
    """Tells editors on their home page of videos that cannot be watched yet, and why."""

    name = "unfinished_videos"
    template_name = "courses/admin/unfinished_videos.html"
    order = 120

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Add the videos, failed ones first; nothing to those who may not edit them."""
        user = parent_context["request"].user
        return {"videos": [item for item in video.list_unfinished() if item.is_editable_by_user(user)]}


class StreamsAheadPanel(Component):
    """Tells editors and organisers which streams run or come next."""

    name = "streams_ahead"
    template_name = "courses/admin/streams_ahead.html"
    order = 60

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Add `streams`, each with its page, and the instant `now`."""
        now = timezone.now()
        return {"streams": list_streams_ahead(now=now), "now": now, "request": parent_context["request"]}


@hooks.register("construct_homepage_panels")
def show_panels(request: HttpRequest, panels: list[Component]) -> None:
    """Put the panels on the editors' home page."""
    panels.append(UnfinishedVideosPanel())
    if request.user.has_perm("courses.preview_activity"):
        panels.append(StreamsAheadPanel())


@hooks.register("register_admin_viewset")
def register_appeals() -> AppealViewSet:
    """Add the section «Appeals»."""
    return AppealViewSet()


@hooks.register("register_log_actions")
def register_decisions(actions: LogActionRegistry) -> None:
    """Let the log of the site tell of decisions on appeals."""
    actions.register_action("courses.decide_appeal", _("Decide an appeal"), _("Appeal decided"))


@hooks.register("register_admin_urls")
def register_evidence_urls() -> list[URLPattern]:
    """Let organisers see how anybody's result was counted, and whose evidence is unusual."""
    return [
        path("counting/<int:completion_id>/", show_timeline, name="counting"),
        path("anomalies/", list_activities, name="activities_with_anomalies"),
        path("anomalies/<int:activity_id>/", show_anomalies, name="anomalies"),
    ]


@hooks.register("register_admin_urls")
def register_video_urls() -> list[URLPattern]:
    """Let editors start the preparation of a video again, and say how a new cut came from the old one."""
    return [
        path("videos/<int:video_id>/retry/", retry_video, name="retry_video"),
        path("videos/<int:video_id>/cut/", recut_video, name="recut_video"),
    ]


@hooks.register("register_admin_urls")
def register_audience_urls() -> list[URLPattern]:
    """Show how recordings are watched."""
    return [
        path("audiences/", RecordingsView.as_view(), name="audiences"),
        path("audiences/results/", RecordingsView.as_view(results_only=True), name="audiences_results"),
        path("audiences/<int:activity_id>/", RecordingView.as_view(), name="audience"),
        path("audiences/<int:activity_id>/seconds.csv", seconds_csv, name="audience_csv"),
    ]


@hooks.register("register_reports_menu_item")
def list_audiences() -> MenuItem:
    """Put the list of recordings into the menu «Reports»."""
    return MenuItem(
        _("How webinars are watched"), reverse("audiences"), name="audiences", icon_name="view", order=100
    )


@hooks.register("register_page_header_buttons")
def link_audience(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Lead from the page of a recording to how it is watched."""
    if isinstance(page.specific_deferred, WebinarPage):
        activity = Activity.objects.filter(page_id=page.pk).first()
        if activity is not None and activity.duration_ms and may_see_audience(user, activity):
            url = reverse("audience", args=[activity.pk])
            yield Button(_("How it is watched"), url, icon_name="view", priority=12)


@hooks.register("before_serve_document")
def guard_material(document: AbstractDocument, request: HttpRequest) -> HttpResponse | None:
    """Serve materials of an activity only to those who may open it."""
    if media.may_read_document(document=document, user=request.user, now=timezone.now()):
        return None
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.get_full_path())
