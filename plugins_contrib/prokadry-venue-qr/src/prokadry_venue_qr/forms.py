from django import forms
from django.utils.translation import gettext_lazy as _


class ByHandForm(forms.Form):
    """Who is checked in without a code, and why."""

    person = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)
    reason = forms.CharField(
        label=_("Why is no code read?"),
        help_text=_(
            "For example: no phone, the battery is empty, no connection; the passport was looked at."
        ),
        max_length=500,
        error_messages={"required": _("Say why no code was read: the reason is kept for ever.")},
    )
