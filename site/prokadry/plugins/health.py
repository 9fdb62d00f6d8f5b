"""What is wrong with plugins in this process: those that are off, and calls of theirs that failed."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from .discovery import Failure

logger = logging.getLogger("prokadry.plugins")

_lock = threading.Lock()
_failures: dict[str, Failure] = {}
_faults: dict[tuple[str, str], "Fault"] = {}
_on_off: list[Callable[[str], None]] = []


@dataclass(frozen=True)
class Fault:
    """A call that failed. `seam` names it, `count` is how often in this process, `cause` the last reason."""

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


def record_fault(plugin: str, seam: str, cause: str) -> None:
    """Count a failed call."""
    with _lock:
        known = _faults.get((plugin, seam))
        _faults[plugin, seam] = Fault(plugin, seam, known.count + 1 if known else 1, cause)


def clear_fault(plugin: str, seam: str) -> None:
    """Forget a failed call: it works again."""
    with _lock:
        _faults.pop((plugin, seam), None)


def faults() -> list[Fault]:
    """Return the calls that failed and have not worked since, by plugin and seam."""
    with _lock:
        return [_faults[key] for key in sorted(_faults)]


def reset() -> None:
    """Forget everything: the apps are loaded anew, or a test begins."""
    with _lock:
        _failures.clear()
        _faults.clear()
