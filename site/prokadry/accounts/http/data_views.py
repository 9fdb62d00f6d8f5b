"""«My data»: taking all of it along, and deleting the account."""

import json
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import FormView

from ..domain.personal_data import (
    ErasureRefused,
    erase_person,
    export_personal_data,
    find_request,
    withdraw_erasure,
)
from ..domain.personal_parts import Acts, WorkingState
from ..extensions import personal_data
from .forms import EraseForm


@require_GET
@login_required
def show_data(request: HttpRequest) -> HttpResponse:
    """Say what is stored, offer the file and the way to delete the account."""
    # Of the staff's own work there is nothing in a participant's file.
    of_staff = () if request.user.is_staff else (Acts, WorkingState)
    context = {
        "parts": [entry.label for entry in personal_data if not isinstance(entry, of_staff)],
        "erasure": find_request(user=request.user),
    }
    return render(request, "accounts/data.html", context)


@require_POST
@never_cache
@login_required
def download_data(request: HttpRequest) -> HttpResponse:
    """Send everything that is stored about the person as a file; by POST, as limits are counted of nothing else."""
    if refusal := _too_many(request, "export_data"):
        return refusal
    now = timezone.now()
    whole = export_personal_data(user=request.user, now=now)
    answer = HttpResponse(
        json.dumps(whole, ensure_ascii=False, indent=2) + "\n", content_type="application/json; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="prokadry-{now:%Y-%m-%d}.json"'
    return answer


@method_decorator([never_cache, login_required], name="dispatch")
class EraseView(FormView):
    """Deletes the account of the person, once they have shown that it is theirs."""

    form_class = EraseForm
    template_name = "accounts/data_erase.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # The account of somebody of the staff is work of others too: it is erased in the CMS.
        if request.user.is_staff:
            return redirect("account_data")
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _too_many(request, "erase_account") or super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form: EraseForm) -> HttpResponse:
        try:
            erase_person(user=self.request.user, by=None, now=timezone.now())
        except ErasureRefused:
            messages.error(
                self.request,
                _("The account could not be deleted now. The organisers know and will do it."),
            )
            return redirect("account_data")
        logout(self.request)
        return redirect("account_erased")


@require_POST
@login_required
def withdraw_request(request: HttpRequest) -> HttpResponse:
    """Keep the account after all."""
    if withdraw_erasure(user=request.user):
        messages.success(request, _("The request is withdrawn: your account stays."))
    return redirect("account_data")


@require_GET
def show_erased(request: HttpRequest) -> HttpResponse:
    """Say that it is done."""
    return render(request, "accounts/data_erased.html")


def _too_many(request: HttpRequest, action: str) -> HttpResponse | None:
    is_allowed = ratelimit.consume(request, action=action, user=request.user)
    return None if is_allowed else ratelimit.respond_429(request)
