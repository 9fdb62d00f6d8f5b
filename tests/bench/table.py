"""How figures are taken and printed: one line each, with the floor or bound to read it against."""

import time
from collections.abc import Callable
from typing import NamedTuple


class Took(NamedTuple):
    """How long something took, and how much of that this process computed: the rest is the database, or others."""

    wall_s: float
    cpu_s: float


def timed(act: Callable[[], object]) -> Took:
    """Do something and return how long it took."""
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    act()
    return Took(time.perf_counter() - wall_s, time.process_time() - cpu_s)


def row(what: str, figure: str, bound: str = "") -> None:
    """Print one line: what was measured, the figure, and the floor or bound to read it against."""
    print(f"{what:<66}{figure:>16}   {bound}", flush=True)


def note(text: str) -> None:
    """Print a line that explains the ones around it."""
    print(f"  {text}", flush=True)
