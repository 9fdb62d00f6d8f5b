"""What the page of a text sends to its own address: claims of a script, and buttons people press."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from courses.domain.instants import to_ms
from courses.http.rate import TokenBuckets
from courses.models import Activity
from prokadry.ui.numbers import format_timecode

from .models import ReadingPage
from .openings import opened_at
from .pace import Claim
from .recording import Kept, Refused, TooEarly, confirm_section, record_claims
from .views import summarise

CLAIMS_MAX = 500
# A page reports every fifteen seconds, and buttons are pressed in a row.
buckets = TokenBuckets(per_s=0.5, burst=40)


def receive(request: HttpRequest, page: ReadingPage) -> HttpResponse:
    """Answer a report: `opened` is the token of the page, with `spans` (JSON) or `confirm` (the key of a section).

    The script is answered with JSON; who pressed a button without it is led back to the section.
    """
    if not request.user.is_authenticated:
        return _problem(401, _("Sign in to take part."))
    if wait_s := buckets.take(request.user.pk, to_ms(timezone.now())):
        answer = _problem(429, _("Too many requests. Wait a moment."))
        answer["Retry-After"] = str(wait_s)
        return answer
    activity = Activity.objects.filter(page_id=page.pk).first()
    token = request.POST.get("opened", "")
    opened_s = None
    if activity is not None:
        opened_s = opened_at(token, participant_id=request.user.pk, activity_id=activity.pk)
    if activity is None or opened_s is None:
        return _problem(400, _("The page is out of date. Reload it."))
    key = request.POST.get("confirm")
    if key is not None:
        return _confirm(request, page, activity, opened_s, key)
    claims = _read_claims(request.POST.get("spans", ""), opened_s)
    if claims is None:
        return _problem(400, _("The request is malformed."))
    try:
        kept = record_claims(
            user=request.user, activity=activity, opened_s=opened_s, claims=claims, now=timezone.now()
        )
    except Refused as refusal:
        return _problem(403, str(refusal.text))
    return _answer(kept, page)


def _confirm(
    request: HttpRequest, page: ReadingPage, activity: Activity, opened_s: int, key: str
) -> HttpResponse:
    status, text, kept = 200, "", None
    try:
        kept = confirm_section(
            user=request.user, activity=activity, opened_s=opened_s, key=key, now=timezone.now()
        )
    except Refused as refusal:
        status, text = 403, str(refusal.text)
    except TooEarly as early:
        status = 409
        text = _("Too early: reading this section takes at least %(time)s more.") % {
            "time": format_timecode(early.wait_s)
        }
    if "application/json" in request.headers.get("Accept", ""):
        return _answer(kept, page) if kept else _problem(status, text)
    if text:
        messages.warning(request, text)
    number = next((n for n, one in enumerate(page.sections, start=1) if str(one.id) == key), 1)
    query = urlencode({"opened": request.POST.get("opened", "")})
    return redirect(f"{page.url}?{query}#section-{number}")


def _read_claims(text: str, opened_s: int) -> list[Claim] | None:
    """Return the claims in a JSON list of [start, end, key], seconds since the opening; None if it is none."""
    try:
        items: Any = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(items, list) or len(items) > CLAIMS_MAX:
        return None
    claims = []
    for item in items:
        if not isinstance(item, list) or [type(part) for part in item] != [int, int, str]:
            return None
        start, end, key = item
        if not 0 <= start < end < 2**40:
            return None
        claims.append(Claim(opened_s + start, opened_s + end, key))
    return claims


def _answer(kept: Kept, page: ReadingPage) -> JsonResponse:
    keys = [str(section.id) for section in page.sections]
    read = [key for key in keys if key in kept.read]
    body = {
        "read": read,
        "kept": kept.seconds,
        "free_s": kept.free_s,
        "summary": summarise(len(read), len(keys)),
    }
    return JsonResponse(body, headers={"Cache-Control": "no-store"})


def _problem(status: int, detail: str) -> JsonResponse:
    body = {"type": "about:blank", "status": status, "detail": detail}
    return JsonResponse(
        body,
        status=status,
        content_type="application/problem+json",
        headers={"Cache-Control": "no-store"},
    )
