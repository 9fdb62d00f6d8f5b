from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .domain.archive import BadPackage
from .domain.packages import store_package
from .models import ScormPackage


class PackageForm(forms.Form):
    """Uploads a package; what is wrong with it is said under the field, and nothing of it stays."""

    archive = forms.FileField(
        label=_("SCORM package, zip"),
        help_text=_("SCORM 1.2 or 2004 with one object (SCO) in it, as the authoring tool exports it."),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )
    title = forms.CharField(
        label=_("Title"),
        required=False,
        max_length=200,
        help_text=_("By which you find it here. Empty: as the package calls itself."),
    )

    def clean(self) -> dict[str, Any]:
        """Judge, unpack and keep the package, unless something is wrong with it."""
        values = super().clean() or {}
        if archive := values.get("archive"):
            try:
                self._package = store_package(
                    source=archive, title=values.get("title", "").strip(), now=timezone.now()
                )
            except BadPackage as fault:
                self.add_error("archive", str(fault.text))
        return values

    def save(self) -> ScormPackage:
        """Return the package that was kept."""
        return self._package
