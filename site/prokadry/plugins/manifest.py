"""The manifest of a plugin, `plugin.toml`: read and judged before any of the plugin's code runs."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from .fields import SettingField, read_field
from .table import ManifestError, Table

FILE_NAME = "plugin.toml"

__all__ = ["FILE_NAME", "Manifest", "ManifestError", "SettingField", "read_manifest"]


@dataclass(frozen=True)
class Manifest:
    """What a plugin says about itself.

    name         lower-case letters, digits, underscores: the name of its entry point, the label of its Django app,
                 the prefix of its addresses
    title        one text, or one by language: `{ru = "…", en = "…"}`
    description  the same, may be left out
    author       may be left out
    api          a range of versions of the plugin API it works with, such as `">=1,<2"`
    requires     ranges of versions of other plugins it needs, by name; may be left out
    gate         true when it decides who may do what: while it is off, what it guards stays shut. May be left out
    settings     tables `[settings.NAME]`, one for each typed setting, in the order in which they are shown
    """

    name: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    author: str
    api: SpecifierSet
    gate: bool = False
    requires: Mapping[str, SpecifierSet] = field(default_factory=dict)
    settings: Mapping[str, SettingField] = field(default_factory=dict)


def read_manifest(path: Path) -> Manifest:
    """Return the manifest in `path`. Raises ManifestError that names file, key and what was expected."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ManifestError(path, "", "the file to exist beside the plugin's apps.py") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ManifestError(path, "", f"a readable TOML file ({error})") from error
    root = Table(path, "", content)
    root.allow("plugin", "settings")
    plugin = root.table("plugin")
    plugin.allow("name", "title", "description", "author", "api", "gate", "requires")
    settings = root.table("settings", required=False)
    return Manifest(
        name=plugin.identifier("name"),
        title=plugin.localised("title"),
        description=plugin.localised("description", required=False),
        author=plugin.text("author", required=False),
        api=_specifier(plugin, "api"),
        gate=plugin.value("gate", bool, "true or false", default=False),
        requires=_requires(plugin.table("requires", required=False)),
        settings={name: read_field(name, settings.table(name)) for name in settings.names()},
    )


def _requires(table: Table) -> dict[str, SpecifierSet]:
    return {name: _specifier(table, name) for name in table.names()}


def _specifier(table: Table, key: str) -> SpecifierSet:
    text: Any = table.text(key)
    try:
        return SpecifierSet(text)
    except InvalidSpecifier:
        raise table.expected(key, 'a range of versions such as ">=1,<2"', text) from None
