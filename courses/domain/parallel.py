"""Rebuilding activity by activity, in several processes at once."""

import gc
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from django.db import connection, connections


def available_processes() -> int:
    """Return how many processes may share the work: one where they could not see the database of this one."""
    is_ours_alone = connection.vendor == "sqlite" and connection.is_in_memory_db()  # type: ignore[attr-defined]  # SQLite's own
    if is_ours_alone or connection.in_atomic_block:
        return 1
    return os.cpu_count() or 1


def sum_over(job: Callable[[int], int], ids: Iterable[int], *, processes: int) -> int:
    """Return the sum of `job` over some ids. With several processes `job` must be known by its name."""
    # Thousands of rows are alive at once and none of them in a cycle: looking for cycles takes a third of the time.
    gc.disable()
    try:
        if processes == 1:
            return sum(map(job, ids))
        # A connection must not be used on both sides of a fork.
        connections.close_all()
        with ProcessPoolExecutor(processes, get_context("fork")) as pool:
            return sum(pool.map(job, ids))
    finally:
        gc.enable()
