"""Figures of the evidence itself: each part runs in a process of its own, on a database of its own."""

import shutil
import subprocess
import sys

from tests.servers import ROOT, new_installation

PARTS = ("fold", "percent", "season", "size")


def bench_evidence(name: str, *, scale: float, parts: tuple[str, ...] = PARTS) -> None:
    """Print the figures of the parts; `name` says on which database."""
    var = ROOT / "build" / "bench" / "evidence"
    for part in parts:
        shutil.rmtree(var, ignore_errors=True)
        installation = new_installation(var, DJANGO_SETTINGS_MODULE="tests.bench.settings")
        installation.manage("migrate", "--verbosity", "0")
        subprocess.run(
            [sys.executable, "-m", "tests.bench.inside", part, name, str(scale)],
            cwd=ROOT, env=installation.environment, check=True,
        )  # fmt: skip
