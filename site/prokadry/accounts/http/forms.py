"""The forms of allauth in our words, and the form of one's own data."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..domain.consents import record_consent
from ..models import User
from .fields import RegionField, TimeZoneField

NAME_FIELDS = {"last_name": "family-name", "first_name": "given-name", "patronymic": "additional-name"}
LABELS = {
    "email": _("E-mail"),
    "login": _("E-mail"),
    "oldpassword": _("Current password"),
    "password": _("Password"),
    "password1": _("New password"),
    "password2": _("New password once more"),
    "code": _("Code"),
}


class PlainForm(forms.Form):
    """Labels say what a field is; grey text inside it would vanish as soon as one types, so there is none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
        if "password" in self.fields:
            # The link «Forgot the password?» stands beside the label.
            self.fields["password"].help_text = ""
        if "password1" in self.fields:
            self.fields["password1"].help_text = _(
                "At least 8 characters, not only digits, unlike your name and e-mail."
            )


class LoginForm(PlainForm, account.LoginForm):
    remember = forms.BooleanField(label=_("Stay signed in on this device"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs.update(autocomplete="username", inputmode="email")


class ChangePasswordForm(PlainForm, account.ChangePasswordForm):
    pass


class SetPasswordForm(PlainForm, account.SetPasswordForm):
    pass


class ResetPasswordForm(PlainForm, account.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(PlainForm, account.ResetPasswordKeyForm):
    pass


class ChangeEmailForm(PlainForm, account.AddEmailForm):
    pass


class ReauthenticateForm(PlainForm, account.ReauthenticateForm):
    pass


class MfaAuthenticateForm(PlainForm, mfa.AuthenticateForm):
    pass


class MfaReauthenticateForm(PlainForm, mfa.ReauthenticateForm):
    pass


class ActivateTotpForm(PlainForm, totp.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update(inputmode="numeric", maxlength="6")


def _consent_link() -> str:
    return format_html('<a href="{}">{}</a>', reverse("account_consent"), gettext("Text of the consent"))


class SignupForm(PlainForm, account.SignupForm):
    """A new account: who the person is, where they live, and that they agree to personal data processing."""

    last_name = forms.CharField(label=_("Surname"), max_length=80)
    first_name = forms.CharField(label=_("Name"), max_length=80)
    patronymic = forms.CharField(label=_("Patronymic"), max_length=80, required=False)
    region = RegionField(
        label=_("Region"), help_text=_("Where you live: face-to-face stages are held by region.")
    )
    time_zone = TimeZoneField(
        label=_("Time zone"),
        as_region=True,
        help_text=_("Deadlines are shown by this clock and by Moscow time."),
    )
    consent = forms.BooleanField(
        label=_("I agree to the processing of my personal data"),
        help_text=lazy(_consent_link, str)(),
        error_messages={"required": _("Without consent an account cannot be made.")},
    )
    field_order = [
        "email",
        "password1",
        "password2",
        *NAME_FIELDS,
        "region",
        "time_zone",
        "consent",
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _("A letter with a link will come there. You will sign in with it.")
        self.fields["password1"].label = _("Password")
        self.fields["password2"].label = _("Password once more")
        _name_controls(self)
        # The trap for robots is put out of sight by a class: inline styles are not allowed here.
        self.trap().field.widget.attrs.pop("style", None)
        if self.is_bound:
            self.fields["time_zone"].offer(str(self.data.get(self.add_prefix("time_zone"), "")))

    def trap(self) -> forms.BoundField:
        """Return the field that only a robot fills in."""
        return self[settings.ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD]

    def custom_signup(self, request: HttpRequest, user: User) -> None:
        """Complete the account that allauth has just created."""
        data = self.cleaned_data
        user.patronymic, user.region = data["patronymic"], data["region"]
        user.time_zone = data["time_zone"] or data["region"].time_zone
        user.save(update_fields=["patronymic", "region", "time_zone"])
        record_consent(user=user, version=settings.PERSONAL_DATA_CONSENT_VERSION, now=timezone.now())


class ProfileForm(forms.ModelForm):
    last_name = forms.CharField(label=_("Surname"), max_length=80)
    first_name = forms.CharField(label=_("Name"), max_length=80)
    region = RegionField(label=_("Region"), required=False)
    time_zone = TimeZoneField(
        label=_("Time zone"), help_text=_("Deadlines are shown by this clock and by Moscow time.")
    )

    class Meta:
        model = User
        fields = ["last_name", "first_name", "patronymic", "region", "time_zone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_controls(self)
        chosen = self.data.get(self.add_prefix("time_zone"), "") if self.is_bound else ""
        self.fields["time_zone"].offer(str(chosen) or self.instance.time_zone)


class EraseForm(PlainForm):
    """That the account is theirs, shown by whoever deletes it: the password, or the e-mail where there is none."""

    password = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))
    email = forms.EmailField(
        help_text=_("Your account has no password: type its e-mail to confirm."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        del self.fields["email" if user.has_usable_password() else "password"]

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError(_("The password is not right. Check the keyboard layout."))
        return password

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email.casefold() != self.user.email.casefold():
            raise forms.ValidationError(_("This is not the e-mail of your account."))
        return email


def _name_controls(form: forms.BaseForm) -> None:
    """Tell the browser which part of a name each control takes, so it can fill them in."""
    for name, kind in NAME_FIELDS.items():
        form.fields[name].widget.attrs["autocomplete"] = kind
