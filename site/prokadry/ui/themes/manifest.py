"""`theme.toml`: what a theme is called, which tokens it sets and what it lays over `base`."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

MODES = frozenset({"light", "dark", "legible"})
LANGUAGES = frozenset({"ru", "en"})
#: Groups of tokens: those of every mode, and those of one mode each.
EVERY = "every"
GROUPS = ("light", "dark", "legible", "legible-light", "legible-dark")
#: What a theme may hold. Scripts and Python are missing on purpose: a theme declares.
FILES = frozenset({".svg", ".png", ".jpg", ".webp", ".avif", ".woff2", ".txt"})
#: Never overlaid: staff need one CMS, and letters are inlined and tested apart.
CLOSED = (
    "wagtail",
    "email/",
    "account/email/",
    "mfa/email/",
    "courses/admin/",
    "tracks/cms/",
    "cms_pages/admin/",
    "ui/",
)
#: These carry the style sheets, the bar of the preview and the way round by keyboard, so they are only extended.
FRAMES = frozenset({"base.html", "base_site.html", "base_learn.html", "base_door.html"})
TOP = {"theme", "tokens"}
FIELDS = {"name", "title", "description", "modes", "overlays", "order"}
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_VALUE = re.compile(r"""[\w\s#%.,()+*/"'-]+""")
_EXTENDS = re.compile(r"""\{%\s*extends\s+["']([^"']+)["']\s*%\}""")


class ThemeError(Exception):
    """A theme cannot be used; the message says which folder, what is wrong and what is allowed."""


@dataclass(frozen=True, eq=False)
class Theme:
    """One theme: its manifest and the names of what it lays over `base`.

    `tokens` maps a group (`every` or one of GROUPS) to token names without dashes and their values.
    """

    key: str
    order: int
    folder: Path
    title: Mapping[str, str]
    description: Mapping[str, str]
    modes: frozenset[str]
    tokens: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    templates: frozenset[str] = frozenset()
    static: frozenset[str] = frozenset()

    @property
    def label(self) -> str:
        """The title in the reader's language."""
        return self.title[_language()]

    @property
    def about(self) -> str:
        """The description in the reader's language."""
        return self.description[_language()]

    @property
    def is_switchable(self) -> bool:
        """Whether visitors can choose between light and dark."""
        return {"light", "dark"} <= self.modes


def read_theme(folder: Path) -> Theme:
    """Read and validate the theme in `folder`. Raises ThemeError that names the folder and the fault."""
    try:
        manifest = tomllib.loads((folder / "theme.toml").read_text())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ThemeError(f"{folder.name}: theme.toml cannot be read: {error}") from error
    faults = [*_faults_of(manifest, folder.name)]
    if faults:
        raise ThemeError(f"{folder.name}: " + "; ".join(faults))
    about = manifest["theme"]
    theme = Theme(
        key=about["name"],
        order=about.get("order", 100),
        folder=folder,
        title=about["title"],
        description=about["description"],
        modes=frozenset(about["modes"]),
        tokens=_group(manifest.get("tokens", {})),
        # What is not laid over anything is the whole site: `base` is what the others lie on.
        templates=frozenset() if folder.name == "base" else _names(folder / "templates"),
        static=frozenset() if folder.name == "base" else _names(folder / "static"),
    )
    faults = [] if folder.name == "base" else [*_faults_of_files(theme, about.get("overlays", []))]
    if faults:
        raise ThemeError(f"{folder.name}: " + "; ".join(faults))
    return theme


def _language() -> str:
    language = (get_language() or "ru").partition("-")[0]
    return language if language in LANGUAGES else "en"


def _names(root: Path) -> frozenset[str]:
    return frozenset(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def _group(tokens: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    groups = {name: dict(tokens[name]) for name in GROUPS if name in tokens}
    return {EVERY: {name: value for name, value in tokens.items() if name not in GROUPS}, **groups}


def _faults_of(manifest: Mapping[str, Any], folder: str) -> Iterable[str]:
    about = manifest.get("theme")
    if not isinstance(about, dict):
        yield "a table [theme] is needed"
        return
    for unknown in sorted(({*manifest} - TOP) | ({*about} - FIELDS)):
        yield f"unknown key {unknown!r}"
    if about.get("name") != folder or not _NAME.fullmatch(folder):
        yield f"name must equal the folder's, in small Latin letters, digits and _: {about.get('name')!r}"
    for key in ("title", "description"):
        if not _is_text(about.get(key)):
            yield f"{key} must be given in ru and en"
    modes = about.get("modes")
    if not isinstance(modes, list) or not MODES.issuperset(modes) or "legible" not in modes or len(modes) < 2:
        yield 'modes must be "legible" with "light", "dark" or both: the law asks for a legible version'
    if not isinstance(about.get("order", 100), int):
        yield "order must be a whole number"
    if not _are_strings(about.get("overlays", [])):
        yield "overlays must be a list of template names"
    yield from _faults_of_tokens(manifest.get("tokens", {}))


def _faults_of_tokens(tokens: Any) -> Iterable[str]:
    if not isinstance(tokens, dict):
        yield "[tokens] must be a table"
        return
    for group in GROUPS:
        if not isinstance(tokens.get(group, {}), dict):
            yield f"[tokens.{group}] must be a table"
            return
    for values in _group(tokens).values():
        for name, value in values.items():
            if not isinstance(value, str) or not _VALUE.fullmatch(value) or "url(" in value:
                yield f"token {name!r} must be a plain CSS value in quotes: {value!r}"


def _faults_of_files(theme: Theme, overlays: list[str]) -> Iterable[str]:
    for missing in sorted({*overlays} - theme.templates):
        yield f"overlays names {missing!r}, which is not under templates/"
    for extra in sorted(theme.templates - {*overlays}):
        yield f"templates/{extra} is not among overlays"
    for name in sorted(theme.templates):
        if name.startswith(CLOSED):
            yield f"templates/{name} belongs to the CMS or to letters, which themes leave alone"
        text = (theme.folder / "templates" / name).read_text()
        extended = _EXTENDS.search(text)
        if name in FRAMES and (extended is None or extended[1] != name):
            yield f"templates/{name} must begin with {{% extends {name!r} %}}"
        if "<script" in text.lower():
            yield f"templates/{name} holds a script: themes run no code"
    for name in sorted(theme.static):
        if Path(name).suffix not in FILES:
            yield f"static/{name} is of a kind themes may not bring; allowed are {', '.join(sorted(FILES))}"
    for path in sorted(theme.folder.rglob("*.py")):
        yield f"{path.name} is code, which themes may not bring"


def _is_text(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and {*value} == LANGUAGES
        and all(value.values())
        and _are_strings([*value.values()])
    )


def _are_strings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
