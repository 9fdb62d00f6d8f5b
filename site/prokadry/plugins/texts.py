"""Texts of a manifest in the language of whoever reads."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from inspect import getattr_static
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language, override

FALLBACKS = ("en", "ru", "")


def in_language(texts: Mapping[str, str]) -> str:
    """Return the text in the present language, else in one there is; "" when there is none."""
    for language in (get_language() or "", (get_language() or "").partition("-")[0], *FALLBACKS):
        if language in texts:
            return texts[language]
    return next(iter(texts.values()), "")


def read_texts(entries: Iterable[object]) -> None:
    """Read every text of entries that is translated when shown, in each language. Raises what reading it raises.

    Pages show such texts where nothing of a plugin is expected to run.
    """
    values = (getattr_static(entry, name) for entry in entries for name in dir(entry))
    texts = [text for value in values for text in _lazy_texts(value)]
    for language, _name in settings.LANGUAGES if texts else ():
        with override(language):
            for text in texts:
                str(text)


def _lazy_texts(value: Any) -> Iterator[Promise]:
    if isinstance(value, Promise):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _lazy_texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _lazy_texts(part)
    elif is_dataclass(value) and not isinstance(value, type):
        for part in fields(value):
            yield from _lazy_texts(getattr(value, part.name))
