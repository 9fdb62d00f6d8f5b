"""Contrast of a theme's colours by WCAG 2.2: which pairs meet on the screen, and how far apart they must be."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .manifest import Theme
from .palette import is_colour, palettes

#: Success criteria 1.4.3 (text), 1.4.11 (lines, icons, film) and, in the legible version, 1.4.6.
TEXT, SHAPE, LEGIBLE_TEXT = 4.5, 3.0, 7.0

PAPER = ("ground", "surface", "sunken")
TEXT_PAIRS = (
    *((ink, paper) for ink in ("ink", "ink-2") for paper in PAPER),
    *((ink, paper) for ink in ("key", "key-hover", "bad", "now-text") for paper in ("ground", "surface")),
    *(("ink", soft) for soft in ("key-soft", "now-soft", "bad-soft")),
    ("key", "key-soft"),
    ("key-hover", "key-soft"),
    ("bad", "bad-soft"),
    ("now-text", "now-soft"),
    ("ground", "ink"),
    ("on-key", "key"),
    ("on-key", "key-hover"),
    ("on-now", "now"),
    ("on-now", "now-hover"),
    ("on-live", "live"),
    ("film-ink", "film"),
    ("film-ink", "film-2"),
    ("film-ink-2", "film"),
    ("edge", "film"),
)
SHAPE_PAIRS = (
    *((shape, paper) for shape in ("line-strong", "focus") for paper in ("ground", "surface")),
    ("exposed", "film"),
)


@dataclass(frozen=True)
class Weak:
    """Two colours that are too near to one another in one view."""

    view: str
    over: str
    under: str
    ratio: float
    needed: float
    colours: tuple[str, str]


def luminance(colour: str) -> float:
    """Return the relative luminance (0–1) of a hexadecimal colour, by the definition of WCAG 2.2."""
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    channels = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio (1–21) of two hexadecimal colours."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def find_weak(theme: Theme, css: Path) -> Iterator[Weak]:
    """Yield each pair of the theme's colours that people could not tell apart well enough."""
    for view, palette in palettes(theme, css).items():
        text = LEGIBLE_TEXT if view.startswith("legible") else TEXT
        for pairs, needed in ((TEXT_PAIRS, text), (SHAPE_PAIRS, SHAPE)):
            for over, under in pairs:
                colours = palette[over], palette[under]
                if not all(map(is_colour, colours)):
                    continue
                ratio = contrast(*colours)
                if ratio < needed:
                    yield Weak(view, over, under, ratio, needed, colours)
