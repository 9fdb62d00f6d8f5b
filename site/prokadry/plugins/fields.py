"""Typed settings of a plugin, as its manifest declares them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .table import Table

TYPES: dict[str, type] = {"int": int, "float": float, "bool": bool, "text": str, "choice": str}


@dataclass(frozen=True)
class SettingField:
    """One setting, edited by staff in the CMS.

    name     the rest of the table's name, and of the attribute by which the plugin reads it
    type     int, float, bool, text or choice
    default  a value of the type; holds until staff write another, or when what they wrote does not fit any more
    label    what it is called: one text, or one by language
    help     the same, may be left out
    min      the least value of an int or a float, may be left out
    max      the largest one, may be left out
    choices  for type choice: labels by value, each one text or one by language
    """

    name: str
    type: str
    default: Any
    label: Mapping[str, str]
    help: Mapping[str, str] = field(default_factory=dict)
    min: float | None = None
    max: float | None = None
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def complaint(self, value: Any) -> str:
        """Return what is wrong with `value`, in English for developers, or "" when it will do."""
        kind = TYPES[self.type]
        fits = isinstance(value, kind) or (kind is float and isinstance(value, int))
        if not fits or (isinstance(value, bool) and kind is not bool):
            return f"a value of type {self.type}"
        if self.choices and value not in self.choices:
            return f"one of {', '.join(self.choices)}"
        if self.min is not None and value < self.min:
            return f"at least {self.min}"
        if self.max is not None and value > self.max:
            return f"at most {self.max}"
        return ""


def read_field(name: str, table: Table) -> SettingField:
    """Return the setting that `table` declares. Raises ManifestError."""
    table.allow("type", "default", "label", "help", "min", "max", "choices")
    kind = table.text("type")
    if kind not in TYPES:
        raise table.expected("type", f"one of {', '.join(TYPES)}", kind)
    if "default" not in table.content:
        raise table.expected("default", f"a value of type {kind}")
    for bound in ("min", "max"):
        if bound in table.content and kind not in {"int", "float"}:
            raise table.expected(bound, f"no bound for a setting of type {kind}")
    choices = table.table("choices", required=kind == "choice")
    found = SettingField(
        name=name,
        type=kind,
        default=table.content["default"],
        label=table.localised("label"),
        help=table.localised("help", required=False),
        min=_bound(table, "min"),
        max=_bound(table, "max"),
        choices={value: choices.localised(value) for value in choices.content},
    )
    if complaint := found.complaint(found.default):
        raise table.expected("default", complaint, found.default)
    return found


def _bound(table: Table, key: str) -> float | None:
    bound = table.content.get(key)
    if bound is not None and (isinstance(bound, bool) or not isinstance(bound, int | float)):
        raise table.expected(key, "a number", bound)
    return bound
