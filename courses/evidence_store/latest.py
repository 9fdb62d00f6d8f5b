"""The latest instants of many keys, in a bounded memory."""

import threading
from collections import OrderedDict
from collections.abc import Hashable


class Latest:
    """The latest instant of each key, in unix milliseconds, for as many keys as were heard from last."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._instants: OrderedDict[Hashable, int] = OrderedDict()

    def note(self, key: Hashable, instant_ms: int) -> None:
        """Remember an instant of a key, unless a later one is known."""
        with self._lock:
            self._instants[key] = max(instant_ms, self._instants.get(key, instant_ms))
            self._instants.move_to_end(key)
            if len(self._instants) > self._size:
                self._instants.popitem(last=False)

    def get(self, key: Hashable) -> int | None:
        """Return the latest instant of a key, if it is remembered."""
        return self._instants.get(key)
