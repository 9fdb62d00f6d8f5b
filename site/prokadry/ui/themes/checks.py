"""System checks of every theme: can it be read, does it run no code, can people read it."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.template import TemplateDoesNotExist, TemplateSyntaxError, engines

from . import BASE, broken, themes
from .contrast import find_weak
from .current import use_theme
from .manifest import Theme
from .stylesheet import find_faults

BASE_FOLDER = settings.ROOT / "themes" / BASE
BASE_CSS = BASE_FOLDER / "static" / "prokadry" / "css"
_LOAD = re.compile(r"\{%-?\s*load\s+(.+?)\s*-?%\}", re.DOTALL)


def check_themes(**kwargs: Any) -> list[CheckMessage]:
    """Report every fault of every theme under ids `themes.E001` to `themes.E005`."""
    unread = [
        Error(text, hint="See docs/themes.md.", obj=f"themes/{name}", id="themes.E001")
        for name, text in broken.items()
    ]
    return [*unread, *_find_missing(), *(message for theme in themes for message in _check(theme))]


def _find_missing() -> Iterator[CheckMessage]:
    if settings.THEME not in themes:
        known = ", ".join(theme.key for theme in themes)
        yield Error(f"PROKADRY_THEME names {settings.THEME!r}; there are: {known}", id="themes.E005")


def _check(theme: Theme) -> Iterator[CheckMessage]:
    name = f"themes/{theme.key}"
    for fault in find_faults(theme, BASE_CSS):
        yield Error(fault, obj=name, id="themes.E002")
    for fault in _find_template_faults(theme):
        yield Error(fault, obj=name, id="themes.E003")
    for weak in find_weak(theme, BASE_CSS):
        yield Error(
            f"{weak.view}: --{weak.over} on --{weak.under} has a contrast of {weak.ratio:.2f}:1, "
            f"{weak.needed:g}:1 is needed ({weak.colours[0]} on {weak.colours[1]})",
            hint="Change one of the two colours in [tokens] of theme.toml.",
            obj=name,
            id="themes.E004",
        )


def _find_template_faults(theme: Theme) -> Iterator[str]:
    (loader,) = engines["django"].engine.template_loaders  # type: ignore[attr-defined]  # of Django's own engine
    with use_theme(lambda: theme):
        for name in sorted(theme.templates):
            text = (theme.folder / "templates" / name).read_text()
            for unknown in sorted(loaded_libraries(text) - known_libraries()):
                yield f"templates/{name} loads {unknown!r}, which no template of base loads"
            if not name.startswith(f"{theme.key}/") and not _is_known(name):
                yield f"templates/{name} lies over nothing; files of its own belong into templates/{theme.key}/"
            try:
                loader.compile_template(name)
            except TemplateSyntaxError as error:
                yield f"templates/{name}: {error}"


def _is_known(name: str) -> bool:
    """Tell whether `base`, an app or a plugin has a template of that name."""
    with use_theme(lambda: themes.get(BASE)):
        try:
            engines["django"].get_template(name)
        except TemplateDoesNotExist:
            return False
    return True


@cache
def known_libraries() -> frozenset[str]:
    """Return the libraries of tags that templates of `base` load: those a theme may use too."""
    texts = (path.read_text() for path in (BASE_FOLDER / "templates").rglob("*.html"))
    return frozenset(library for text in texts for library in loaded_libraries(text))


def loaded_libraries(text: str) -> set[str]:
    """Return the libraries a template loads; `{% load a from b %}` loads b."""
    return {library for words in _LOAD.findall(text) for library in words.rpartition(" from ")[2].split()}
