"""The foundation's figures: installing, serving public pages, memory, database queries of pages with a budget."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request
from functools import cache
from pathlib import Path

from tests.bench.load import measure
from tests.bench.table import row
from tests.servers import ROOT, Installation, RunningSite, free_port, new_installation, running

SETTLE_S = 5
STATIC_FILE = "/static/prokadry/img/mark.svg"


def bench_install() -> None:
    """From a bare clone to the first page, and the second start."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        row("bare clone to first page, warm package caches", f"{_time_to_first_page(clone):.1f} s", "≤ 180 s")
        row("second `make demo` to first page", f"{_time_to_first_page(clone):.1f} s", "≤ 15 s")


def _time_to_first_page(clone: Path) -> float:
    port = free_port()
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "PYTHONPATH"))
    }
    started = time.perf_counter()
    process = subprocess.Popen(
        ["make", "demo", f"PORT={port}"], cwd=clone, env=environment, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        while process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30):
                    return time.perf_counter() - started
            except OSError:
                time.sleep(0.2)
        raise RuntimeError(f"make demo ended with {process.returncode}")
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=60)


def bench_site() -> None:
    """Requests a second of cached public pages beside a static file, and the idle memory of the demo."""
    installation = _loaded_demo()
    with running(installation) as site:
        time.sleep(SETTLE_S)
        row("memory of the demo before the first request", f"{_memory_mb(site):.0f} MB", "≤ 250 MB")
        for path in ("/", "/news/", "/events/"):
            _read(site.url + path)
        time.sleep(SETTLE_S)
        row("memory of the demo, idle", f"{_memory_mb(site):.0f} MB", "≤ 250 MB")
        floor = measure(site.url + STATIC_FILE)
        row("floor: a static file of the same server", f"{floor.per_s:.0f} /s", f"p99 {floor.p99_ms:.1f} ms")
        for path in ("/", "/news/", "/news/rss/"):
            _read(site.url + path)
            rate = measure(site.url + path)
            share = rate.per_s / floor.per_s
            row(f"cached {path}", f"{rate.per_s:.0f} /s", f"{share:.2f} × floor, p99 {rate.p99_ms:.1f} ms")


@cache
def _loaded_demo() -> Installation:
    var = ROOT / "build" / "bench"
    shutil.rmtree(var, ignore_errors=True)
    installation = new_installation(var)
    installation.manage("migrate", "--verbosity", "0")
    started = time.perf_counter()
    installation.manage("load_demo")
    row("load_demo into an empty database", f"{time.perf_counter() - started:.1f} s")
    return installation


def _read(url: str) -> None:
    with urllib.request.urlopen(url, timeout=60) as answer:
        answer.read()


def _memory_mb(site: RunningSite) -> float:
    """Return the proportional set size of the server's processes in megabytes."""
    pids = [site.process.pid]
    for pid in pids:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        pids += [int(child) for child in children]
    sizes = [re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M) for pid in pids]
    return sum(int(size.group(1)) for size in sizes if size) / 1024


def bench_queries() -> None:
    """Database queries of the pages that have a budget, on the demo: pages forgotten as news was published."""
    installation = _loaded_demo()
    for line in installation.manage("shell", "--verbosity", "0", "-c", QUERIES).splitlines():
        what, figure, bound = line.split("|")
        row(what, figure, bound)


QUERIES = """
from cms_pages.models import NewsPage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from courses.models import Completion
from prokadry.accounts.models import User
anna = User.objects.get(email="anna.beginner@example.org")
organiser = User.objects.get(email="organiser@example.org")
webinar = Completion.objects.filter(participant=anna, activity__type="webinar").first().activity.page
def count(what, path, budget, user=None):
    client = Client()
    if user:
        client.force_login(user)
    client.get(path)
    NewsPage.objects.first().save_revision().publish()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    print(f"queries: {what}|{len(queries)}|≤ {budget}")
count("home", "/", 12)
count("news index", "/news/", 12)
count("webinar page", webinar.url, 15, anna)
count("/learn/", "/learn/", 15, anna)
count("completion list", "/api/v1/completions/?page_size=100", 5, organiser)
"""
