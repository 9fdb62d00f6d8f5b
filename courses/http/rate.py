"""Token buckets in the memory of a process, for as many keys as were heard from last."""

import threading
from collections import OrderedDict
from math import ceil


class TokenBuckets:
    """At most `burst` at once and `per_s` a second in the long run, for each key."""

    def __init__(self, *, per_s: float, burst: int, size: int = 50_000) -> None:
        self._per_ms = per_s / 1000
        self._burst = burst
        self._size = size
        self._lock = threading.Lock()
        self._levels: OrderedDict[int, tuple[float, int]] = OrderedDict()

    def take(self, key: int, now_ms: int) -> int:
        """Take one token of a key; return 0, or after how many seconds there will be one."""
        with self._lock:
            level, since_ms = self._levels.get(key, (float(self._burst), now_ms))
            level = min(self._burst, level + max(0, now_ms - since_ms) * self._per_ms)
            granted = level >= 1
            self._levels[key] = (level - granted, now_ms)
            self._levels.move_to_end(key)
            if len(self._levels) > self._size:
                self._levels.popitem(last=False)
        return 0 if granted else max(1, ceil((1 - level) / self._per_ms / 1000))

    def clear(self) -> None:
        """Fill every bucket again."""
        with self._lock:
            self._levels.clear()
