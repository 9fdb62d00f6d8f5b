from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy as _

from ..domain.consents import record_consent
from ..models import User
from .fields import RegionField, TimeZoneField


def _consent_label() -> str:
    return format_html(
        gettext("I agree to the <a href=\"{}\">processing of my personal data</a>"), reverse("account_consent")
    )


consent_label = lazy(_consent_label, str)


class LoginForm(AllauthLoginForm):
    remember = forms.BooleanField(label=_("Stay signed in on this device"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _drop_placeholders(self)
        self.fields["login"].label = _("E-mail")
        self.fields["login"].widget.attrs.update(autocomplete="username", inputmode="email")


class SignupForm(AllauthSignupForm):
    """A new account: who the person is, where they live, and that they agree to personal data processing."""

    last_name = forms.CharField(label=_("Surname"), max_length=80)
    first_name = forms.CharField(label=_("Name"), max_length=80)
    patronymic = forms.CharField(label=_("Patronymic"), max_length=80, required=False)
    region = RegionField(label=_("Region"), help_text=_("Where you live: face-to-face stages are held by region."))
    time_zone = TimeZoneField(
        label=_("Time zone"), as_region=True, help_text=_("Deadlines are shown by this clock and by Moscow time.")
    )
    consent = forms.BooleanField(
        label=consent_label(), error_messages={"required": _("Without consent an account cannot be made.")}
    )
    field_order = [
        "email", "password1", "password2", "last_name", "first_name", "patronymic", "region", "time_zone", "consent",
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _drop_placeholders(self)
        self.fields["email"].label = _("E-mail")
        self.fields["email"].help_text = _("A letter with a link will come there; the e-mail is also your sign-in name.")
        self.fields["password2"].label = _("Password once more")
        for name, kind in (("last_name", "family-name"), ("first_name", "given-name"), ("patronymic", "additional-name")):
            self.fields[name].widget.attrs["autocomplete"] = kind
        # The hidden trap for robots is put out of sight by a class: inline styles are not allowed here.
        self.fields[settings.ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD].widget.attrs.pop("style", None)
        if self.is_bound:
            self.fields["time_zone"].offer(str(self.data.get(self.add_prefix("time_zone"), "")))

    def trap(self) -> forms.BoundField:
        """Return the field that only a robot fills in."""
        return self[settings.ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD]

    def signup(self, request: HttpRequest, user: User) -> None:
        """Complete the account that allauth has just created."""
        data = self.cleaned_data
        user.patronymic, user.region = data["patronymic"], data["region"]
        user.time_zone = data["time_zone"] or data["region"].time_zone
        user.save(update_fields=["patronymic", "region", "time_zone"])
        record_consent(user=user, version=settings.PERSONAL_DATA_CONSENT_VERSION, now=timezone.now())

    custom_signup = signup


class ProfileForm(forms.ModelForm):
    region = RegionField(label=_("Region"), required=False)
    time_zone = TimeZoneField(
        label=_("Time zone"), help_text=_("Deadlines are shown by this clock and by Moscow time.")
    )

    class Meta:
        model = User
        fields = ["last_name", "first_name", "patronymic", "region", "time_zone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, kind in (("last_name", "family-name"), ("first_name", "given-name"), ("patronymic", "additional-name")):
            self.fields[name].widget.attrs["autocomplete"] = kind
        chosen = self.data.get(self.add_prefix("time_zone"), "") if self.is_bound else ""
        self.fields["time_zone"].offer(str(chosen) or self.instance.time_zone)


def _drop_placeholders(form: forms.Form) -> None:
    """Labels say what a field is: grey text inside it vanishes as soon as one types."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
