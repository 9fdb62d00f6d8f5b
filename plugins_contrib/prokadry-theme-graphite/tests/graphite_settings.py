"""The project's test settings, with this plugin turned on from its sources."""

from pathlib import Path

from prokadry.plugins.testing import turn_on_source

turn_on_source(Path(__file__).parents[1])

from prokadry.settings.testing import *  # noqa: E402, F403 - settings find the plugin when they are read
