from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from prokadry.accounts.models import User

from ..domain.agenda import group_by_month, list_coming
from ..domain.cards import list_cards
from ..domain.dashboard import load_dashboard
from ..domain.enrolments import renew_feed_key
from ..domain.feed import build_calendar
from ..domain.study import Study, find_enrolment, load_study
from ..models import Enrolment

FEED_MAX_AGE_S = 15 * 60


class PersonalRequest(HttpRequest):
    """A request of someone who has signed in."""

    user: User


def with_study(view: Callable[[PersonalRequest, Study], HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the study of who signed in; without an enrolment they get a page that says what to do."""

    @never_cache
    @login_required
    @require_safe
    @wraps(view)
    def inner(request: PersonalRequest) -> HttpResponse:
        enrolment = find_enrolment(participant_id=request.user.pk)
        if enrolment is None:
            return show_outside(request)
        return view(request, load_study(enrolment=enrolment, now=timezone.now()))

    return inner


@never_cache
@login_required
@require_safe
def show_today(request: PersonalRequest) -> HttpResponse:
    """Show what to do next and by when."""
    now = timezone.now()
    dashboard = load_dashboard(participant=request.user, now=now)
    if dashboard is None:
        return show_outside(request)
    study = dashboard.study
    context = {
        "board": dashboard,
        "study": study,
        "now": now,
        "cards": list_cards(study.enrolment.season),
    }
    return render(request, "tracks/today.html", context)


def show_outside(request: PersonalRequest) -> HttpResponse:
    """Show a page of the personal area to someone who is not enrolled: staff find their way to the CMS."""
    return render(request, "tracks/outside.html")


@with_study
def list_courses(request: PersonalRequest, study: Study) -> HttpResponse:
    """Show every course of the curriculum with the state of each activity."""
    return render(request, "tracks/courses.html", {"study": study})


@with_study
def list_streams(request: PersonalRequest, study: Study) -> HttpResponse:
    """Show the streams that come and those held, with the percent of presence."""
    return render(request, "tracks/streams.html", {"study": study})


@with_study
def show_calendar(request: PersonalRequest, study: Study) -> HttpResponse:
    """Show what is coming by months, and how to have it in one's own calendar."""
    path = reverse("learn:feed", args=[study.enrolment.feed_key])
    context: dict[str, Any] = {
        "study": study,
        "months": group_by_month(list_coming(study.items, now=timezone.now()), zone=request.user.zone),
        "feed_url": request.build_absolute_uri(path),
        "webcal_url": f"webcal://{request.get_host()}{path}",
    }
    return render(request, "tracks/calendar.html", context)


@never_cache
@login_required
@require_POST
def renew_address(request: PersonalRequest) -> HttpResponse:
    """Replace the secret address of the personal calendar."""
    enrolment = find_enrolment(participant_id=request.user.pk)
    if enrolment is not None:
        renew_feed_key(enrolment=enrolment, now=timezone.now())
        messages.success(
            request, _("The new address is ready. Calendars that use the old one are not updated any more.")
        )
    return redirect("learn:calendar")


@require_GET
@cache_control(private=True, max_age=FEED_MAX_AGE_S)
def serve_feed(request: HttpRequest, key: str) -> HttpResponse:
    """Serve the personal calendar to whoever knows its secret address: calendar programs cannot sign in."""
    enrolment = get_object_or_404(
        Enrolment.objects.select_related("season", "curriculum"), feed_key=key, participant__is_active=True
    )
    study = load_study(enrolment=enrolment, now=timezone.now())
    # In the site's language: a calendar service announces a language of its own, not the person's.
    with translation.override(settings.LANGUAGE_CODE):
        calendar = build_calendar(study=study, site_url=request.build_absolute_uri("/")[:-1])
    response = HttpResponse(calendar, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="prokadry.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response
