"""What a theme's template fails in is done with the templates of `base`, and counted as a fault of the theme."""

import logging
from collections.abc import Callable
from typing import TypeVar

from prokadry.plugins import guard

from . import BASE, themes
from .current import current_theme, use_theme

logger = logging.getLogger(__name__)

T = TypeVar("T")


def in_theme_or_base(seam: str, make: Callable[[], T], *, faults: tuple[type[Exception], ...]) -> T:
    """Return what `make` makes in the current theme, and when it raises one of `faults`, in `base`.

    What fails in `base` as well is no fault of the theme, and is raised. `seam` names the attempt in logs and health.
    """
    theme = current_theme()
    if theme.key == BASE:
        return make()
    owner = themes.plugin_of(theme.key) or theme.key
    if not guard.may_call(owner, seam):
        return _in_base(make)
    try:
        made = make()
    except faults as error:
        made = _in_base(make)
        logger.exception("the theme %s failed in %s", theme.key, seam)
        guard.failed(owner, seam, f"{type(error).__name__}: {error}")
        return made
    guard.worked(owner, seam)
    return made


def _in_base(make: Callable[[], T]) -> T:
    base = themes.get(BASE)
    with use_theme(lambda: base):
        return make()
