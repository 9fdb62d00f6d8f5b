"""Measure what the product promises and print it as a table, each figure beside its floor.

`python -m tests.bench [--small] [PART …]`: all parts, or those named. `--small` shrinks the crowds and says what the
figures would be at full size.
"""

import argparse
import subprocess
import sys
from collections.abc import Callable
from functools import partial

from tests.bench import evidence, pings, plugins, site
from tests.bench.table import note
from tests.servers import ROOT

SMALL = 0.05
# Parts of parts: these expect DATABASE_URL to name a server that another part has started.
ON_POSTGRES = ("pings-postgres-here", "evidence-postgres-here")


def main() -> None:
    """Run the measurements named on the command line."""
    arguments = argparse.ArgumentParser(prog="python -m tests.bench")
    arguments.add_argument("--small", action="store_true")
    arguments.add_argument("parts", nargs="*", metavar="PART", help=", ".join(_parts(1.0)))
    chosen = arguments.parse_args()
    parts = _parts(SMALL if chosen.small else 1.0)
    unknown = set(chosen.parts) - parts.keys()
    if unknown:
        arguments.error(f"no such part: {', '.join(sorted(unknown))}")
    for name in chosen.parts or [name for name in parts if name not in ON_POSTGRES]:
        parts[name]()


def _parts(scale: float) -> dict[str, Callable[[], None]]:
    two_workers = {"EMBEDDED": "0", "WEB_CONCURRENCY": "2"}
    return {
        "install": site.bench_install,
        "site": site.bench_site,
        "queries": site.bench_queries,
        "plugins": plugins.bench_plugins,
        "pings": partial(pings.bench_pings, pings.Setup("1 process, SQLite", {"EMBEDDED": "1"}), scale=scale),
        "pings-two": partial(pings.bench_pings, pings.Setup("2 workers, SQLite", two_workers), scale=scale),
        "pings-postgres": partial(_on_postgres, "pings-postgres-here", scale),
        "evidence": partial(evidence.bench_evidence, "SQLite", scale=scale),
        "console": partial(evidence.bench_evidence, "SQLite", scale=scale, parts=("console",)),
        "evidence-postgres": partial(_on_postgres, "evidence-postgres-here", scale),
        "pings-postgres-here": partial(
            pings.bench_pings, pings.Setup("2 workers, PostgreSQL", two_workers), scale=scale
        ),
        "evidence-postgres-here": partial(evidence.bench_evidence, "PostgreSQL", scale=scale),
    }


def _on_postgres(part: str, scale: float) -> None:
    """Run a part on a PostgreSQL server of its own, which is thrown away."""
    note("PostgreSQL without fsync: its durability is not what is measured")
    small = ["--small"] if scale < 1 else []
    subprocess.run(
        ["bash", ".ci/with-postgres", sys.executable, "-m", "tests.bench", *small, part], cwd=ROOT, check=True
    )


if __name__ == "__main__":
    main()
