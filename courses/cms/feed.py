"""Server-sent events without a held connection: one event an answer, and EventSource comes back by itself."""

import json
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse


def answer_event(request: HttpRequest, data: dict[str, Any], *, retry_ms: int) -> HttpResponse:
    """Answer with `data` as one event; with none when the reader has it already.

    The id of an event is a digest of its data, which EventSource sends back as Last-Event-ID. `retry_ms` is
    when the reader asks again.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    digest = sha256(text.encode()).hexdigest()[:16]
    event = f"id: {digest}\ndata: {text}\n\n"
    if request.headers.get("Last-Event-ID") == digest:
        event = ": unchanged\n\n"
    response = HttpResponse(f"retry: {retry_ms}\n\n{event}", content_type="text/event-stream; charset=utf-8")
    response["Cache-Control"] = "no-store"
    # A proxy must not keep the answer back to compress or buffer it.
    response["X-Accel-Buffering"] = "no"
    return response
