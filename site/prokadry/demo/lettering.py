"""Setting Russian text on pictures in Golos Text, whose Cyrillic and Latin come in separate files."""

from functools import lru_cache
from pathlib import Path

from PIL import ImageDraw, ImageFont

THEME_FONTS = Path(__file__).resolve().parents[3] / "themes" / "base" / "static" / "prokadry" / "fonts"
SYSTEM_FONTS = ("DejaVuSans.ttf", "LiberationSans-Regular.ttf")
SYSTEM_BOLD_FONTS = ("DejaVuSans-Bold.ttf", "LiberationSans-Bold.ttf")
_BOLD_FROM = 600

_NO_BREAK_AFTER = {
    "а",
    "в",
    "и",
    "к",
    "о",
    "с",
    "у",
    "я",
    "на",
    "не",
    "по",
    "из",
    "от",
    "до",
    "за",
    "об",
    "во",
    "со",
    "но",
}


class FontMissingError(Exception):
    """Neither the theme's fonts nor a system font with Cyrillic letters was found."""


class Face:
    """One size and weight of the text face; lengths and positions are pixels."""

    def __init__(self, size: int, weight: int, fonts: Path = THEME_FONTS) -> None:
        self.size = size
        self.fallback = False
        cyrillic, latin = (
            sorted(fonts.glob("golos*cyrillic*.woff2")),
            sorted(fonts.glob("golos*latin*.woff2")),
        )
        if cyrillic and latin:
            self._cyrillic, self._latin = (
                _load_variable(path[0], size, weight) for path in (cyrillic, latin)
            )
        else:
            self.fallback = True
            self._cyrillic = self._latin = _load_system(size, weight)

    def width(self, text: str) -> float:
        return sum(font.getlength(run) for run, font in self._runs(text))

    def draw(self, pen: ImageDraw.ImageDraw, at: tuple[float, float], text: str, fill: str) -> None:
        """Write one line with its baseline at y."""
        x, y = at
        for run, font in self._runs(text):
            pen.text((x, y), run, font=font, fill=fill, anchor="ls")
            x += font.getlength(run)

    def wrap(self, text: str, width: float) -> list[str]:
        """Break text into lines no wider than `width`, never after a short word."""
        lines: list[str] = []
        for word in self._split_wide(_glue(text.split()), width):
            joined = f"{lines[-1]} {word}" if lines else word
            if lines and not lines[-1].endswith("-") and self.width(joined) <= width:
                lines[-1] = joined
            else:
                lines.append(word)
        return lines

    def _split_wide(self, words: list[str], width: float) -> list[str]:
        """A double surname wider than the column is broken after its hyphen."""
        parts: list[str] = []
        for word in words:
            head, hyphen, tail = word.partition("-")
            wide = bool(tail) and self.width(word) > width
            parts += [head + hyphen, tail] if wide else [word]
        return parts

    def _runs(self, text: str) -> list[tuple[str, ImageFont.FreeTypeFont]]:
        runs: list[tuple[str, ImageFont.FreeTypeFont]] = []
        for letter in text:
            cyrillic = "Ѐ" <= letter <= "џ" or letter == "№"
            font = self._cyrillic if cyrillic else self._latin
            if runs and (runs[-1][1] is font or letter == " "):
                runs[-1] = (runs[-1][0] + letter, runs[-1][1])
            else:
                runs.append((letter, font))
        return runs


@lru_cache(maxsize=64)
def get_face(size: int, weight: int = 400) -> Face:
    """The face of this size and weight (400–900), loaded once.

    Raises FontMissingError.
    """
    return Face(size, weight)


def _load_variable(path: Path, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(path, size)
    font.set_variation_by_axes([weight])
    return font


def _load_system(size: int, weight: int) -> ImageFont.FreeTypeFont:
    names = SYSTEM_BOLD_FONTS if weight >= _BOLD_FROM else SYSTEM_FONTS
    for name in names:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    raise FontMissingError(
        f"no font for slides: put Golos Text into {THEME_FONTS} or install one of {', '.join(names)}"
    )


def _glue(words: list[str]) -> list[str]:
    glued: list[str] = []
    for word in words:
        last = glued[-1].rsplit(" ", 1)[-1].lower().lstrip("«(") if glued else ""
        if glued and (last in _NO_BREAK_AFTER or word == "—"):
            glued[-1] += f" {word}"
        else:
            glued.append(word)
    return glued
