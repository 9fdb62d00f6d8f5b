"""The latest instants of many keys, in a bounded memory."""

import threading
from collections import OrderedDict
from collections.abc import Hashable

from ..domain.evidence.constants import CLOCK_SLACK_MS


class Latest:
    """The latest instant of each key, in unix milliseconds, for as many keys as were heard from last."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._instants: OrderedDict[Hashable, int] = OrderedDict()

    def note(self, key: Hashable, instant_ms: int, *, now_ms: int) -> None:
        """Remember an instant of a key, unless a later one is known.

        One that is yet to come was noted before the server's clock was set back: it is forgotten, or it would
        count once its hour comes.
        """
        limit_ms = now_ms + CLOCK_SLACK_MS
        if instant_ms > limit_ms:
            return
        with self._lock:
            known_ms = self._instants.get(key, instant_ms)
            self._instants[key] = max(instant_ms, known_ms) if known_ms <= limit_ms else instant_ms
            self._instants.move_to_end(key)
            if len(self._instants) > self._size:
                self._instants.popitem(last=False)

    def get(self, key: Hashable) -> int | None:
        """Return the latest instant of a key, if it is remembered."""
        return self._instants.get(key)
