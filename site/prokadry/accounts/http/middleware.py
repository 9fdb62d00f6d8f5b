from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from prokadry.ui.clock import person_zone

GetResponse = Callable[[HttpRequest], HttpResponse]


class TimeZoneMiddleware:
    """Shows times in the zone of the person who is signed in; a visitor's page keeps Moscow time.

    Without a session cookie the user is not looked up, so a public page stays free of queries for it; nor is
    it for addresses under PATHS_WITHOUT_USER, such as the many segments of a lecture.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_personal = settings.SESSION_COOKIE_NAME in request.COOKIES
        user = (
            request.user if is_personal and not request.path.startswith(settings.PATHS_WITHOUT_USER) else None
        )
        with timezone.override(person_zone(user)):
            return self.get_response(request)


class StaffMfaMiddleware:
    """Leads staff without a second factor to set one up before the CMS or the admin opens."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.STAFF_MFA_REQUIRED and self._is_staff_area(request) and self._lacks_mfa(request):
            messages.warning(request, _("Working with the site needs a second factor: set it up to go on."))
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    def _is_staff_area(self, request: HttpRequest) -> bool:
        leaving = (reverse("wagtailadmin_logout"), reverse("admin:logout"))
        areas = (reverse("wagtailadmin_home"), reverse("admin:index"))
        return request.path.startswith(areas) and request.path not in leaving

    def _lacks_mfa(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and not is_mfa_enabled(request.user)
