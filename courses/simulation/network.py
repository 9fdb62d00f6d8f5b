"""A network between a simulated person and the platform: it may be away, or lose what is sent."""

import random
from typing import Any

from .platform import NO_NETWORK, Person, Platform


class Network:
    """A Platform reached over a bad line. `loss` and `deafness` are the shares of pings and of answers lost."""

    def __init__(
        self, platform: Platform, rng: random.Random, *, loss: float = 0.0, deafness: float = 0.0
    ) -> None:
        self._platform = platform
        self._rng = rng
        self._loss = loss
        self._deafness = deafness
        self._has_just_lost = False
        self.is_away = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._platform, name)

    def ping(self, person: Person, token: str, slots: list[Any]) -> int:
        """See Platform. Never loses two pings in a row, unless it is away."""
        if self.is_away:
            return NO_NETWORK
        self._has_just_lost = not self._has_just_lost and self._rng.random() < self._loss
        if self._has_just_lost:
            return NO_NETWORK
        status = self._platform.ping(person, token, slots)
        return NO_NETWORK if self._rng.random() < self._deafness else status
