"""Typed settings of plugins: declared in the manifest, changed by staff, read by the plugin's code."""

from collections.abc import Mapping
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.db import transaction

from .fields import SettingField
from .lifecycle import installed
from .models import PluginSettings


class InvalidSettings(Exception):  # noqa: N818 - it is no error of ours, but of the values
    """Values do not fit the manifest; `complaints` says of each setting what was expected."""

    def __init__(self, complaints: Mapping[str, str]) -> None:
        super().__init__(", ".join(f"{name}: expected {what}" for name, what in complaints.items()))
        self.complaints = dict(complaints)


def plugin_settings(plugin: str) -> SimpleNamespace:
    """Return the settings of a plugin as attributes: `plugin_settings("reading").minutes`. One query.

    A stored value that does not fit the manifest any more gives way to the default. Raises LookupError when there is no
    such plugin.
    """
    declared = declared_settings(plugin)
    stored = PluginSettings.objects.filter(plugin=plugin).values_list("values", flat=True).first() or {}
    return SimpleNamespace(**{name: _fitting(field, stored) for name, field in declared.items()})


def declared_settings(plugin: str) -> Mapping[str, SettingField]:
    """Return what the manifest declares, by name. Raises LookupError when there is no such plugin."""
    for one in installed().loadable:
        if one.name == plugin:
            return one.manifest.settings
    raise LookupError(f"no plugin {plugin!r} is turned on")


@transaction.atomic
def change_settings(*, plugin: str, values: Mapping[str, Any], now: datetime) -> None:
    """Write settings; those that are not named stay. Raises InvalidSettings, and writes nothing, when one is wrong."""
    declared = declared_settings(plugin)
    complaints = {
        name: declared[name].complaint(value) if name in declared else f"one of {', '.join(declared)}"
        for name, value in values.items()
    }
    complaints = {name: complaint for name, complaint in complaints.items() if complaint}
    if complaints:
        raise InvalidSettings(complaints)
    PluginSettings.objects.get_or_create(plugin=plugin, defaults={"updated_at": now})
    row = PluginSettings.objects.select_for_update().get(plugin=plugin)
    row.values, row.updated_at = {**row.values, **values}, now
    row.save()


def _fitting(field: SettingField, stored: Mapping[str, Any]) -> Any:
    if field.name in stored and not field.complaint(stored[field.name]):
        return stored[field.name]
    return field.default
