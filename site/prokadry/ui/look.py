"""How a person wants to see the site: colours and the version for low vision, kept in cookies.

Public pages are cached only for visitors without any of these cookies; nothing else about looks is stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

COOKIE_PREFIX = "look-"
YEAR_S = 365 * 24 * 3600

# What each cookie may hold; anything else is ignored, so a value never needs escaping.
CHOICES: dict[str, tuple[str, ...]] = {
    "theme": ("light", "dark", "blue"),
    "legible": ("1",),
    "size": ("2", "3"),
    "images": ("off",),
    "spacing": ("2", "3"),
    "panel": ("folded",),
}
OTHER_THEME = "other"


@dataclass(frozen=True)
class Look:
    """The choices of one visitor; an empty string is the default."""

    theme: str = ""
    legible: str = ""
    size: str = ""
    images: str = ""
    spacing: str = ""
    panel: str = ""

    @property
    def attributes(self) -> SafeString:
        """The data attributes of <html>, with a leading space when there are any."""
        pairs = ((key, getattr(self, key)) for key in CHOICES)
        return mark_safe("".join(f' data-{key}="{value}"' for key, value in pairs if value))  # noqa: S308 - only CHOICES


def read_look(cookies: Mapping[str, str]) -> Look:
    """Return the look stored in cookies; unknown values count as the default."""
    found = {key: cookies.get(COOKIE_PREFIX + key, "") for key in CHOICES}
    return Look(**{key: value for key, value in found.items() if value in CHOICES[key]})


def choose_look(look: Look, form: Mapping[str, str]) -> dict[str, str]:
    """Return the settings a posted form changes, key to value; unknown keys and values are left out.

    `theme=other` swaps dark and light. Turning the legible version on unfolds its panel; the panel's own form
    folds it, which shows only on phones.
    """
    changes = {key: form[key] for key in CHOICES if key in form and form[key] in ("", *CHOICES[key])}
    if form.get("theme") == OTHER_THEME:
        changes["theme"] = "light" if look.theme == "dark" else "dark"
    if changes.get("legible"):
        changes["panel"] = ""
    return changes
