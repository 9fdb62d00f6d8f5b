"""The files of packages. The token in the address is the authority: a sandboxed frame sends no cookies."""

import json
import mimetypes
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseForbidden,
    StreamingHttpResponse,
)
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from .domain.packages import file_of
from .domain.passes import Pass, read_pass
from .domain.queries import api_script, initial_state
from .models import ScormPackage

HTML = ("text/html", "application/xhtml+xml")
KINDS = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".json": "application/json",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".webp": "image/webp",
    ".vtt": "text/vtt; charset=utf-8",
    ".m4a": "audio/mp4",
}
# A package never changes, and its address carries the token: one browser may keep it, no one else.
KEEP = "private, max-age=3600"
# The web server sends a file without our headers: nothing that can hold a script, or that is read by one.
PASSIVE = re.compile(r"(?:audio|video)/|image/(?!svg)")
RANGE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")
CHUNK = 64 * 1024
# Where our script goes: before anything of the page runs.
BEFORE = re.compile(
    rb"\A(?:\xef\xbb\xbf)?(?:\s|<!--.*?-->|<\?.*?\?>|<!doctype[^>]*>|<html\b[^>]*>|<head\b[^>]*>)*",
    re.I | re.S,
)


@require_safe
@xframe_options_exempt
def package_file(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    """Serve a file of a package; pages of it are given the script that speaks SCORM, and the state to go on from."""
    holder = read_pass(token, now=timezone.now())
    if holder is None:
        return _guarded(request, token, _refuse())
    path = file_of(digest=holder.digest, name=name)
    if path is None:
        return _guarded(request, token, HttpResponse(status=404))
    kind = KINDS.get(path.suffix.lower()) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    response = _page(holder, path, kind) if kind in HTML else _send(request, path, kind)
    return _guarded(request, token, response)


def _page(holder: Pass, path: Path, kind: str) -> HttpResponse:
    package = ScormPackage.objects.filter(digest=holder.digest).first()
    if package is None:
        return HttpResponse(status=404)
    # ASCII only, so it is right in whatever encoding the page is.
    state = escape(json.dumps(initial_state(holder, package)))
    script = f'<script src="{static(api_script(package))}" data-state="{state}"></script>'.encode("ascii")
    body = path.read_bytes()
    found = BEFORE.match(body)
    at = found.end() if found else 0
    response = HttpResponse(body[:at] + script + body[at:], headers={"Cache-Control": "no-store"})
    # Without a charset: the page says its own.
    response["Content-Type"] = kind
    return response


def _send(request: HttpRequest, path: Path, kind: str) -> HttpResponseBase:
    headers = {"Cache-Control": KEEP}
    if settings.VIDEO_ACCEL_PREFIX and PASSIVE.match(kind):
        inside = path.relative_to(Path(settings.VIDEO_ROOT).absolute())
        headers["X-Accel-Redirect"] = f"{settings.VIDEO_ACCEL_PREFIX}{quote(str(inside))}"
        return HttpResponse(content_type=kind, headers=headers)
    size = path.stat().st_size
    headers["Accept-Ranges"] = "bytes"
    if part := _asked(request.headers.get("Range", ""), size):
        start, end = part
        headers |= {"Content-Range": f"bytes {start}-{end - 1}/{size}", "Content-Length": str(end - start)}
        return StreamingHttpResponse(_read(path, start, end), status=206, content_type=kind, headers=headers)
    return FileResponse(path.open("rb"), content_type=kind, headers=headers)


def _asked(header: str, size: int) -> tuple[int, int] | None:
    """The half-open range of bytes that is asked for; None for the whole. Some browsers play nothing without."""
    found = RANGE.fullmatch(header)
    if found is None or not any(found.groups()):
        return None
    first, last = found.groups()
    start = int(first) if first else max(0, size - int(last))
    end = min(size, int(last) + 1) if first and last else size
    return (start, end) if start < end else None


def _read(path: Path, start: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while start < end and (chunk := file.read(min(CHUNK, end - start))):
            start += len(chunk)
            yield chunk


def _guarded(request: HttpRequest, token: str, response: HttpResponseBase) -> HttpResponseBase:
    """Add what keeps a package in its box, whatever it is and however its address is opened.

    `sandbox` gives it an origin of its own, so it reaches no cookie, storage or page of ours, in a frame or without
    one. It loads its own files and our one script, and talks to nobody.
    """
    own = request.build_absolute_uri(reverse("scorm:file", args=[token, "x"])[:-1])
    scripts = request.build_absolute_uri(static("scorm/dist/"))
    response["Content-Security-Policy"] = "; ".join(
        [
            "sandbox allow-scripts allow-forms",
            f"default-src {own} data: blob:",
            f"script-src {own} {scripts} data: blob: 'unsafe-inline' 'unsafe-eval'",
            f"style-src {own} data: blob: 'unsafe-inline'",
            f"base-uri {own}",
            f"form-action {own}",
        ]
    )
    # Its own files are of another origin to it.
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Content-Type-Options"] = "nosniff"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _refuse() -> HttpResponse:
    return HttpResponseForbidden(
        _("This address is not valid any more. Open the course’s page again."),
        content_type="text/plain; charset=utf-8",
    )
