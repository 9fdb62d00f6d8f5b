"""What every part of the contract builds upon."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import AppConfig, apps
from django.core.cache import cache
from django.utils import timezone

from courses.extensions import activity_types
from courses.models import ActivityPage, Completion
from prokadry.accounts.models import User

from ... import guard, health
from ...discovery import Plugin
from ...lifecycle import active
from ...registry import contributions
from ..programme import Programme, completion_of


class ContractBase:
    """What the author of a plugin fills in, and what the tests ask of it."""

    plugin: str

    def make_page(self) -> ActivityPage:
        """Return a new page of the plugin's type of activity, neither saved nor placed in the tree."""
        raise NotImplementedError(
            f"{self.plugin} has a type of activity: {type(self).__name__} needs make_page()"
        )

    def act(self, *, page: Any, user: User, now: datetime) -> None:
        """Do what completes a published page, as `user` at `now`."""
        raise NotImplementedError(f"{self.plugin} has a type of activity: {type(self).__name__} needs act()")

    @pytest.fixture(autouse=True)
    def _nothing_is_hidden(self, settings: Any, tmp_path: Path) -> Iterator[None]:
        """Fail a test during which the plugin failed, though the site went on as if it had not."""
        settings.MEDIA_ROOT = tmp_path / "media"
        cache.clear()
        health.reset()
        guard.reset()
        yield
        faults = [f"{fault.seam}: {fault.cause}" for fault in health.faults()]
        cache.clear()
        health.reset()
        guard.reset()
        assert not faults, "the plugin failed while the site went on:\n" + "\n".join(faults)

    @property
    def found(self) -> Plugin:
        """The plugin as the kernel found it."""
        on = {plugin.name: plugin for plugin in active()}
        assert self.plugin in on, (
            f"{self.plugin!r} is not turned on; on are: {', '.join(sorted(on)) or 'none'}"
        )
        return on[self.plugin]

    @property
    def app(self) -> AppConfig:
        return apps.get_app_config(self.found.name)

    def brought(self, registry: str) -> list[str]:
        """Return the keys of what the plugin registered there."""
        return contributions(self.plugin).get(registry, [])

    def need(self, registry: str) -> list[str]:
        """Return the keys of what the plugin registered there; skip the test when there is nothing."""
        if not (keys := self.brought(registry)):
            pytest.skip(f"{self.plugin} brings nothing for {registry}")
        return keys

    @property
    def has_activity(self) -> bool:
        """Whether the plugin registered a type of activity."""
        return bool(self.brought(activity_types.name))

    @pytest.fixture
    def programme(self, db: None) -> Programme:
        return Programme(self.plugin)

    @pytest.fixture
    def page(self, programme: Programme) -> ActivityPage:
        """A published page of the plugin's type, the only one of its course, under a title that is shown as it is."""
        self.need(activity_types.name)
        page = self.make_page()
        page.title = ""
        return programme.publish(page)

    def complete(self, page: ActivityPage, person: Any, capture: Any) -> Completion:
        """Let somebody complete a page, with what follows once that is written."""
        with capture(execute=True):
            self.act(page=page, user=person, now=timezone.now())
        return completion_of(person, page)
