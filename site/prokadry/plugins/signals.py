"""Signals that plugins may receive: what a receiver of theirs raises never reaches whoever sent the signal."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.dispatch import Signal

from . import guard, health
from .registry import BUILT_IN, registering_now


class GuardedSignal(Signal):
    """A signal that knows which of its receivers were connected by a plugin's `ready()`, and calls those guarded."""

    def connect(self, receiver: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        plugin = registering_now()
        if plugin == BUILT_IN:
            super().connect(receiver, *args, **kwargs)
            return
        # The guard is known to nobody else, so a weak reference to it would be gone at once.
        super().connect(_guarded(plugin, receiver), *args, **{**kwargs, "weak": False})


def _guarded(plugin: str, receiver: Callable[..., Any]) -> Callable[..., Any]:
    name = getattr(receiver, "__name__", "receiver")

    @wraps(receiver)
    def receive(*args: Any, **kwargs: Any) -> Any:
        if health.is_off(plugin):
            return None
        return guard.call(plugin, f"signal:{name}", partial(receiver, *args, **kwargs), default=None)

    return receive
