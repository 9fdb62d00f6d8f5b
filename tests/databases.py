"""PostgreSQL and Redis of a test's own: processes in a folder of theirs, to be killed and started again."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_TIMEOUT_S = 60


def postgres_programs() -> Path | None:
    """Return where Debian keeps initdb and pg_ctl, of the newest version, or None when it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    return found[-1] if found else None


class Postgres:
    """A PostgreSQL in a folder, reached by a socket in it."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self._folder = folder
        self._programs = programs
        self.url = f"postgres://prokadry@/prokadry?host={folder}"
        self.dsn = f"host={folder} user=prokadry dbname=prokadry"

    def create(self) -> None:
        """Make the data folder, start the server and make the database."""
        data = str(self._folder / "data")
        self._run("initdb", "-D", data, "-U", "prokadry", "--auth=trust", "--encoding=UTF8", "--no-sync")
        self.start()
        self._run("createdb", "-h", str(self._folder), "-U", "prokadry", "prokadry")

    def start(self) -> None:
        """Start the server and wait until it answers; where it was stopped hard, it recovers from its log first."""
        options = f"-k {self._folder} -c listen_addresses='' -c fsync=off"
        self._control(
            "-w", "-t", str(START_TIMEOUT_S), "-l", str(self._folder / "log"), "-o", options, "start"
        )

    def stop(self) -> None:
        """Stop at once, as a crash does: connections are cut, nothing is finished or written."""
        self._control("-m", "immediate", "stop")

    def _control(self, *arguments: str) -> None:
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-s", *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        # The server refuses to run as root.
        who = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        subprocess.run(
            [*who, str(self._programs / program), *arguments],
            check=True, stdout=subprocess.DEVNULL, cwd=self._folder,
        )  # fmt: skip


class Redis:
    """A Redis in a folder, reached by a socket in it, that keeps nothing on disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket = folder / "redis.sock"
        self.url = f"unix://{self._socket}?db=0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and wait for its socket."""
        self._socket.unlink(missing_ok=True)
        self._process = subprocess.Popen(
            ["redis-server", "--port", "0", "--unixsocket", str(self._socket), "--save", "", "--appendonly", "no"],
            cwd=self._folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        deadline = time.monotonic() + START_TIMEOUT_S
        while not self._socket.exists():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise RuntimeError("Redis does not start")
            time.sleep(0.02)

    def kill(self) -> None:
        """End the server with SIGKILL."""
        if self._process:
            self._process.kill()
            self._process.wait()


@contextmanager
def postgres(programs: Path) -> Iterator[Postgres]:
    """A running PostgreSQL until the block ends. Its folder is short: a socket's path may not be long."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
    server = Postgres(folder, programs)
    try:
        server.create()
        yield server
    finally:
        try:
            server.stop()
        except subprocess.CalledProcessError:  # a test may have stopped it
            pass
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def redis() -> Iterator[Redis]:
    """A running Redis until the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="redis-"))
    server = Redis(folder)
    try:
        server.start()
        yield server
    finally:
        server.kill()
        shutil.rmtree(folder, ignore_errors=True)
