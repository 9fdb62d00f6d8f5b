"""«How it was counted»: a person's own timeline of one activity, and the appeal against it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from prokadry.accounts.models import User

from ..domain import appeals
from ..domain.queries.lecture import explained_url
from ..domain.timeline import credited_timeline, find_completion
from ..models import Completion


class PersonalRequest(HttpRequest):
    """A request of someone who has signed in."""

    user: User


class AppealForm(forms.Form):
    """What a person writes when they object."""

    text = forms.CharField(
        label=gettext_lazy("What is wrong, and how was it really?"),
        help_text=gettext_lazy(
            "Say when it was and on which device, and what happened: a lost connection, a message on the page, "
            "the wrong time. What is written here is read by the organisers only."
        ),
        min_length=appeals.TEXT_MIN,
        max_length=appeals.TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={
            "required": gettext_lazy("Say what is wrong."),
            "min_length": gettext_lazy("Write at least %(limit_value)d characters: what happened, and when."),
            "max_length": gettext_lazy(
                "This is too long: %(show_value)d characters, %(limit_value)d are possible."
            ),
        },
    )


@never_cache
@login_required
@require_safe
def show_why(request: PersonalRequest, activity_id: int) -> HttpResponse:
    """Show what was credited to the person who asks, and why; 404 for what is not theirs."""
    return _show(request, activity_id, AppealForm())


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def file_appeal(request: PersonalRequest, activity_id: int) -> HttpResponse:
    """File an appeal; whatever stands in its way, the text comes back with the page."""
    if request.method != "POST":
        # Where a sign-in in between leads back to.
        return redirect("courses:why", activity_id)
    form = AppealForm(request.POST)
    if not form.is_valid():
        return _show(request, activity_id, form)
    try:
        appeals.file_appeal(
            participant_id=request.user.pk,
            activity_id=activity_id,
            text=form.cleaned_data["text"],
            now=timezone.now(),
        )
    except Completion.DoesNotExist:
        raise Http404 from None
    except ValidationError as refusal:
        form.add_error("text", refusal)
    except appeals.AlreadyOpen:
        form.add_error(None, _("Your earlier appeal on this activity is still being considered."))
    except appeals.TooManyAppeals:
        form.add_error(None, _("You have filed several appeals today already. File this one tomorrow."))
    else:
        messages.success(request, _("The appeal is filed. We write to you as soon as it is decided."))
        return redirect("courses:why", activity_id)
    return _show(request, activity_id, form)


def _show(request: PersonalRequest, activity_id: int, form: AppealForm) -> HttpResponse:
    completion = find_completion(participant_id=request.user.pk, activity_id=activity_id)
    if completion is None:
        raise Http404
    filed = appeals.list_appeals(participant_id=request.user.pk, activity_id=activity_id)
    context: dict[str, Any] = {
        "timeline": credited_timeline(completion=completion, now=timezone.now()),
        "appeals": filed,
        "has_open": any(not hasattr(appeal, "decision") for appeal in filed),
        "form": form,
        "explained_url": explained_url(),
    }
    return render(request, "courses/why_page.html", context)
