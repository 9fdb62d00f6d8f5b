"""The version of public content: whole pages are cached under it, and a new one forgets them all at once.

It lies where every process reads it: what a command publishes is seen on the running site at once.
"""

import uuid

from django.core.cache import caches
from django.db import transaction

VERSION_KEY = "cms_pages.public_version"


def read_version() -> str:
    """Return the version of public content now; the first reader sets it."""
    return str(caches["shared"].get_or_set(VERSION_KEY, _new_version, timeout=None))


def purge_public_cache() -> None:
    """Forget every cached page when the transaction that is open now commits, at once when there is none."""
    transaction.on_commit(lambda: caches["shared"].set(VERSION_KEY, _new_version(), timeout=None))


def _new_version() -> str:
    return uuid.uuid4().hex
