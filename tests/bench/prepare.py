"""Runs inside an installation: `python -m tests.bench.prepare KIND SIZE PINGS FILE` writes a crowd and its requests."""

import sys
from pathlib import Path

import django

django.setup()

from django.utils import timezone  # noqa: E402 - models need the apps loaded just now

from tests.bench import crowd  # noqa: E402 - as above
from tests.bench.generator import save_requests  # noqa: E402 - as above


def main() -> None:
    """Make a crowd of a kind and write all its pings into a file."""
    kind, size, pings, path = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
    people = crowd.make_crowd(size, kind=kind, now=timezone.now())
    bodies = crowd.ping_bodies(people, crowd.make_sessions(people), pings=pings)
    save_requests(path, crowd.as_requests(bodies))


if __name__ == "__main__":
    main()
