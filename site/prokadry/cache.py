"""A Redis cache without which the site goes on: what cannot be read is missing, what cannot be written is not kept.

Everything that counts lives in the database; sessions are read from there when the cache has none.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger("prokadry.cache")

# After a fault Redis is left alone for so long, so that a machine that does not answer slows down few requests.
AWAY_S = 5.0


class ForgivingRedisCache(RedisCache):
    """Django's RedisCache, which answers as an empty cache while Redis is away."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._away_until_s = 0.0

    def _try(self, ask: Callable[..., Any], otherwise: Any, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() < self._away_until_s:
            return otherwise
        try:
            return ask(*args, **kwargs)
        except RedisError as error:
            self._away_until_s = time.monotonic() + AWAY_S
            logger.warning("Redis is away, going on without it: %s", error)
            return otherwise

    def add(self, *args: Any, **kwargs: Any) -> bool:
        """Return whether the value was not there before; True while Redis is away."""
        return self._try(super().add, True, *args, **kwargs)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Return the value, or the default."""
        return self._try(super().get, default, key, default, version)

    def set(self, *args: Any, **kwargs: Any) -> None:
        """Keep a value, if it can be kept."""
        self._try(super().set, None, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        """Return whether a value was there to be kept longer."""
        return self._try(super().touch, False, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        """Return whether a value was deleted."""
        return self._try(super().delete, False, *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return the values that are there."""
        return self._try(super().get_many, {}, *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        """Return whether a value is there."""
        return self._try(super().has_key, False, *args, **kwargs)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Return the increased number; counting begins anew while Redis is away. Raises ValueError if it is missing."""
        return self._try(super().incr, delta, key, delta, version)

    def set_many(self, data: dict[str, Any], *args: Any, **kwargs: Any) -> list[str]:
        """Return the keys that could not be kept."""
        return self._try(super().set_many, list(data), data, *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        """Delete values, if they can be deleted."""
        self._try(super().delete_many, None, *args, **kwargs)

    def clear(self) -> bool:
        """Return whether the cache was emptied."""
        return self._try(super().clear, False)
