"""Tokens of a theme in each mode: those of `base`, read from its style sheets, with the theme's own laid over."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .manifest import EVERY, Theme

#: What a visitor can see: the scheme, and the version for people with low vision in each of its three schemes.
VIEWS = ("light", "dark", "legible-light", "legible-dark", "legible-blue")
LEGIBLE = ":root[data-legible]"
BLUE = ':root[data-legible][data-theme="blue"]'

_RULE = re.compile(r"([^{};]+)\{([^{}]*)\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_TOKEN = re.compile(r"--([\w-]+)\s*:\s*([^;]+)")
_BOTH = re.compile(r"light-dark\(\s*([^,()]+?)\s*,\s*([^,()]+?)\s*\)")
_COLOUR = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)

Palette = dict[str, str]


def is_colour(value: str) -> bool:
    """Tell whether a value is an opaque colour in hexadecimal notation."""
    return _COLOUR.fullmatch(value) is not None


@dataclass(frozen=True)
class BaseTokens:
    """The tokens of `base` for each view, and which of them it sets anew for the legible version."""

    views: dict[str, Palette]
    legible: frozenset[str]
    blue: frozenset[str]


@cache
def read_base(css: Path) -> BaseTokens:
    """Return the tokens that tokens.css and modes.css in the folder `css` declare."""
    usual = [*_rules(css / "tokens.css", ":root")]
    legible = [*_rules(css / "modes.css", LEGIBLE)]
    blue = [*_rules(css / "modes.css", BLUE)]
    return BaseTokens(
        views={
            "light": _resolve(usual, 1),
            "dark": _resolve(usual, 2),
            "legible-light": _resolve([*usual, *legible], 1),
            "legible-dark": _resolve([*usual, *legible], 2),
            "legible-blue": _resolve([*usual, *legible, *blue], 1),
        },
        legible=frozenset(name for name, _value in legible),
        blue=frozenset(name for name, _value in (*legible, *blue)),
    )


def palettes(theme: Theme, css: Path) -> dict[str, Palette]:
    """Return every token of `theme` for each view a visitor of the site can choose."""
    base, own = read_base(css), theme.tokens
    every = own.get(EVERY, {})
    found = {scheme: {**base.views[scheme], **every, **own.get(scheme, {})} for scheme in ("light", "dark")}
    for view in ("legible-light", "legible-dark", "legible-blue"):
        scheme = "dark" if view == "legible-dark" else "light"
        # What `base` sets for the legible version wins over what a theme sets in general.
        kept = {name: base.views[view][name] for name in base.legible}
        found[view] = {**found[scheme], **kept, **own.get("legible", {}), **own.get(view, {})}
    found["legible-blue"] |= {name: base.views["legible-blue"][name] for name in base.blue}
    hidden = {"light", "dark"} - theme.modes
    return {view: tokens for view, tokens in found.items() if view not in hidden}


def _rules(path: Path, selector: str) -> Iterator[tuple[str, str]]:
    """Yield the tokens that the rules with this very selector set, in their order."""
    for found, body in _RULE.findall(_COMMENT.sub("", path.read_text())):
        if found.strip() == selector:
            yield from ((name, value.strip()) for name, value in _TOKEN.findall(body))


def _resolve(tokens: list[tuple[str, str]], which: int) -> Palette:
    return {name: _BOTH.sub(lambda both: both[which], value) for name, value in tokens}
