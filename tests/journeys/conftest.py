"""The demo as its README starts it, and a browser: shared by all journeys of one test process."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browsers import Watched, new_context, watched_page
from tests.servers import RunningSite, new_installation, running


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep journeys in one process: they share the demo, which is loaded once."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("journeys"))


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    # DEMO_VAR keeps the lectures between runs while journeys are being written.
    folder = os.environ.get("DEMO_VAR")
    installation = new_installation(Path(folder) if folder else tmp_path_factory.mktemp("demo"))
    installation.manage("migrate", "--verbosity", "0")
    installation.manage("load_demo")
    with running(installation) as site:
        yield site


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Watched]:
    context = new_context(browser)
    watched = watched_page(context)
    yield watched
    context.close()
    assert watched.complaints == []
