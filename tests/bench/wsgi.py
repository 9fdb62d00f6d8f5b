"""The product's WSGI application, with its database statements counted in a file that the bench can read."""

import mmap
import os
import struct
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db.backends.signals import connection_created

from prokadry.wsgi import application as product

EMPTY = "/bench/raw"
_lock = threading.Lock()


class Counter:
    """A number in a file of this process: it outlives a kill and needs no connection to be asked for."""

    def __init__(self) -> None:
        folder = Path(os.environ["BENCH_COUNTERS"])
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{os.getpid()}"
        path.write_bytes(bytes(8))
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), 8)
        self._count = 0

    def count(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Count one statement and execute it."""
        with _lock:
            self._count += 1
            self._memory[:] = struct.pack("<Q", self._count)
        return execute(sql, params, many, context)


_counters: dict[int, Counter] = {}


def watch(connection: Any, **kwargs: Any) -> None:
    """Count what is executed on a new connection, in the process that executes it."""
    with _lock:
        counter = _counters.get(os.getpid()) or _counters.setdefault(os.getpid(), Counter())
    connection.execute_wrappers.append(counter.count)


connection_created.connect(watch, weak=False)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
    """Answer the emptiest address there can be; hand everything else on to the product."""
    if environ["PATH_INFO"] == EMPTY:
        start_response("200 OK", [("Content-Length", "0")])
        return [b""]
    return product(environ, start_response)


def statements(folder: Path) -> int:
    """Return how many statements the processes that count into this folder have executed."""
    return sum(struct.unpack("<Q", path.read_bytes())[0] for path in folder.iterdir())
