"""What the page of a package asks: to open it, and to write down what it reports."""

import json
import math
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from courses.domain.access import check_access
from courses.domain.instants import to_ms
from courses.http.rate import TokenBuckets
from courses.models import Activity, Completion
from prokadry.accounts.models import User

from .domain import queries, recording
from .domain.passes import sign_pass
from .models import ScormPackage
from .rules import Terms

# A page reports every 20 seconds, and at once when the package saves.
buckets = TokenBuckets(per_s=0.5, burst=60)
STATUSES = {"", "passed", "completed", "failed", "incomplete", "browsed", "not attempted", "unknown"}
LOCATION_MAX = 1000
NUMBER_MAX = 2**31 - 1


class PersonalRequest(HttpRequest):
    """A request of someone who has signed in."""

    user: User


def scorm_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer in JSON, to those who have signed in, about an activity of this plugin."""

    @never_cache
    @require_POST
    @wraps(view)
    def answer(request: PersonalRequest, activity_id: int) -> HttpResponse:
        if not request.user.is_authenticated:
            return _problem(401, _("Sign in to take part."))
        if wait_s := buckets.take(request.user.pk, to_ms(timezone.now())):
            refused = _problem(429, _("Too many requests. Wait a moment."))
            refused["Retry-After"] = str(wait_s)
            return refused
        found = Activity.objects.filter(pk=activity_id, type="scorm") if activity_id < 2**63 else None
        activity = found.first() if found is not None else None
        if activity is None:
            return _problem(404, _("There is no such course."))
        try:
            return view(request, activity)
        except recording.OpenedElsewhere as refusal:
            return _problem(409, str(refusal.text))
        except recording.Refused as refusal:
            return _problem(403, str(refusal.text))

    return answer


@scorm_view
def launch(request: PersonalRequest, activity: Activity) -> HttpResponse:
    """Return where the package begins (`src`) and the number of this opening, 0 when nothing is recorded."""
    now, user = timezone.now(), request.user
    row = Completion.objects.filter(participant=user, activity=activity).first()
    access = check_access(user=user, activity=activity, now=now, completion=row)
    if not access.allowed:
        return _problem(403, str(access.text))
    package = ScormPackage.objects.filter(digest=recording.package_digest(activity)).first()
    if package is None:
        return _problem(404, _("The course has no package yet."))
    is_past = row is not None and row.closes_at is not None and now >= row.closes_at
    number, until = 0, None
    if row is not None and row.is_assigned and not is_past:
        number = recording.start_launch(user=user, activity=activity, digest=package.digest, now=now).launch
        until = row.closes_at
    token = sign_pass(
        user_id=user.pk, activity_id=activity.pk, launch=number, digest=package.digest, now=now, until=until
    )
    src = reverse("scorm:file", args=[token, package.entry]) + package.query
    return JsonResponse({"src": src, "launch": number})


@scorm_view
def report(request: PersonalRequest, activity: Activity) -> HttpResponse:
    """Take a report: `launch`, and where the package said something new, `seq` and `state` (JSON).

    Without them it says only that the package is still open. The answer tells how things stand, in words.
    """
    number, seq = _whole(request.POST.get("launch")), _whole(request.POST.get("seq", "0"))
    state = None
    if number is not None and seq is not None and "state" in request.POST:
        # As JSON may spell it, a character takes six.
        if len(request.POST["state"]) > 8 * recording.SUSPEND_MAX:
            return _too_much()
        state = _read_state(request.POST["state"])
        if state is None:
            number = None
    if number is None or seq is None:
        return _problem(400, _("The request is malformed."))
    if state is not None and len(state.suspend_data) > recording.SUSPEND_MAX:
        return _too_much()
    _attempt, measured = recording.record_report(
        user=request.user, activity=activity, launch=number, seq=seq, state=state, now=timezone.now()
    )
    row = Completion.objects.filter(participant=request.user, activity=activity).first()
    words = queries.word_measured(measured, Terms.of(activity, row))
    return JsonResponse({"words": words, "is_done": measured.completed_at is not None})


def _too_much() -> HttpResponse:
    return _problem(413, _("The package wants to keep more than 64 KB. Write to the organisers."))


def _whole(text: str | None) -> int | None:
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 10:
        return None
    number = int(text)
    return number if number <= NUMBER_MAX else None


def _read_state(text: str) -> recording.State | None:
    """Return what a package said, None when it is not in our words."""
    try:
        said: Any = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or not set(said) <= set(recording.STATE_FIELDS):
        return None
    texts = [said.get(name, "") for name in ("status", "success", "location", "suspend_data")]
    scores = [said.get(name) for name in ("score_raw", "score_scaled")]
    if not all(isinstance(one, str) and "\0" not in one for one in texts) or not all(map(_is_score, scores)):
        return None
    if not STATUSES.issuperset(texts[:2]) or len(texts[2]) > LOCATION_MAX:
        return None
    return recording.State(**said)


def _is_score(value: object) -> bool:
    if value is None:
        return True
    return type(value) in (int, float) and math.isfinite(value) and abs(value) < 1e9  # type: ignore[arg-type]  # just told


def _problem(status: int, detail: str) -> JsonResponse:
    body = {"type": "about:blank", "status": status, "detail": detail}
    return JsonResponse(body, status=status, content_type="application/problem+json")
