"""Forms in our identity: classes for every kind of control and the summary of errors in field order."""

from dataclasses import dataclass

from django import forms
from django.forms import BoundField
from django.forms.forms import BaseForm
from django.utils.safestring import SafeString

CHOICE_WIDGETS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


@dataclass(frozen=True)
class SummaryError:
    """One error of a form; `target` is the id of its control, "" for the whole form."""

    message: str
    target: str


def widget_kind(field: BoundField) -> str:
    """Return `hidden`, `choices` (radio, several checkboxes), `check` (one checkbox) or `input`."""
    if field.is_hidden:
        return "hidden"
    if isinstance(field.field.widget, CHOICE_WIDGETS):
        return "choices"
    if isinstance(field.field.widget, forms.CheckboxInput):
        return "check"
    return "input"


def render_widget(field: BoundField) -> SafeString:
    """Return the control, with class `input` where it is a box to type or choose in."""
    if widget_kind(field) != "input":
        return field.as_widget()
    classes = f"{field.field.widget.attrs.get('class', '')} input".strip()
    return field.as_widget(attrs={"class": classes})


def list_errors(form: BaseForm) -> list[SummaryError]:
    """Return the errors of a form: first those of the whole, then of the fields in their order."""
    listed = [SummaryError(message=str(message), target="") for message in form.non_field_errors()]
    listed += [SummaryError(str(message), "") for field in form.hidden_fields() for message in field.errors]
    for field in form.visible_fields():
        listed += [
            SummaryError(message=f"{field.label}: {message}", target=_target(field))
            for message in field.errors
        ]
    return listed


def _target(field: BoundField) -> str:
    """Return the id of the first control of a field: a group of choices numbers its options."""
    identifier = field.id_for_label or field.auto_id
    return f"{field.auto_id}_0" if widget_kind(field) == "choices" else identifier
