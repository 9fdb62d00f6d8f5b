"""The form of a plugin's typed settings, made from its manifest."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms

from prokadry.plugins.fields import SettingField
from prokadry.plugins.texts import in_language


def _number(field: SettingField, form_field: type[forms.Field], **common: Any) -> forms.Field:
    return form_field(min_value=field.min, max_value=field.max, **common)


def _choice(field: SettingField, **common: Any) -> forms.Field:
    choices = [(value, in_language(label)) for value, label in field.choices.items()]
    return forms.ChoiceField(choices=choices, **common)


FIELDS: dict[str, Callable[..., forms.Field]] = {
    "int": lambda field, **common: _number(field, forms.IntegerField, **common),
    "float": lambda field, **common: _number(field, forms.FloatField, **common),
    "bool": lambda field, **common: forms.BooleanField(**{**common, "required": False}),
    "text": lambda field, **common: forms.CharField(**{**common, "required": False}),
    "choice": _choice,
}


class SettingsForm(forms.Form):
    """One field a setting, filled in with what holds now; `cleaned_data` are values of the manifest's types."""

    def __init__(
        self, declared: Mapping[str, SettingField], current: Mapping[str, Any], data: Any = None
    ) -> None:
        super().__init__(data, initial=dict(current), prefix="setting")
        for name, field in declared.items():
            self.fields[name] = FIELDS[field.type](
                field, label=in_language(field.label), help_text=in_language(field.help)
            )
