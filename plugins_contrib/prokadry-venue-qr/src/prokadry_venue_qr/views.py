"""The pages of a meeting's door: the code that is shown, and the list at which it is read."""

import csv
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courses.domain.access import check_access
from courses.extensions import CheckInRefused
from courses.models import Activity
from prokadry.accounts.models import User
from prokadry.ui.clock import format_time

from .domain import door, queries
from .domain.drawing import draw_qr
from .domain.passes import REFRESH_S, sign_pass
from .forms import ByHandForm

# Whoever opened the list at the door confirms with the camera of their phone at once, for a working day.
SHIFT = timedelta(hours=12)
_SHIFT_KEY = "venue_qr_door"


class PersonalRequest(HttpRequest):
    """A request of someone who has signed in."""

    user: User


def door_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let in those who may confirm, with the meeting instead of its number."""

    @never_cache
    @login_required
    @wraps(view)
    def answer(request: PersonalRequest, activity_id: int) -> HttpResponse:
        if not queries.may_confirm(request.user):
            raise PermissionDenied
        return view(request, _meeting(activity_id))

    return answer


def _meeting(activity_id: int) -> Activity:
    meeting = queries.find_meeting(activity_id) if activity_id < 2**63 else None
    if meeting is None:
        raise Http404
    return meeting


@never_cache
@login_required
@require_safe
def show_pass(request: PersonalRequest, activity_id: int) -> HttpResponse:
    """Show a participant their code, or why there is none now."""
    meeting, now = _meeting(activity_id), timezone.now()
    if not queries.is_invited(activity_id=meeting.pk, participant_id=request.user.pk):
        raise Http404
    came = queries.find_check_in(activity_id=meeting.pk, participant_id=request.user.pk)
    state = queries.door_of(meeting, now=now)
    is_shown = came is None and state == queries.Door.OPEN and _is_let_in(request.user, meeting, now)
    context = {
        "meeting": meeting,
        "door": state,
        "came": came,
        "code": draw_qr(_code_url(request, meeting, now)) if is_shown else "",
        "refresh_s": REFRESH_S,
    }
    return render(request, "venue_qr/pass.html", context)


@never_cache
@require_safe
def draw_pass(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Return a fresh code; 204 when there is none any more, 401 and 404 for who has none."""
    if not request.user.is_authenticated:
        return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
    meeting, now = _meeting(activity_id), timezone.now()
    who = {"activity_id": meeting.pk, "participant_id": request.user.pk}
    if not queries.is_invited(**who):
        raise Http404
    is_open = queries.door_of(meeting, now=now) == queries.Door.OPEN
    if not is_open or queries.find_check_in(**who) or not _is_let_in(request.user, meeting, now):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return HttpResponse(draw_qr(_code_url(request, meeting, now)), content_type="image/svg+xml")


def _is_let_in(user: User, meeting: Activity, now: datetime) -> bool:
    """Whether the access policies have nothing against it; when the door is open is the meeting's own matter."""
    answer = check_access(user=user, activity=meeting, now=now)
    return answer.allowed or answer.reason in ("not_open", "closed")


def _code_url(request: HttpRequest, meeting: Activity, now: datetime) -> str:
    token = sign_pass(participant_id=request.user.pk or 0, activity_id=meeting.pk, now=now)
    return request.build_absolute_uri(reverse("venue_qr:code", args=[token]))


@door_view
def show_door(request: PersonalRequest, meeting: Activity) -> HttpResponse:
    """Show the list at the door; a POST checks somebody in by hand."""
    now = timezone.now()
    request.session[_SHIFT_KEY] = [meeting.pk, (now + SHIFT).timestamp()]
    form = None
    if request.method == "POST":
        form = ByHandForm(request.POST)
        if form.is_valid() and _confirmed_by_hand(request, meeting, form, now):
            return redirect("venue_qr:door", meeting.pk)
    query = request.GET.get("q", "")[:100]
    context = {
        "view": queries.view_door(activity=meeting, query=query, now=now),
        "query": query,
        "is_short": 0 < len(query.strip()) < queries.SHORTEST_QUERY,
        "form": form or ByHandForm(),
        "wrong_person": form["person"].value() if form else "",
    }
    return render(request, "venue_qr/door.html", context)


def _confirmed_by_hand(request: PersonalRequest, meeting: Activity, form: ByHandForm, now: datetime) -> bool:
    try:
        confirmed = door.confirm_by_hand(
            participant_id=form.cleaned_data["person"],
            activity_id=meeting.pk,
            reason=form.cleaned_data["reason"],
            confirmed_by=request.user,
            now=now,
        )
    except CheckInRefused as refusal:
        form.add_error("reason", str(refusal.text))
        return False
    messages.success(request, " ".join(_say(confirmed)))
    return True


