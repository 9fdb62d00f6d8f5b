"""Answers `/e/pings` before anything else runs: no session, no query; the token is the authority."""

import logging
import random
from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .. import background
from ..domain.evidence.admission import BodyTooLarge, MalformedBody, Ping, Reason, admit_recorded, parse_ping
from ..domain.evidence.pieces import SessionState
from ..domain.evidence.seen import Lane
from ..domain.evidence.store import BufferFull, Row
from ..domain.evidence.tokens import Anchor
from ..domain.instants import to_ms
from ..evidence_store import get_store
from . import anchors
from .bodies import malformed, read_body, too_large
from .problems import Problem, busy, method_not_allowed, too_many
from .rate import TokenBuckets

logger = logging.getLogger("courses.pings")

PATH = "/e/pings"
NEXT_S = (25, 35)

pings_of_sessions = TokenBuckets(per_s=1, burst=20)


class PingMiddleware:
    """The first middleware: takes pings out of the stack, hands everything else on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info != PATH:
            return self._get_response(request)
        response = _respond(request)
        response["Content-Length"] = str(len(response.content))
        return response


def _respond(request: HttpRequest) -> HttpResponse:
    try:
        answer = answer_ping(request, now=timezone.now())
        return JsonResponse(answer, headers={"Cache-Control": "no-store"})
    except Problem as problem:
        return problem.response(request)
    except BufferFull:
        return busy().response(request)
    except Exception:  # a fault here must not look like a fault of the client, which sends again later
        logger.exception("a ping could not be answered")
        return busy().response(request)


def answer_ping(request: HttpRequest, *, now: datetime) -> dict[str, object]:
    """Take one ping and return what the client is told. Raises Problem, BufferFull."""
    if request.method != "POST":
        raise method_not_allowed("POST")
    ping = _parse(read_body(request))
    anchor = anchors.read(ping.token, request)
    now_ms = to_ms(now)
    wait_s = pings_of_sessions.take(anchor.sid, now_ms)
    if wait_s:
        raise too_many(wait_s)
    background.ensure_running()
    if anchor.kind == "live":
        return _take_live(anchor, now_ms)
    return _take_recorded(ping, anchor, now_ms)


def _parse(body: bytes) -> Ping:
    try:
        return parse_ping(body)
    except BodyTooLarge:
        raise too_large() from None
    except MalformedBody:
        raise malformed() from None


def _take_live(anchor: Anchor, now_ms: int) -> dict[str, object]:
    if now_ms >= anchor.t0_ms + anchor.duration_ms:
        raise Problem(HTTPStatus.GONE, _("The stream is over."))
    get_store().mark(anchor.activity, anchor.participant, now_ms)
    return _answer(ok=0, dup=0, rejected={})


def _take_recorded(ping: Ping, anchor: Anchor, now_ms: int) -> dict[str, object]:
    admitted = admit_recorded(ping.slots, anchor=anchor, now_ms=now_ms)
    if admitted.all_stale:
        raise Problem(HTTPStatus.GONE, _("This came too late. A new watch session is needed."))
    store = get_store()
    lane_end_ms = store.lane_end(anchor.participant, anchor.t0_ms)
    # What the earlier device had played before the later one started still counts.
    slots_left = Lane(anchor.t0_ms, lane_end_ms, SessionState()).slots_until(None)
    slots = tuple(slot for slot in admitted.slots if slot.k < slots_left)
    dup = store.append([Row(anchor.sid, now_ms, slots)]) if slots else 0
    if lane_end_ms is not None:
        raise Problem(HTTPStatus.CONFLICT, _("You went on watching in another window or on another device."))
    return _answer(ok=len(admitted.slots), dup=dup + admitted.repeated, rejected=admitted.rejected)


def _answer(*, ok: int, dup: int, rejected: Mapping[Reason, int]) -> dict[str, object]:
    return {
        "ok": ok,
        "dup": dup,
        "rejected": dict(rejected),
        "next_s": random.randint(*NEXT_S),  # noqa: S311 - spreads load, guards nothing
        "store_epoch": get_store().epoch,
    }
