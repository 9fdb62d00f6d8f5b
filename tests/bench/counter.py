"""Counts database statements in a file of each process, where another one can read them."""

import mmap
import os
import struct
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any


class Counter:
    """A number in a file of this process: it outlives a kill and needs no connection to be asked for."""

    def __init__(self) -> None:
        folder = Path(os.environ["BENCH_COUNTERS"])
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        path = folder / f"{os.getpid()}"
        path.write_bytes(bytes(8))
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), 8)
        self._count = 0

    def count(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Count one statement and execute it; one that is run for many rows counts once."""
        with self._lock:
            self._count += 1
            self._memory[:] = struct.pack("<Q", self._count)
        return execute(sql, params, many, context)


def statements(folder: Path) -> int:
    """Return how many statements the processes that count into this folder have executed."""
    return sum(struct.unpack("<Q", path.read_bytes())[0] for path in folder.iterdir())