@require_POST
@never_cache
def read_code(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Check in whoever showed the code that the page of the door has read; answers in JSON."""
    if not request.user.is_authenticated:
        words = {"title": _("Not recorded"), "text": _("Sign in again: your session has ended.")}
        return JsonResponse(words, status=HTTPStatus.UNAUTHORIZED)
    if not queries.may_confirm(request.user):
        words = {"title": _("Not recorded"), "text": _("You may not confirm who came.")}
        return JsonResponse(words, status=HTTPStatus.FORBIDDEN)
    meeting = _meeting(activity_id)
    try:
        confirmed = door.confirm_pass(
            text=request.POST.get("code"),
            activity_id=meeting.pk,
            confirmed_by=request.user,
            now=timezone.now(),
        )
    except CheckInRefused as refusal:
        words = {"title": _("Not recorded"), "text": str(refusal.text)}
        return JsonResponse(words, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    title, text = _say(confirmed)
    came = queries.count_came(meeting)
    return JsonResponse(
        {"title": title, "text": text, "is_well": confirmed.is_new or confirmed.is_repeat, "came": came}
    )


def _say(confirmed: door.Confirmed) -> tuple[str, str]:
    name = str(confirmed.person)
    if confirmed.is_new:
        return name, _("Checked in.")
    if confirmed.is_repeat:
        return name, _("Checked in a moment ago, by you.")
    row = confirmed.row
    words = {"time": format_time(row.answered_at, timezone.get_current_timezone())}
    if row.confirmed_by is None:
        return name, _("Had been checked in at %(time)s already.") % words
    words["who"] = str(row.confirmed_by)
    return name, _("Had been checked in at %(time)s already, by %(who)s. Is it the same person?") % words


@never_cache
def open_code(request: HttpRequest, token: str) -> HttpResponse:
    """What the camera of a phone opens: the staff confirm here, everybody else is told what it is.

    Opening writes nothing: an address can be sent to the staff by whoever drew it. The page of somebody who
    opened the list at the door of this meeting today sends the confirmation by itself.
    """
    context: dict[str, Any] = {"meeting": None}
    if not queries.may_confirm(request.user):
        return render(request, "venue_qr/code.html", context)
    now = timezone.now()
    try:
        row = door.find_shown(text=token, now=now)
        if row is None:
            raise door.NotInvited
        context |= {"meeting": row.activity, "person": row.participant}
        context["is_at_door"] = _is_at_door(request, row.activity, now)
        if request.method == "POST":
            confirmed = door.confirm_pass(
                text=token, activity_id=row.activity_id, confirmed_by=request.user, now=now
            )
            title, text = _say(confirmed)
            context["said"] = {
                "title": title,
                "text": text,
                "is_well": confirmed.is_new or confirmed.is_repeat,
            }
    except CheckInRefused as refusal:
        context["refusal"] = refusal.text
        context["door_id"] = request.session.get(_SHIFT_KEY, [None])[0]
    return render(request, "venue_qr/code.html", context)


def _is_at_door(request: HttpRequest, meeting: Activity, now: datetime) -> bool:
    activity_id, until = request.session.get(_SHIFT_KEY, (None, 0))
    return activity_id == meeting.pk and now.timestamp() < until


@require_safe
@door_view
def list_came(request: PersonalRequest, meeting: Activity) -> HttpResponse:
    """Return who came as CSV: name, e-mail, when, how, confirmed by whom, and why by hand."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="came-{meeting.pk}.csv"'
    response.write("\ufeff")
    table = csv.writer(response, delimiter=";")
    table.writerow([_("Name"), _("E-mail"), _("Checked in"), _("How"), _("Confirmed by"), _("Reason")])
    zone = timezone.get_current_timezone()
    for row in queries.list_arrivals(meeting):
        table.writerow(
            [
                _harmless(str(row.participant)),
                _harmless(row.participant.email),
                row.answered_at.astimezone(zone).isoformat(" ", "seconds"),
                str(row.how),
                _harmless(str(row.confirmed_by or "")),
                _harmless(row.reason),
            ]
        )
    return response


def _harmless(text: str) -> str:
    """A cell that spreadsheets do not take for a formula."""
    return f"'{text}" if text[:1] in tuple("=+-@\t\r") else text
