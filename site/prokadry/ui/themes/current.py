"""The theme of the request that is being answered; outside one, the theme of the installation."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings

from . import BASE, themes
from .manifest import Theme

#: Asked when a template or a static file is looked up, so an answer without either costs nothing.
_ask: ContextVar[Callable[[], Theme] | None] = ContextVar("prokadry_theme", default=None)


def current_theme() -> Theme:
    """Return the theme that templates and static files come from now."""
    ask = _ask.get()
    return default_theme() if ask is None else ask()


def default_theme() -> Theme:
    """Return the theme of sites that chose none: `PROKADRY_THEME`, or `base` when there is no such theme."""
    return themes.find(settings.THEME) or themes.get(BASE)


@contextmanager
def use_theme(ask: Callable[[], Theme]) -> Iterator[None]:
    """Take templates and static files from the theme `ask` names, in this thread, until the block ends."""
    token = _ask.set(ask)
    try:
        yield
    finally:
        _ask.reset(token)
