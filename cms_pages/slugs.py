"""Addresses of pages in readable ASCII."""

from anyascii import anyascii
from django.utils.text import slugify

MAX_SLUG_CHARS = 80


def make_slug(title: str) -> str:
    """Return a slug of Latin letters for a title in any script, cut at a word; "" if it has no letters."""
    slug = slugify(anyascii(title))
    if len(slug) <= MAX_SLUG_CHARS:
        return slug
    head, _separator, rest = slug[: MAX_SLUG_CHARS + 1].rpartition("-")
    return head or rest[:MAX_SLUG_CHARS]
