"""Texts of a manifest in the language of whoever reads."""

from collections.abc import Mapping

from django.utils.translation import get_language

FALLBACKS = ("en", "ru", "")


def in_language(texts: Mapping[str, str]) -> str:
    """Return the text in the present language, else in one there is; "" when there is none."""
    for language in (get_language() or "", (get_language() or "").partition("-")[0], *FALLBACKS):
        if language in texts:
            return texts[language]
    return next(iter(texts.values()), "")
