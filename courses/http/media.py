"""Lectures' files. Tokens are the authority: no session and no user is read for a segment."""

import mimetypes
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.files.base import File
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..domain import media

CONTENT_TYPES = {
    ".m3u8": "application/vnd.apple.mpegurl",
    ".m4s": "video/iso.segment",
    ".mp4": "video/mp4",
    ".jpg": "image/jpeg",
    ".vtt": "text/vtt; charset=utf-8",
}
# A revision never changes, and its address carries the token: one browser may keep it, no one else.
KEEP = "private, max-age=3600"
FRESH = "no-store"


@require_safe
def video_file(request: HttpRequest, token: str, revision_id: int, name: str) -> HttpResponse:
    """Serve a playlist, segment, poster or the captions of a revision."""
    now = timezone.now()
    if not _holds(request, token, kind=media.MediaKind.REVISION, object_id=revision_id, now=now):
        return _refuse()
    if name == media.CAPTIONS:
        captions = media.captions_file(revision_id=revision_id)
        return _send(captions, name, KEEP) if captions else _missing()
    path = media.revision_file(revision_id=revision_id, name=name)
    return _send(path, name, KEEP) if path else _missing()


@require_safe
def live_file(request: HttpRequest, token: str, activity_id: int, name: str) -> HttpResponse:
    """Serve the sliding playlists of a recording that is broadcast as if live, and their segments."""
    now = timezone.now()
    if not _holds(request, token, kind=media.MediaKind.BROADCAST, object_id=activity_id, now=now):
        return _refuse()
    try:
        rung, slash, part = name.partition("/")
        if slash and part == "index.m3u8":
            text = media.live_playlist(activity_id=activity_id, rung=rung, now=now)
            return HttpResponse(text, content_type=CONTENT_TYPES[".m3u8"], headers={"Cache-Control": FRESH})
        return _send(media.live_file(activity_id=activity_id, name=name, now=now), name, KEEP)
    except media.NotAired:
        return _missing()


@require_safe
@login_required
def original(request: HttpRequest, name: str) -> HttpResponse:
    """Let an editor download what was uploaded."""
    found = media.original_file(name=name, user=request.user)
    if found is None or not found.storage.exists(found.name):
        raise Http404
    return FileResponse(
        found.open("rb"), as_attachment=True, filename=Path(name).name, headers={"Cache-Control": FRESH}
    )


def _holds(request: HttpRequest, token: str, *, kind: media.MediaKind, object_id: int, now: datetime) -> bool:
    login = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    try:
        media.verify_media(token, kind=kind, object_id=object_id, login=login, now=now)
    except media.BadMediaToken:
        return False
    return True


def _send(source: Path | File, name: str, cache: str) -> HttpResponse:
    """Answer with a file, or tell the web server in front to do so where it is set up for it."""
    kind = CONTENT_TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    headers = {"Cache-Control": cache, "X-Content-Type-Options": "nosniff"}
    path = Path(source if isinstance(source, Path) else source.path)
    if settings.VIDEO_ACCEL_PREFIX:
        headers["X-Accel-Redirect"] = (
            f"{settings.VIDEO_ACCEL_PREFIX}{path.relative_to(Path(settings.VIDEO_ROOT).absolute())}"
        )
        return HttpResponse(content_type=kind, headers=headers)
    try:
        return FileResponse(path.open("rb"), content_type=kind, headers=headers)
    except FileNotFoundError:
        return _missing()


def _refuse() -> HttpResponse:
    """No page around it: a player reads this, not a person."""
    return HttpResponseForbidden(
        _("This address is not valid any more. Open the lecture’s page again."),
        content_type="text/plain; charset=utf-8",
    )


def _missing() -> HttpResponse:
    return HttpResponse(status=404, headers={"Cache-Control": FRESH})
