"""The browser of the journeys, for tests that look at components alone."""

from tests.journeys.conftest import browser

__all__ = ["browser"]
