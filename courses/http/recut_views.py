"""Where editors say how a new cut of a video came from the one before it, and see what viewers keep."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from ..domain import recut_editing
from ..domain.evidence.recut import Edits, Part, find_faults, read_edits
from ..domain.recut_editing import BadEdits, Forecast, Recut
from ..models import Video
from .recut_forms import RecutForm


def recut_video(request: HttpRequest, video_id: int) -> HttpResponse:
    """Show and store the edit list of a video's newest cut; «preview» counts and stores nothing."""
    video = get_object_or_404(Video, pk=video_id)
    if not video.is_editable_by_user(request.user):
        raise PermissionDenied
    recut = recut_editing.find_recut(video)
    if recut is None:
        raise Http404
    stored = read_edits(recut.revision.edits)
    if request.method != "POST":
        return _show(request, video, recut, RecutForm(edits=stored), forecast=_forecast(recut, stored))
    form = RecutForm(edits=stored, data=request.POST)
    if "more" in request.POST:
        return _show(request, video, recut, form.with_more_rows(request.POST))
    is_readable, rows = form.read()
    if not is_readable:
        return _show(request, video, recut, form)
    try:
        if "preview" in request.POST:
            _check(recut, rows)
            edits = None if rows is None else tuple(sorted(rows))
            return _show(request, video, recut, form, forecast=_forecast(recut, edits), is_preview=True)
        recut_editing.save_edits(revision=recut.revision, rows=rows)
    except BadEdits as refusal:
        form.explain(refusal)
        return _show(request, video, recut, form)
    except ValueError:
        messages.error(request, _("Meanwhile another file has come. Look at the page again."))
        return redirect("recut_video", video.pk)
    messages.success(request, _("Saved. What people have watched is being counted anew."))
    return redirect("recut_video", video.pk)


def _forecast(recut: Recut, edits: Edits | None) -> Forecast:
    return recut_editing.forecast(recut=recut, edits=edits)


def _check(recut: Recut, rows: list[Part] | None) -> None:
    faults = find_faults(rows or (), units_before=recut.units_before, units_after=recut.units_after)
    if faults:
        raise BadEdits(faults)


def _show(
    request: HttpRequest,
    video: Video,
    recut: Recut,
    form: RecutForm,
    *,
    forecast: Forecast | None = None,
    is_preview: bool = False,
) -> HttpResponse:
    title = _("What remains of what was watched")
    context = {
        "video": video,
        "recut": recut,
        "form": form,
        "forecast": forecast,
        "is_preview": is_preview,
        "page_title": title,
        "header_title": f"{title}: {video.title}",
        "header_icon": "cut",
        "breadcrumbs_items": [
            {"url": reverse("wagtailmedia:index"), "label": _("Media")},
            {"url": reverse("wagtailmedia:edit", args=[video.pk]), "label": video.title},
            {"url": "", "label": title},
        ],
    }
    return TemplateResponse(request, "courses/admin/recut.html", context)
