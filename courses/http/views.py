"""Actions of editors on their videos."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from ..domain import video
from ..models import Video


@require_POST
def retry_video(request: HttpRequest, video_id: int) -> HttpResponse:
    """Start preparing a video again after a failure."""
    item = get_object_or_404(Video, pk=video_id)
    if not item.is_editable_by_user(request.user):
        raise PermissionDenied
    revision = item.newest
    if revision is not None and video.retry(revision=revision):
        messages.success(request, _("“%(title)s” will be prepared again.") % {"title": item.title})
    else:
        messages.warning(request, _("“%(title)s” is ready already.") % {"title": item.title})
    return redirect("wagtailmedia:edit", item.pk)
