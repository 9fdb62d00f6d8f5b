"""Which tests of a parallel run belong together: what is costly to set up is set up in one process only."""

import pytest
from xdist.scheduler import LoadScopeScheduling

# Journeys share the demo and begin first, then whatever serves sites of its own: begun last, they would end alone.
TOGETHER = ("tests/journeys/",)
FIRST = (*TOGETHER, "tests/courses/faults/", "tests/plugins/")


class ByFile(LoadScopeScheduling):
    """Hands out a file at a time, in the order of collection; all journeys are one file.

    Marks of groups (`--dist loadgroup`) do nothing with pytest 9.2: xdist 3.8 hands them on in a name that is no
    longer read.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return next((folder for folder in TOGETHER if file.startswith(folder)), file)


def make_scheduler(config: pytest.Config, log: object) -> ByFile:
    """Return what hands out the tests of a parallel run."""
    config.option.loadscopereorder = False
    return ByFile(config, log)


def put_first(items: list[pytest.Item]) -> None:
    """Sort what takes longest to the front."""
    items.sort(
        key=lambda item: next(
            (n for n, folder in enumerate(FIRST) if item.nodeid.startswith(folder)), len(FIRST)
        )
    )
