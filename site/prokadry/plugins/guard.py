"""Calling what a plugin registered: its exceptions stay with it, and what keeps failing is not called for a while."""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection, transaction

from . import health

logger = logging.getLogger("prokadry.plugins")

# So many failures in a row open the circuit, for so long; one call then tries whether it works again.
FAILURES_TO_OPEN = 5
OPEN_S = 60.0
# Nothing can stop a slow call, so its answer is used; but what is slow again and again is called no more.
SLOW_S = 2.0

R = TypeVar("R")
D = TypeVar("D")

clock: Callable[[], float] = time.monotonic


@dataclass
class _Circuit:
    failures: int = 0
    opened_at: float | None = None


_lock = threading.Lock()
_circuits: dict[tuple[str, str], _Circuit] = {}


def call(
    plugin: str, seam: str, function: Callable[..., R], /, *args: Any, default: D, **kwargs: Any
) -> R | D:
    """Return what the function of a plugin returns, or `default` when it fails or its circuit is open.

    `seam` names the call in logs and in the state of health. What the function wrote before it failed inside a
    transaction is taken back.
    """
    if not may_call(plugin, seam):
        return default
    started = clock()
    try:
        # A failed statement would otherwise leave the caller's own transaction unusable.
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            answer = function(*args, **kwargs)
    except Exception as error:  # a plugin may raise anything
        logger.exception("plugin %s failed in %s", plugin, seam)
        failed(plugin, seam, f"{type(error).__name__}: {error}")
        return default
    if (took := clock() - started) > SLOW_S:
        logger.warning("plugin %s took %.1f s in %s", plugin, took, seam)
        failed(plugin, seam, f"took {took:.1f} s")
    else:
        worked(plugin, seam)
    return answer


def reset() -> None:
    """Close every circuit."""
    with _lock:
        _circuits.clear()


def may_call(plugin: str, seam: str) -> bool:
    """Whether to try now what may have failed before; who cannot go through `call` tells the outcome."""
    circuit = _circuits.get((plugin, seam))
    if circuit is None or circuit.opened_at is None:
        return True
    with _lock:
        if circuit.opened_at is None:
            return True
        if clock() - circuit.opened_at < OPEN_S:
            return False
        # This call is the trial; others wait for its outcome.
        circuit.opened_at = clock()
    return True


def failed(plugin: str, seam: str, cause: str) -> None:
    """Count a failure; the fifth in a row opens the circuit."""
    with _lock:
        circuit = _circuits.setdefault((plugin, seam), _Circuit())
        circuit.failures += 1
        if circuit.failures >= FAILURES_TO_OPEN:
            circuit.opened_at = clock()
    health.record_fault(plugin, seam, cause)


def worked(plugin: str, seam: str) -> None:
    """Forget the failures there were."""
    if (plugin, seam) in _circuits:
        with _lock:
            _circuits.pop((plugin, seam), None)
        health.clear_fault(plugin, seam)
