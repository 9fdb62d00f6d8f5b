"""The edge under load: pings a second beside an empty view, latency at the rate of 50,000 viewers, memory."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.counter import statements
from tests.bench.databases import fresh_installation
from tests.bench.generator import save_requests
from tests.bench.table import note, row
from tests.servers import ROOT, Installation, RunningSite, running

CONNECTIONS = 8
OPEN_CONNECTIONS = 64
VIEWERS = 50_000
INTERVAL_S = 30
REPEATS = 3
SECONDS = 4.0
# The loop writes every two seconds and derives every ten: what a load leaves behind is done by then.
DRAIN_S = 14
BUSY_CPU = 0.9
EMPTY_VIEW = "Django view without middleware"
FLOORS = {"WSGI application": "/bench/raw", EMPTY_VIEW: "/bench/bare"}


@dataclass(frozen=True)
class Setup:
    """One way to run the product."""

    name: str
    environment: dict[str, str]


def bench_pings(setup: Setup, *, scale: float) -> None:
    """Print all figures of the edge for one setup; `scale` shrinks the crowd of the long load."""
    var = ROOT / "build" / "bench" / "pings"
    installation = fresh_installation(var, BENCH_COUNTERS=str(var / "statements"), **setup.environment)
    floor = _floors(installation, setup)
    for kind in ("recorded", "live"):
        _closed_loop(installation, setup, kind, floor)
    for kind in ("recorded", "live"):
        _open_loop(installation, setup, kind, round(VIEWERS * scale))


def _floors(installation: Installation, setup: Setup) -> float:
    """Print what an empty answer costs in the same server; return the rate of the empty view."""
    rates = {}
    with _serving(installation) as site:
        for what, path in FLOORS.items():
            request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
            rates[what] = _best(site, [request])
            row(f"{setup.name}: floor, empty {what}", f"{rates[what]:.0f} /s")
    return rates[EMPTY_VIEW]


def _closed_loop(installation: Installation, setup: Setup, kind: str, floor: float) -> None:
    # Each time other pings: what is sent again is known, and costs the server less.
    paths = _prepare(installation, kind, size=6_000, pings=4 * REPEATS, files=REPEATS)
    folder = Path(installation.environment["BENCH_COUNTERS"])
    with _serving(installation) as site:
        time.sleep(DRAIN_S)
        idle = _statements_in(folder, lambda: time.sleep(DRAIN_S))
        results: list[dict[str, Any]] = []
        started = time.perf_counter()
        executed = _statements_in(folder, lambda: results.extend(_repeated(site, paths)))
        # What the loop does anyway, whether anybody pings or not, is not counted against the pings.
        executed = max(0, executed - round(idle / DRAIN_S * (time.perf_counter() - started)))
    best = max(results, key=_rate)
    rate, answers = _rate(best), sum(result["answers"] for result in results)
    row(
        f"{setup.name}: {kind} pings, {CONNECTIONS} connections", f"{rate:.0f} /s",
        f"{rate / floor:.2f} × empty view (≥ 0.6), ≥ 3000 /s; p99 {best['p99_ms']:.1f} ms",
    )  # fmt: skip
    row(
        f"{setup.name}: statements per 100 {kind} pings, fold and results too",
        f"{100 * executed / answers:.2f}", f"≤ 1 ({executed} for {answers}, beyond an idle server's)",
    )  # fmt: skip
    _explain(results)


def _repeated(site: RunningSite, paths: list[Path]) -> list[dict[str, Any]]:
    """Load the server several times, then let it write and fold what it took."""
    results = [_generate(site, path, SECONDS, CONNECTIONS) for path in paths]
    time.sleep(DRAIN_S)
    return results


def _statements_in(folder: Path, act: Callable[[], object]) -> int:
    before = statements(folder)
    act()
    return statements(folder) - before


def _open_loop(installation: Installation, setup: Setup, kind: str, viewers: int) -> None:
    """Every viewer pings once, evenly over half a minute."""
    (path,) = _prepare(installation, kind, size=viewers, pings=1, files=1)
    rate = VIEWERS / INTERVAL_S
    with _serving(installation) as site:
        result = _generate(site, path, viewers / rate, OPEN_CONNECTIONS, rate)
        peak_mb = max(_peak_mb(pid) for pid in _workers(site))
    row(
        f"{setup.name}: {kind} pings at {rate:.0f} /s, {viewers} viewers, p99",
        f"{result['p99_ms']:.1f} ms", f"< 50 ms; p50 {result['p50_ms']:.1f}, worst {result['worst_ms']:.0f}",
    )  # fmt: skip
    row(
        f"{setup.name}: peak memory of a web process, {viewers} {kind} viewers",
        f"{peak_mb:.0f} MB", "≤ 300 MB at 50,000",
    )  # fmt: skip
    _explain([result])


def _prepare(installation: Installation, kind: str, *, size: int, pings: int, files: int) -> list[Path]:
    paths = [installation.var / f"{kind}.{number}.requests" for number in range(files)]
    subprocess.run(
        [sys.executable, "-m", "tests.bench.prepare", kind, str(size), str(pings), *map(str, paths)],
        cwd=ROOT, env=installation.environment, check=True,
    )  # fmt: skip
    return paths


@contextmanager
def _serving(installation: Installation) -> Iterator[RunningSite]:
    with running(installation, wsgi="tests.bench.wsgi") as site:
        yield site


def _best(site: RunningSite, requests: list[bytes]) -> float:
    path = site.installation.var / "floor.requests"
    save_requests(path, requests)
    return max(_rate(_generate(site, path, SECONDS, CONNECTIONS)) for _time in range(REPEATS))


def _generate(
    site: RunningSite, path: Path, seconds: float, connections: int, *rate: float
) -> dict[str, Any]:
    port = site.url.rpartition(":")[2]
    arguments = [port, str(path), str(seconds), str(connections), *map(str, rate)]
    answer = subprocess.run(
        [sys.executable, "-m", "tests.bench.generator", *arguments],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return json.loads(answer.stdout)


def _rate(result: dict[str, Any]) -> float:
    return result["answers"] / result["took_s"]


def _explain(results: list[dict[str, Any]]) -> None:
    """Say what a reader of the figures has to know: answers other than 200, a generator that was the bottleneck."""
    for result in results:
        other = {status: count for status, count in result["statuses"].items() if status != "200"}
        if other:
            note(f"answers other than 200: {other}")
        if result["own_cpu"] > BUSY_CPU:
            note(
                f"the load generator was busy ({result['own_cpu']:.0%} of a core): the figure is its own limit"
            )


def _workers(site: RunningSite) -> list[int]:
    pid = site.process.pid
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _peak_mb(pid: int) -> float:
    found = re.search(r"^VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(), re.M)
    return int(found.group(1)) / 1024 if found else 0.0
