"""Start the product as its README says: a real server process on a folder of its own."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.migrated import migrated_database

ROOT = Path(__file__).resolve().parents[1]
START_TIMEOUT_S = 180


@dataclass(frozen=True)
class Installation:
    """An installed site: its folder of data, the environment its processes run in, and their Python."""

    var: Path
    environment: dict[str, str]
    python: str | Path = sys.executable

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a management command, whatever comes of it."""
        return subprocess.run(
            [self.python, "manage.py", *arguments],
            cwd=ROOT, env=self.environment, check=False, capture_output=True, text=True,
        )  # fmt: skip

    def manage(self, *arguments: str) -> str:
        """Run a management command and return what it printed. Raises RuntimeError."""
        result = self.run(*arguments)
        if result.returncode:
            raise RuntimeError(f"manage.py {' '.join(arguments)} failed:\n{result.stdout}\n{result.stderr}")
        return result.stdout.strip()

    def migrate(self) -> None:
        """Bring the database up to date; a new one in a file begins as a copy of one that is."""
        database = self.var / "prokadry.sqlite3"
        if "DATABASE_URL" not in self.environment and not database.exists():
            shutil.copyfile(migrated_database(), database)
        self.manage("migrate", "--verbosity", "0")


@dataclass(frozen=True)
class RunningSite:
    url: str
    process: "subprocess.Popen[bytes]"
    installation: Installation


def new_installation(var: Path, **environment: str) -> Installation:
    """Return an installation whose data lives under `var`; nothing is created yet."""
    var.mkdir(parents=True, exist_ok=True)
    return Installation(
        var,
        os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "prokadry.settings.dev",
            "PYTHONPATH": f"{ROOT / 'site'}{os.pathsep}{ROOT}",
            "PROKADRY_VAR": str(var),
        }
        | environment,
    )


def free_port() -> int:
    """Return a port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    installation: Installation, *, wsgi: str = "prokadry.wsgi", **environment: str
) -> Iterator[RunningSite]:
    """Serve the installation until the block ends. Raises RuntimeError with the server's output if it dies."""
    port = free_port()
    log = installation.var / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [installation.python, "-m", "gunicorn", "-c", "python:prokadry.server", wsgi],
            cwd=ROOT, stdout=output, stderr=subprocess.STDOUT,
            env=installation.environment | {"PORT": str(port)} | environment,
        )  # fmt: skip
    site = RunningSite(f"http://127.0.0.1:{port}", process, installation)
    try:
        _wait_until_live(site, log)
        yield site
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait_until_live(site: RunningSite, log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if site.process.poll() is not None:
            raise RuntimeError(f"the server ended:\n{log.read_text()}")
        try:
            with urllib.request.urlopen(f"{site.url}/health/live", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"the server does not answer:\n{log.read_text()}")
