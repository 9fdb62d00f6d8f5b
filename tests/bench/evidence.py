"""Figures of the evidence itself: each part runs in a process of its own, on a database of its own."""

import subprocess
import sys

from tests.bench.databases import fresh_installation
from tests.servers import ROOT

PARTS = ("fold", "percent", "console", "season", "size")


def bench_evidence(name: str, *, scale: float, parts: tuple[str, ...] = PARTS) -> None:
    """Print the figures of the parts; `name` says on which database."""
    for part in parts:
        installation = fresh_installation(ROOT / "build" / "bench" / "evidence")
        subprocess.run(
            [sys.executable, "-m", "tests.bench.inside", part, name, str(scale)],
            cwd=ROOT, env=installation.environment, check=True,
        )  # fmt: skip
