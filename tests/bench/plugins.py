"""What plugins cost those who have none, and what fifty that do nothing cost.

Seconds are those this process computed: starts of a busy machine differ by more than what is looked for.
"""

import os
import subprocess
import sys
import tempfile
import timeit
from pathlib import Path

from prokadry.plugins.registry import Registry
from tests.bench.table import note, row
from tests.plugins.distributions import install
from tests.servers import ROOT

PLUGINS = 50
STARTS = 3
CALLS = 200_000
PREPARE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.factories import make_course
make_course()
"""
# Prints what the start took, and the median of one page.
MEASURE = """
import time
began = time.process_time()
import django
django.setup()
print(time.process_time() - began)
from django.test import Client
from courses.models import CoursePage
client, course = Client(), CoursePage.objects.get()
client.cookies["sessionid"] = "not-shared"
client.get(course.url)
took = []
for _ in range(60):
    began = time.process_time()
    assert client.get(course.url).status_code == 200
    took.append(time.process_time() - began)
print(sorted(took)[len(took) // 2])
"""


class Hook:
    """What an entry of the measured registry would be."""

    key, order = "hook", 1


def bench_plugins() -> None:
    """Print what a call through an empty registry takes, and what plugins that do nothing add."""
    empty: Registry[Hook] = Registry("bench.empty", Hook)
    took_s = min(timeit.repeat(lambda: list(empty), number=CALLS, repeat=5)) / CALLS
    row("plugins: going through an empty registry", f"{took_s * 1e6:.2f} µs", "≤ 2 µs")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(PLUGINS):
            install(folder / "plugins", f"noop_{number}")
        _run(PREPARE, folder, "")
        start_s, page_s = _fastest(folder, "")
        start_with_s, page_with_s = _fastest(folder, "*")
        row(f"plugins: {PLUGINS} that do nothing add to a start", f"{start_with_s - start_s:.2f} s", "≤ 1 s")
        added_pct = (page_with_s / page_s - 1) * 100
        row(f"plugins: {PLUGINS} that do nothing add to a page", f"{added_pct:+.1f} %", "≤ 5 %")
        note(f"without them a start takes {start_s:.2f} s and the page of a course {page_s * 1e3:.1f} ms")


def _fastest(folder: Path, names: str) -> tuple[float, float]:
    """Return the least of several starts, and the least median of a page."""
    taken = [[float(line) for line in _run(MEASURE, folder, names).split()] for _ in range(STARTS)]
    return min(start for start, _ in taken), min(page for _, page in taken)


def _run(code: str, folder: Path, names: str) -> str:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "prokadry.settings.dev",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "site"), str(ROOT), str(folder / "plugins")]),
        "PROKADRY_PLUGINS": names,
        "PROKADRY_VAR": str(folder / "var"),
    }
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout
