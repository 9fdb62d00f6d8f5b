"""Runs inside an installation: `python -m tests.bench.prepare KIND SIZE PINGS FILE …` writes a crowd's requests."""

import sys
from pathlib import Path

import django

django.setup()

from django.utils import timezone  # noqa: E402 - models need the apps loaded just now

from tests.bench import crowd  # noqa: E402 - as above
from tests.bench.generator import save_requests  # noqa: E402 - as above


def main() -> None:
    """Make a crowd of a kind and divide its pings, in their order, among the files."""
    kind, size, pings, *paths = sys.argv[1:]
    people = crowd.make_crowd(int(size), kind=kind, now=timezone.now())
    bodies = crowd.ping_bodies(people, crowd.make_sessions(people), pings=int(pings))
    share = len(bodies) // len(paths)
    for number, path in enumerate(paths):
        save_requests(Path(path), crowd.as_requests(bodies[number * share : (number + 1) * share]))


if __name__ == "__main__":
    main()
