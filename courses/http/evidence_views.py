"""The evidence addresses of signed-in people: starting a session, checking in, reading one's progress."""

import json
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from prokadry.accounts.models import User

from .. import background
from ..domain import access, check_in_methods, sessions
from ..domain.check_ins import ScreenCode, TooFast
from ..domain.evidence.constants import LIVE_SLOT_S, MAX_RATE, PING_S, SLOT_S
from ..domain.evidence.tokens import Anchor
from ..domain.fold import derive
from ..domain.instants import to_ms
from ..domain.progress_report import Report, measure_presence, measure_watching, report_progress
from ..enums import SessionKind
from ..evidence_store import get_store
from ..extensions import CheckInMethod, CheckInRefused
from ..extensions import check_in_methods as methods
from ..models import Activity, Completion, WatchSession
from . import anchors
from .bodies import malformed, read_body
from .problems import Problem, busy, method_not_allowed, too_many

View = Callable[..., HttpResponse]
# Bodies of these types are parsed by Django itself when it looks for the CSRF token, and are not JSON.
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
LARGEST_ID = 2**63 - 1


def _nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


class _CsrfCheck(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def evidence_view(method: str) -> Callable[[View], View]:
    """Make a view of signed-in people that takes one method and answers refusals with problem details.

    The CSRF token is checked here, after the sign-in: who is not signed in is told so.
    """

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                if request.method != method:
                    raise method_not_allowed(method)
                _person(request)
                background.ensure_running()
                response = view(request, *args, **kwargs)
            except Problem as problem:
                return problem.response(request)
            except (
                OperationalError,
                InterfaceError,
                InternalError,
            ):  # the last one: the database is read-only
                return busy().response(request)
            response["Cache-Control"] = "no-store"
            return response

        return answer

    return decorate


def _person(request: HttpRequest) -> User:
    """Return who is signed in. Raises Problem 401."""
    if not request.user.is_authenticated or not anchors.cookie_of(request):
        raise Problem(HTTPStatus.UNAUTHORIZED, _("Sign in to take part."))
    return request.user


def _read_object(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON object a request carries. Raises Problem 400, 403 (CSRF), 413."""
    if request.content_type in FORM_TYPES:
        raise malformed()
    check = _CsrfCheck(_nothing)
    check.process_request(request)
    if check.process_view(request, _nothing, (), {}):
        raise Problem(HTTPStatus.FORBIDDEN, _("The page is out of date. Reload it."))
    try:
        body = json.loads(read_body(request.META))
    except (ValueError, RecursionError):
        raise malformed() from None
    if not isinstance(body, dict):
        raise malformed()
    return body


@evidence_view("POST")
def start_session(request: HttpRequest) -> HttpResponse:
    """Open a watch session; the answer carries the token that pings are sent with."""
    person, now = _person(request), timezone.now()
    activity_id, kind, rev = _read_start(_read_object(request))
    try:
        activity, completion = sessions.check_start(
            user=person, activity_id=activity_id, kind=kind, rev=rev, now=now
        )
        background.bring_up_to_date(participant_id=person.pk, activity_id=activity.pk, now=now)
        started = sessions.start_session(participant_id=person.pk, activity=activity, kind=kind, now=now)
    except sessions.UnknownActivity:
        raise _unknown_activity() from None
    except sessions.Mismatch:
        raise Problem(HTTPStatus.BAD_REQUEST, _("The activity does not fit the request.")) from None
    except sessions.Over:
        raise Problem(HTTPStatus.GONE, _("The time for this activity is over.")) from None
    except sessions.TooManyStarts as error:
        raise too_many(error.retry_after_s) from None
    if started.cut_activity_id:
        derive(activity_id=started.cut_activity_id, participant_ids={person.pk}, now=now)
    answer = _opened(request, started.session, activity, completion)
    return JsonResponse(answer, status=HTTPStatus.CREATED)


def _read_start(body: dict[str, Any]) -> tuple[int, str, int | None]:
    activity_id, kind, rev = body.get("object"), body.get("kind"), body.get("rev")
    if (
        type(activity_id) is not int
        or not isinstance(kind, str)
        or (rev is not None and type(rev) is not int)
    ):
        raise malformed()
    if not 0 < activity_id <= LARGEST_ID:
        raise _unknown_activity()
    return activity_id, kind, rev


def _unknown_activity() -> Problem:
    return Problem(HTTPStatus.NOT_FOUND, _("There is no such activity for you now."))


def _opened(
    request: HttpRequest, session: WatchSession, activity: Activity, completion: Completion
) -> dict[str, Any]:
    is_live = session.kind == SessionKind.LIVE
    length_ms = sessions.live_lease_ms(activity, t0_ms=session.t0_ms) if is_live else activity.duration_ms
    anchor = Anchor(
        kind="live" if is_live else "recorded",
        sid=session.pk,
        participant=session.participant_id,
        activity=activity.pk,
        rev=session.rev,
        t0_ms=session.t0_ms,
        duration_ms=length_ms,
        login=anchors.login_of(request),
    )
    common = {"tok": anchors.sign(anchor), "server_ms": session.t0_ms, "ping_s": PING_S}
    if is_live:
        measure = measure_presence(activity, completion, now=timezone.now())
        return {**common, "slot_s": LIVE_SLOT_S, "percent": measure.percent}
    get_store().start_lane(session.participant_id, session.t0_ms, now_ms=session.t0_ms)
    return {
        **common,
        "slot_s": SLOT_S,
        "max_rate": MAX_RATE,
        "duration_ms": activity.duration_ms,
        "seen": measure_watching(activity, completion).seen,
    }


@evidence_view("POST")
def check_in(request: HttpRequest) -> HttpResponse:
    """Check in at a stream, by the code that is shown in it unless the body names another method."""
    now = timezone.now()
    body = _read_object(request)
    anchor = _read_live_anchor(body, request)
    method = _read_method(body)
    try:
        points = check_in_methods.open_points(method=method, activity_id=anchor.activity, now=now)
        if not get_store().is_present(anchor.activity, anchor.participant, to_ms(now)):
            raise Problem(HTTPStatus.CONFLICT, _("You are not in the stream now. Reload the page."))
        checked = check_in_methods.check_in(
            method=method,
            participant_id=anchor.participant,
            activity_id=anchor.activity,
            points=points,
            proof=body.get("code"),
            now=now,
        )
    except check_in_methods.NothingOpen as refusal:
        raise Problem(HTTPStatus.GONE, refusal.text) from None
    except TooFast as refusal:
        raise too_many(refusal.retry_after_s) from None
    except CheckInRefused as refusal:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, refusal.text) from None
    return JsonResponse({"ok": True, "checkpoint": str(checked.row.checkpoint)})


def _read_method(body: dict[str, Any]) -> CheckInMethod:
    """Return the method a body names. Raises Problem 400 for one that people cannot use by themselves."""
    key = body.get("method", ScreenCode.key)
    method = methods.find(key) if isinstance(key, str) else None
    if method is None or method.by_staff:
        raise malformed()
    return method


def _read_live_anchor(body: dict[str, Any], request: HttpRequest) -> Anchor:
    token = body.get("t")
    if not isinstance(token, str):
        raise malformed()
    anchor = anchors.read(token, anchors.cookie_of(request))
    if anchor.participant != request.user.pk:
        raise Problem(HTTPStatus.FORBIDDEN, _("This token belongs to another sign-in. Reload the page."))
    if anchor.kind != "live":
        raise malformed()
    return anchor


@evidence_view("GET")
def read_progress(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Tell a participant what is credited to them in one activity, with what came this very moment."""
    person, now = _person(request), timezone.now()
    activity = Activity.objects.filter(pk=min(activity_id, LARGEST_ID)).first()
    if activity is None or access.completion_of(person, activity) is None:
        raise _unknown_activity()
    background.bring_up_to_date(participant_id=person.pk, activity_id=activity.pk, now=now)
    completion = access.completion_of(person, activity)
    if completion is None:
        raise _unknown_activity()
    return JsonResponse(_as_json(report_progress(activity=activity, completion=completion, now=now)))


def _as_json(report: Report) -> dict[str, Any]:
    measure, completion = report.measure, report.completion
    return {
        "activity": completion.activity_id,
        "state": completion.state,
        "share": measure.share,
        "seen": measure.seen,
        "missing": measure.missing,
        "credited_s": measure.credited_s,
        "required_s": measure.required_s,
        "duration_s": measure.duration_s,
        "excluded": measure.excluded,
        "percent": measure.percent,
        "position_s": measure.position_s,
        "closes_at": completion.closes_at,
        "check_ins": {"done": report.check_ins_done, "required": report.check_ins_required},
        "last_seen_at": measure.last_seen_at,
    }
