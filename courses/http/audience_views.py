"""How recordings are watched, in the CMS: the list, one recording, its seconds as a file."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import HeaderButton

from prokadry.ui.csv_file import send_csv
from prokadry.ui.curve import WIDTH, draw_area, draw_heat, draw_marks
from prokadry.ui.film import choose_frame_s
from prokadry.ui.numbers import format_timecode

from ..domain.evidence.units import units_of
from ..domain.queries.audience import (
    AudienceView,
    audience_view,
    list_recordings,
    may_see_audience,
)
from ..extensions import track_names
from ..models import Activity

TITLE = gettext_lazy("How webinars are watched")
# What is as bright as can be; what is played again more than that, by the most it is.
FULL_REPEATED = 0.2
FULL_SKIPPED = 0.5


class RecordingsView(ReportView):  # type: ignore[misc]  # Wagtail has no types
    """The recordings whose figures this person may see."""

    model = Activity
    page_title = TITLE
    header_icon = "view"
    index_url_name = "audiences"
    index_results_url_name = "audiences_results"
    paginate_by = 25
    is_searchable = True
    search_fields = ("title", "course__title")
    columns = (
        TitleColumn(
            "title",
            label=gettext_lazy("Webinar"),
            get_url=lambda activity: reverse("audience", args=[activity.pk]),
        ),
        Column("course", label=gettext_lazy("Course"), accessor="course"),
        Column(
            "length",
            label=gettext_lazy("Length"),
            accessor=lambda activity: format_timecode(activity.duration_s),
        ),
        Column("started", label=gettext_lazy("Began"), sort_key="started"),
        Column("completed", label=gettext_lazy("Credited"), sort_key="completed"),
    )

    def check_permissions(self) -> bool:
        """Everybody in the CMS may ask; the list holds what they may see."""
        return True

    def get_base_queryset(self) -> QuerySet[Activity]:
        return list_recordings(self.request.user)


class RecordingView(WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]  # Wagtail has no types
    """One recording: who stays, what is played again, what is skipped."""

    template_name = "courses/admin/audience.html"
    page_title = TITLE
    header_icon = "view"

    @cached_property
    def activity(self) -> Activity:
        return find_recording(self.request, self.kwargs["activity_id"])

    @cached_property
    def track(self) -> str:
        return chosen_track(self.request)

    def get_page_subtitle(self) -> str:
        return self.activity.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": "", "label": self.activity.title}
        return [*self.breadcrumbs_items, {"url": reverse_lazy("audiences"), "label": TITLE}, here]

    @property
    def header_buttons(self) -> list[HeaderButton]:
        page, buttons = self.activity.page, []
        if page is not None and page.permissions_for_user(self.request.user).can_edit():
            url = reverse("wagtailadmin_pages:edit", args=[page.pk])
            # In words it would leave a phone no room for the title.
            buttons.append(HeaderButton(_("Edit the page"), url, icon_name="edit", icon_only=True))
        return buttons

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add `view` (AudienceView), the drawing of it, and the tracks to choose from."""
        frame_s = choose_frame_s(units_of(self.activity.duration_ms))
        view = audience_view(activity=self.activity, frame_s=frame_s, track=self.track)
        return super().get_context_data(**kwargs) | {
            "view": view,
            "drawing": draw(view, frame_s),
            "track": self.track,
            "tracks": [("", _("Everybody")), *((name.key, name.label) for name in track_names)],
        }


def draw(view: AudienceView, frame_s: int) -> dict[str, Any]:
    """Return what the drawing shows; it is as long as its frames, the last of which may be empty in part."""
    audience = view.audience
    total = len(view.frames) * frame_s
    padding = [0.0] * (total - audience.units)
    viewers = [saw / max(1, audience.people) for saw in audience.viewers]
    again = [
        (played - saw) / saw if saw else 0.0
        for played, saw in zip(audience.plays, audience.viewers, strict=True)
    ]
    skipped = [
        missed / stayed if stayed else 0.0
        for missed, stayed in zip(audience.skipped, audience.stayed, strict=True)
    ]
    starts = ((part.start_s, str(number)) for number, part in enumerate(view.chapters, start=1))
    return {
        "area": draw_area(viewers, width=WIDTH * audience.units / max(1, total)),
        "again": draw_heat([*again, *padding], full=max(FULL_REPEATED, max(again, default=0.0))),
        "skipped": draw_heat([*skipped, *padding], full=FULL_SKIPPED),
        "chapters": draw_marks(starts, total),
    }


def seconds_csv(request: HttpRequest, activity_id: int) -> HttpResponseBase:
    """Return the figures of a recording second by second, as a table for Excel and for programs.

    Where too few have watched for curves it leads to the page that says so.
    """
    activity = find_recording(request, activity_id)
    view = audience_view(activity=activity, frame_s=60, track=chosen_track(request))
    if not view.has_curves:
        return redirect(f"{reverse('audience', args=[activity.pk])}?{request.GET.urlencode()}")
    return send_csv(_second_rows(view), name=f"audience-{activity.pk}.csv")


def _second_rows(view: AudienceView) -> Iterator[list[Any]]:
    yield [_("Second"), _("Time"), _("Chapter"), _("Viewers"), _("Plays"), _("Skipped"), _("Left after it")]
    audience = view.audience
    columns = zip(audience.viewers, audience.plays, audience.skipped, audience.left, strict=True)
    for second, figures in enumerate(columns):
        yield [second, format_timecode(second), view.chapter_at(second), *figures]


def find_recording(request: HttpRequest, activity_id: int) -> Activity:
    """Return a recording this person may see the figures of. Raises Http404 and PermissionDenied."""
    activity = get_object_or_404(Activity.objects.select_related("page", "course"), pk=activity_id)
    if not may_see_audience(request.user, activity):
        raise PermissionDenied
    if not activity.duration_ms or activity.starts_at is not None:
        raise Http404
    return activity


def chosen_track(request: HttpRequest) -> str:
    """Return the track of the address, or nothing for one that does not exist."""
    track = request.GET.get("track", "")
    return track if track in track_names else ""
