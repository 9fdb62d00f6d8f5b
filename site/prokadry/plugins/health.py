"""What is wrong with plugins: those that are off in this process, and calls of theirs that failed in any.

A plugin is off for good, until the process ends. Failed calls are known to every process for a day, through the cache
that all of them share.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import astuple, dataclass

from django.core.cache import caches

from .discovery import Failure

logger = logging.getLogger("prokadry.plugins")

SHARED_KEY = "plugins.faults"
KEPT_S = 24 * 60 * 60

_lock = threading.Lock()
_failures: dict[str, Failure] = {}
_faults: dict[tuple[str, str], "Fault"] = {}
_on_off: list[Callable[[str], None]] = []


@dataclass(frozen=True)
class Fault:
    """A call that failed. `seam` names it, `count` is how often a process saw it, `cause` the last reason."""

    plugin: str
    seam: str
    count: int
    cause: str


def turn_off(failure: Failure, *, error: BaseException | None = None) -> None:
    """Remember why a plugin is off, log it, and take back what it registered. The first reason stays."""
    with _lock:
        if failure.plugin in _failures:
            return
        _failures[failure.plugin] = failure
    logger.error("plugin %s is off (%s): %s", failure.plugin, failure.stage, failure.cause, exc_info=error)
    for withdraw in _on_off:
        withdraw(failure.plugin)


def when_off(withdraw: Callable[[str], None]) -> None:
    """Call `withdraw(plugin)` whenever a plugin is turned off."""
    _on_off.append(withdraw)


def is_off(plugin: str) -> bool:
    return plugin in _failures


def failures() -> list[Failure]:
    """Return why plugins are off, by name."""
    return [_failures[name] for name in sorted(_failures)]


def gates_are_lost() -> bool:
    """Whether a plugin that decides who may do what is off, so that nobody can be let in for certain."""
    return any(failure.gate for failure in _failures.values())


def record_fault(plugin: str, seam: str, cause: str) -> None:
    """Count a failed call."""
    with _lock:
        known = _faults.get((plugin, seam))
        fault = Fault(plugin, seam, known.count + 1 if known else 1, cause)
        _faults[plugin, seam] = fault
    _share({**_shared(), (plugin, seam): astuple(fault)})


def clear_fault(plugin: str, seam: str) -> None:
    """Forget a failed call: it works again."""
    with _lock:
        _faults.pop((plugin, seam), None)
    shared = _shared()
    if shared.pop((plugin, seam), None):
        _share(shared)


def faults() -> list[Fault]:
    """Return the calls that failed and have not worked since, by plugin and seam."""
    found = {key: Fault(*values) for key, values in _shared().items()}
    with _lock:
        found |= _faults
    return [found[key] for key in sorted(found)]


def reset() -> None:
    """Forget everything: the apps are loaded anew, or a test begins."""
    with _lock:
        _failures.clear()
        _faults.clear()
    _share({})


def _shared() -> dict[tuple[str, str], tuple[str, str, int, str]]:
    try:
        return dict(caches["shared"].get(SHARED_KEY) or {})
    except Exception:  # a cache backend raises what its client library raises
        return {}


def _share(found: dict[tuple[str, str], tuple[str, str, int, str]]) -> None:
    try:
        caches["shared"].set(SHARED_KEY, found, KEPT_S)
    except Exception:  # as above; what this process saw is still known to it
        logger.warning("faults of plugins cannot be shared", exc_info=True)
