"""Versions of public content: what is kept under an old one is forgotten all at once.

They lie where every process reads them: what a command publishes is seen on the running site at once.
"""

import uuid
from enum import StrEnum

from django.core.cache import caches
from django.db import transaction


class Part(StrEnum):
    """What a version counts for: whole pages, or the little that all of them share and that rarely changes."""

    PAGES = "cms_pages.public_version"
    SHARED = "cms_pages.shared_version"


def read_version(part: Part = Part.PAGES) -> str:
    """Return the version of public content now; the first reader sets it."""
    return str(caches["shared"].get_or_set(part, _new_version, timeout=None))


def purge_public_cache(*parts: Part) -> None:
    """Forget every cached page, and other `parts`, when the transaction that is open now commits, else at once."""
    versions = {part.value: _new_version() for part in (Part.PAGES, *parts)}
    transaction.on_commit(lambda: caches["shared"].set_many(versions, timeout=None))


def _new_version() -> str:
    return uuid.uuid4().hex
