from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from prokadry.ui.clock import person_zone
from prokadry.ui.mail import render_mail

from ..models import User


class AccountAdapter(DefaultAccountAdapter):
    """Joins allauth to our people: their letters, and where each role lands after sign-in."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail and the password do not fit. Check the keyboard layout."),
        "account_inactive": _("This account is switched off."),
        "too_many_login_attempts": _("Too many failed attempts. Try again in five minutes."),
        "incorrect_password": _("The password is not right. Check the keyboard layout."),
        "enter_current_password": _("The current password is not right. Check the keyboard layout."),
        "unknown_email": _("Nobody has signed up with this e-mail."),
    }

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Return the letter in the identity of the site: a text and an HTML part."""
        to = [email] if isinstance(email, str) else email
        # The request is left out: a letter must not depend on the page that caused it.
        values = {name: value for name, value in context.items() if name != "request"}
        return render_mail(template_prefix, values, to=to, from_email=self.get_from_email(), headers=headers)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell a person about a change of their account, with its time on their own clock."""
        values = {"zone": person_zone(user), **(context or {})}
        super().send_notification_mail(template_prefix, user, values, email)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return where a person lands without `next`: the CMS for its staff, else the personal area."""
        if request.user.has_perm("wagtailadmin.access_admin"):
            return reverse("wagtailadmin_home")
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return where a person lands after changing the password."""
        return reverse("account_profile")
