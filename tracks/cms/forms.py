"""Forms of the CMS: what Django cannot know about seasons, windows and extensions."""

from typing import Any

from django.forms import BaseFormSet, Form
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from courses.models import Activity

from ..domain.curricula import default_deadline
from ..models import Season


class SeasonForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        """Refuse a second current season, naming the first."""
        data = super().clean()
        other = Season.objects.filter(is_current=True).exclude(pk=self.instance.pk).first()
        if data.get("is_current") and other is not None:
            self.add_error(
                "is_current",
                _("“%(season)s” is current now. Take the mark off it first.") % {"season": other},
            )
        return data


class CurriculumForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        """Refuse an exception by which an activity would close before it opens."""
        data = super().clean()
        for form in _kept_forms(self.formsets["overrides"]):
            _check_override(form)
        return data


def _kept_forms(formset: BaseFormSet) -> list[Form]:
    formset.is_valid()  # fills cleaned_data and errors, which are amended here
    deleted = formset.deleted_forms if hasattr(formset, "deleted_forms") else []
    return [form for form in formset.forms if form not in deleted and getattr(form, "cleaned_data", None)]


def _check_override(form: Form) -> None:
    activity: Activity | None = form.cleaned_data.get("activity")
    if activity is None or form.cleaned_data.get("is_excluded"):
        return
    own_closes_at = form.cleaned_data.get("closes_at")
    opens_at = form.cleaned_data.get("opens_at") or activity.opens_at
    closes_at = own_closes_at or default_deadline(activity)
    if opens_at and closes_at and closes_at <= opens_at:
        form.add_error(
            "closes_at" if own_closes_at else "opens_at",
            _("“%(title)s” would close before it opens: its own window is taken where a field is empty here.")
            % {"title": activity.title},
        )
