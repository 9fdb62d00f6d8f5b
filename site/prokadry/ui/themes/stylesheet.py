"""The style sheet of a theme, made of its tokens and its theme.css: a static file, because the CSP allows no other."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from .manifest import EVERY, Theme
from .palette import Palette, is_colour, read_base

SHEET = "theme.css"
BOTH = "@supports (color: light-dark(#000, #fff))"
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_FORBIDDEN = re.compile(
    r"@import|@layer|@charset|@namespace|url\(\s*[\"']?\s*(?:[a-z]+:|//|/)|!important", re.IGNORECASE
)


def sheet_of(theme: Theme) -> str:
    """Return the static name of a theme's sheet; "" for `base`, whose tokens and styles are bundled with the rest."""
    return "" if theme.key == "base" else f"themes/{theme.key}/{SHEET}"


def write_sheet(theme: Theme, target: Path, css: Path) -> Path:
    """Write the theme's style sheet under `target` unless it lies there already; return its path.

    Several processes may start at once: each puts the same whole file in place.
    """
    path, text = target / theme.key / SHEET, render_sheet(theme, css)
    if not path.exists() or path.read_text() != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_text(text)
        fresh.replace(path)
    return path


def render_sheet(theme: Theme, css: Path) -> str:
    """Return CSS: tokens in the layers of `base`, then theme.css in a layer above the pages, below the legible one."""
    tokens, base = theme.tokens, read_base(css).views
    usual = _both_schemes(tokens, ("light", "dark"), base)
    legible = _both_schemes(tokens, ("legible-light", "legible-dark"), base)
    parts = [
        f"@layer tokens {{ {_scheme(theme)}{_rules(':root', tokens.get(EVERY, {}), usual)} }}",
        f"@layer modes {{ {_rules(':root[data-legible]', tokens.get('legible', {}), legible)} }}",
        f"@layer theme {{\n{read_styles(theme)}\n}}",
    ]
    return "\n".join(parts) + "\n"


def read_styles(theme: Theme) -> str:
    """Return the theme's own rules without comments; empty when it has none."""
    path = theme.folder / SHEET
    return _COMMENT.sub("", path.read_text()).strip() if path.exists() else ""


def find_faults(theme: Theme, css: Path) -> Iterator[str]:
    """Yield what is wrong with tokens and theme.css of a theme."""
    known = read_base(css).views["light"]
    for group, values in theme.tokens.items():
        for name, value in values.items():
            if name not in known:
                yield f"[tokens.{group}] sets {name!r}, which base/static/prokadry/css/tokens.css does not know"
            elif is_colour(known[name]) and not is_colour(value):
                yield f"[tokens.{group}] {name} must be a colour like #1a2b3c, whose contrast can be checked: {value!r}"
    text = read_styles(theme)
    for found in _FORBIDDEN.finditer(text):
        yield f"theme.css holds {found[0]!r}: the sheet is one file in a layer of its own and asks no other host"
    if text.count("{") != text.count("}"):
        yield "theme.css does not close every brace"


def _scheme(theme: Theme) -> str:
    if theme.is_switchable:
        return ""
    only = "light" if "light" in theme.modes else "dark"
    return f":root:not([data-legible]), :root:not([data-legible])[data-theme] {{ color-scheme: {only}; }} "


def _both_schemes(
    tokens: Mapping[str, Mapping[str, str]], groups: tuple[str, str], base: Mapping[str, Palette]
) -> dict[str, tuple[str, str]]:
    light, dark = (tokens.get(group, {}) for group in groups)
    return {
        name: (light.get(name, base[groups[0]].get(name, "")), dark.get(name, base[groups[1]].get(name, "")))
        for name in (*light, *(name for name in dark if name not in light))
    }


def _rules(selector: str, every: Mapping[str, str], schemes: Mapping[str, tuple[str, str]]) -> str:
    """Return rules for one selector. Browsers without light-dark() keep the light scheme."""
    plain = _declare([*every.items(), *((name, light) for name, (light, _dark) in schemes.items())])
    both = _declare(
        (name, f"light-dark({light}, {dark})")
        for name, (light, dark) in schemes.items()
        if is_colour(light) and is_colour(dark)
    )
    rules = f"{selector} {{ {plain} }}"
    return f"{rules} {BOTH} {{ {selector} {{ {both} }} }}" if both else rules


def _declare(pairs: Iterable[tuple[str, str]]) -> str:
    return " ".join(f"--{name}: {value};" for name, value in pairs)
