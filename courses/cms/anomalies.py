"""How anybody's result was counted, and whose evidence of an activity is unusual: for organisers."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..domain import appeals
from ..domain.anomalies import find_anomalies, list_people
from ..domain.timeline import credited_timeline
from ..models import Activity, Completion

SEE_ALL = "courses.view_all_completions"
PER_PAGE = 50


@require_safe
@permission_required(SEE_ALL, raise_exception=True)
def show_timeline(request: HttpRequest, completion_id: int) -> HttpResponse:
    """Show the timeline of one person and activity as they see it themselves, with what is unusual about it."""
    rows = Completion.objects.select_related(
        "participant__region", "activity__page", "activity__course__page"
    )
    completion = get_object_or_404(rows, pk=completion_id)
    now = timezone.now()
    person, activity = completion.participant, completion.activity
    found = find_anomalies(activity=activity, people=[person.pk], now=now)
    context: dict[str, Any] = {
        "timeline": credited_timeline(completion=completion, now=now),
        "zone": person.zone,
        "person": person,
        "anomalies": found.get(person.pk, []),
        "appeals": appeals.list_appeals(participant_id=person.pk, activity_id=activity.pk),
        "breadcrumbs_items": [
            {"url": reverse("appeal:index"), "label": _("Appeals")},
            {"url": reverse("anomalies", args=[activity.pk]), "label": activity.title},
            {"url": "", "label": str(person)},
        ],
    }
    return render(request, "courses/admin/counting.html", context)


@require_safe
@permission_required(SEE_ALL, raise_exception=True)
def list_activities(request: HttpRequest) -> HttpResponse:
    """List the activities that people have been asked to do, each with the way to what is unusual in it."""
    asked = Exists(Completion.objects.filter(activity=OuterRef("pk")))
    context: dict[str, Any] = {
        "activities": Activity.objects.filter(asked).select_related("course"),
        "breadcrumbs_items": [
            {"url": reverse("appeal:index"), "label": _("Appeals")},
            {"url": "", "label": _("What is unusual")},
        ],
    }
    return render(request, "courses/admin/activities.html", context)


@require_safe
@permission_required(SEE_ALL, raise_exception=True)
def show_anomalies(request: HttpRequest, activity_id: int) -> HttpResponse:
    """List the people of an activity about whom something is unusual, those with most first."""
    activity = get_object_or_404(Activity, pk=activity_id)
    people = Paginator(list_people(activity=activity, now=timezone.now()), PER_PAGE).get_page(
        request.GET.get("p")
    )
    context: dict[str, Any] = {
        "activity": activity,
        "people": people,
        "breadcrumbs_items": [
            {"url": reverse("appeal:index"), "label": _("Appeals")},
            {"url": reverse("activities_with_anomalies"), "label": _("What is unusual")},
            {"url": "", "label": activity.title},
        ],
    }
    return render(request, "courses/admin/anomalies.html", context)
