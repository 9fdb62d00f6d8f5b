"""`/e/pings`, answered from the WSGI environ alone: no session, no query; the token is the authority.

`PingEdge` stands before Django and answers without it; where only Django runs (runserver, the test client),
`PingMiddleware` does the same. Both call `respond`.
"""

import json
import logging
import random
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any, NamedTuple

from django.core.handlers.wsgi import WSGIRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .. import background
from ..domain.evidence.admission import BodyTooLarge, MalformedBody, Ping, Reason, admit_recorded, parse_ping
from ..domain.evidence.constants import CLOCK_SLACK_MS
from ..domain.evidence.pieces import SessionState
from ..domain.evidence.prompts import answered_period, expires_in_s, open_prompt
from ..domain.evidence.seen import Lane
from ..domain.evidence.store import BufferFull, Row
from ..domain.evidence.tokens import Anchor
from ..domain.instants import to_ms
from ..domain.presence_prompts import prompt_secret
from ..evidence_store import get_store
from . import anchors
from .bodies import malformed, read_body, too_large
from .problems import Problem, busy, method_not_allowed, too_many
from .rate import TokenBuckets

logger = logging.getLogger("courses.pings")

PATH = "/e/pings"
NEXT_S = (25, 35)
OK = "200 OK"
# What every answer carries beside its length.
HEADERS = [("Content-Type", "application/json"), ("Cache-Control", "no-store")]

pings_of_sessions = TokenBuckets(per_s=1, burst=20)
_encode = json.JSONEncoder(separators=(",", ":")).encode

Environ = dict[str, Any]


class Answer(NamedTuple):
    """An answer as WSGI takes it; `headers` with the length of the body."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes


class PingEdge:
    """A WSGI application that answers pings and hands everything else on to another one."""

    def __init__(self, application: Callable[[Environ, Any], Iterable[bytes]]) -> None:
        self._application = application

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] != PATH:
            return self._application(environ, start_response)
        answer = respond(environ)
        start_response(answer.status, answer.headers)
        return (answer.body,)


def respond(environ: Environ) -> Answer:
    """Answer a ping, whatever it is; a fault of ours is a 503, which the client takes for «later»."""
    try:
        body = _encode(answer_ping(environ, now=timezone.now())).encode()
        return Answer(OK, [*HEADERS, ("Content-Length", str(len(body)))], body)
    except Problem as problem:
        return _refusal(problem, environ)
    except BufferFull:
        return _refusal(busy(), environ)
    except Exception:  # a fault here must not look like a fault of the client, which sends again later
        logger.exception("a ping could not be answered")
        return _refusal(busy(), environ)


def _refusal(problem: Problem, environ: Environ) -> Answer:
    response = problem.response(WSGIRequest(environ))
    response["Content-Length"] = str(len(response.content))
    status = f"{response.status_code} {response.reason_phrase}"
    return Answer(status, list(response.items()), response.content)


def answer_ping(environ: Environ, *, now: datetime) -> dict[str, object]:
    """Take one ping and return what the client is told. Raises Problem, BufferFull."""
    if environ["REQUEST_METHOD"] != "POST":
        raise method_not_allowed("POST")
    ping = _parse(read_body(environ))
    anchor = anchors.read(ping.token, anchors.cookie_in(environ))
    now_ms = to_ms(now)
    wait_s = pings_of_sessions.take(anchor.sid, now_ms)
    if wait_s:
        raise too_many(wait_s)
    background.ensure_running()
    if anchor.kind == "live":
        return _take_live(ping, anchor, now_ms)
    return _take_recorded(ping, anchor, now_ms)


def _parse(body: bytes) -> Ping:
    try:
        return parse_ping(body)
    except BodyTooLarge:
        raise too_large() from None
    except MalformedBody:
        raise malformed() from None


def _take_live(ping: Ping, anchor: Anchor, now_ms: int) -> dict[str, object]:
    if now_ms >= anchor.t0_ms + anchor.duration_ms:
        raise Problem(HTTPStatus.GONE, _("The stream is over."))
    store = get_store()
    store.mark(anchor.activity, anchor.participant, now_ms)
    if ping.answer is not None:
        _take_answer(ping.answer, anchor, now_ms)
    answer = _answer(ok=0, dup=0, rejected={})
    asked_ms = store.asking.get(anchor.activity)
    prompt = asked_ms and open_prompt(
        prompt_secret(),
        activity=anchor.activity,
        participant=anchor.participant,
        asked_ms=asked_ms,
        now_ms=now_ms,
    )
    if prompt and not store.has_answered(anchor.activity, anchor.participant, prompt.period):
        answer["prompt"] = {"id": prompt.id, "expires_in_s": expires_in_s(prompt, now_ms)}
    return answer


def _take_answer(prompt_id: str, anchor: Anchor, now_ms: int) -> None:
    """Take the answer to a prompt; one that is late, or to somebody else's, changes nothing."""
    period = answered_period(
        prompt_id,
        prompt_secret(),
        activity=anchor.activity,
        participant=anchor.participant,
        now_ms=now_ms,
    )
    if period is not None:
        get_store().answer(anchor.activity, anchor.participant, period, now_ms)


def _take_recorded(ping: Ping, anchor: Anchor, now_ms: int) -> dict[str, object]:
    store = get_store()
    admitted = admit_recorded(ping.slots, anchor=anchor, now_ms=now_ms, known=store.known(anchor.sid))
    lane_end_ms = store.lane_end(anchor.participant, anchor.t0_ms)
    if lane_end_ms is not None and lane_end_ms > now_ms + CLOCK_SLACK_MS:
        lane_end_ms = None  # a start of a time that is yet to come again: the clock was set back
    slots = admitted.slots
    if lane_end_ms is not None:
        # What the earlier device had played before the later one started still counts.
        slots_left = Lane(anchor.t0_ms, lane_end_ms, SessionState()).slots_until(None)
        slots = tuple(slot for slot in slots if slot.k < slots_left)
    dup = store.append([Row(anchor.sid, now_ms, slots, admitted.rejected)])
    if admitted.all_stale:
        raise Problem(HTTPStatus.GONE, _("This came too late. A new watch session is needed."))
    if lane_end_ms is not None:
        raise Problem(HTTPStatus.CONFLICT, _("You went on watching in another window or on another device."))
    dup += admitted.known + admitted.repeated
    return _answer(ok=admitted.taken, dup=dup, rejected=admitted.rejected)


def _answer(*, ok: int, dup: int, rejected: Mapping[Reason, int]) -> dict[str, object]:
    return {
        "ok": ok,
        "dup": dup,
        "rejected": dict(rejected),
        "next_s": random.randint(*NEXT_S),  # noqa: S311 - spreads load, guards nothing
        "store_epoch": get_store().epoch,
    }
