from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.messages.views import SuccessMessageMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import UpdateView

from ..domain.consents import record_consent
from ..models import User
from .forms import ProfileForm


@require_GET
def sign_in(request: HttpRequest, area: str) -> HttpResponse:
    """Lead the sign-in addresses of the CMS and of the admin to the one of the site, keeping `next`.

    `area` names the home of the area. Who is signed in goes on if they may, and is refused if they may not:
    sending them to sign in once more would send them back here for ever.
    """
    home = resolve_url(area)
    target = request.GET.get("next", home)
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = home
    if not request.user.is_authenticated:
        return redirect(f"{resolve_url('account_login')}?{urlencode({'next': target})}")
    may_enter = (
        request.user.is_staff if area == "admin:index" else request.user.has_perm("wagtailadmin.access_admin")
    )
    if not may_enter:
        raise PermissionDenied(_("This area is open to staff only."))
    return redirect(target)


class ProfileView(LoginRequiredMixin, SuccessMessageMixin, UpdateView):
    """The person's own data, and the way to everything else about their account."""

    form_class = ProfileForm
    template_name = "accounts/profile.html"
    success_url = reverse_lazy("account_profile")
    success_message = _("Saved.")

    def get_object(self, queryset: Any = None) -> User:
        # A copy of its own: an invalid form must not change the name in the header.
        return User.objects.get(pk=self.request.user.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        consents = list(self.request.user.consents.all())
        current = settings.PERSONAL_DATA_CONSENT_VERSION
        return super().get_context_data(
            consents=consents,
            needs_consent=current not in {consent.version for consent in consents},
            has_mfa=is_mfa_enabled(self.request.user),
            **kwargs,
        )


@require_GET
def show_consent(request: HttpRequest, version: str = "") -> HttpResponse:
    """Show the text of the consent, the current one or an earlier version."""
    version = version or settings.PERSONAL_DATA_CONSENT_VERSION
    text = f"accounts/consent/{version}.html"
    try:
        get_template(text)
    except TemplateDoesNotExist:
        raise Http404 from None
    context = {
        "text": text,
        "version": version,
        "is_current": version == settings.PERSONAL_DATA_CONSENT_VERSION,
    }
    return render(request, "accounts/consent.html", context)


@require_POST
@login_required
def give_consent(request: HttpRequest) -> HttpResponse:
    """Record that the person agrees to the current text."""
    record_consent(user=request.user, version=settings.PERSONAL_DATA_CONSENT_VERSION, now=timezone.now())
    messages.success(request, _("Your consent is recorded."))
    return redirect("account_profile")
