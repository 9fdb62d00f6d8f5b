"""`-p tests.plugins.ready_tables`, for tests of a plugin that know nothing of ours: tables that are there already."""

import pytest


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Called when there are settings; what is registered last takes the place of the fixtures of pytest-django."""
    from tests import migrated

    config.pluginmanager.register(migrated)
