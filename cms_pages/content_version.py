"""The version of public content: whole pages are cached under it, and a new one forgets them all at once."""

import uuid

from django.core.cache import cache
from django.db import transaction

VERSION_KEY = "cms_pages.public_version"


def read_version() -> str:
    """Return the version of public content now; the first reader of an empty cache sets it."""
    version = cache.get(VERSION_KEY)
    return str(version) if version else str(cache.get_or_set(VERSION_KEY, _new_version, timeout=None))


def purge_public_cache() -> None:
    """Forget every cached page when the transaction that is open now commits, at once when there is none."""
    transaction.on_commit(lambda: cache.set(VERSION_KEY, _new_version(), timeout=None))


def _new_version() -> str:
    return uuid.uuid4().hex
