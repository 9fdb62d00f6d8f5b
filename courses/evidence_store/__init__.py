"""Where the evidence of this process waits until it is written: one interface, two settings of it."""

import os
from functools import lru_cache
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from .base import EdgeStore
from .embedded import EmbeddedStore
from .scaled import ScaledStore

__all__ = ["EdgeStore", "EmbeddedStore", "ScaledStore", "get_store"]


@lru_cache(maxsize=1)
def get_store() -> EdgeStore:
    """Return the store of this process, of the class that settings name; a forked process gets its own."""
    return cast(EdgeStore, import_string(settings.EVIDENCE_STORE)())


os.register_at_fork(after_in_child=get_store.cache_clear)
