"""`manage.py plugins list | doctor | new NAME`: what is installed, what is wrong with it, and a new one."""

import shlex
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.urls import get_resolver

from prokadry.plugins import health
from prokadry.plugins.advice import advice_for
from prokadry.plugins.discovery import EVERY, Plugin, discover
from prokadry.plugins.lifecycle import active, installed
from prokadry.plugins.registry import contributions
from prokadry.plugins.scaffolding import write_plugin
from prokadry.plugins.schema import turn_off_unmigrated
from prokadry.plugins.texts import in_language


class Command(BaseCommand):
    """Say what plugins there are, or begin a new one."""

    help = "Lists the installed plugins, says what is wrong with them, or writes a new one."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do."""
        what = parser.add_subparsers(dest="what", required=True)
        what.add_parser("list", help="name, version and state of each, and what it registered")
        what.add_parser("doctor", help="what is wrong and what to do; exits with 1 when something is")
        new = what.add_parser(
            "new", help="write the distribution of a new plugin, with an activity and tests"
        )
        new.add_argument("name", help="lower-case letters, digits and underscores")
        new.add_argument(
            "--folder", type=Path, default=Path(), help="where to put it; the present folder if omitted"
        )

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        """Do it."""
        if what == "new":
            self._write(options["name"], options["folder"])
            return
        turn_off_unmigrated()
        get_resolver().url_patterns  # noqa: B018 - addresses of plugins are read when they are first asked for
        if what == "list":
            self._list()
        elif not self._diagnose():
            sys.exit(1)

    def _write(self, name: str, folder: Path) -> None:
        target = write_plugin(name=name, folder=folder).resolve()
        paths = shlex.quote(f"{settings.ROOT / 'site'}:{settings.ROOT}")
        self.stdout.write(f"{target} is written. Run its tests:")
        self.stdout.write(
            f"    cd {shlex.quote(str(target))} && PYTHONPATH={paths} {shlex.quote(sys.executable)} -m pytest"
        )

    def _list(self) -> None:
        on = {plugin.name for plugin in active()}
        asked = {plugin.name for plugin in installed().loadable} | {one.plugin for one in health.failures()}
        idle = [plugin for plugin in discover([EVERY]).loadable if plugin.name not in asked]
        for plugin in (*installed().loadable, *idle):
            self._describe(
                plugin, "on" if plugin.name in on else "off" if plugin.name in asked else "not turned on"
            )
        known = {plugin.name for plugin in installed().loadable}
        for failure in health.failures():
            if failure.plugin not in known:
                self.stdout.write(f"{failure.plugin}  off  {failure.stage}: {failure.cause}")
        if not asked and not idle:
            self.stdout.write("No plugin is installed.")

    def _describe(self, plugin: Plugin, state: str) -> None:
        title = in_language(plugin.manifest.title)
        self.stdout.write(f"{plugin.name} {plugin.version}  {state}  {title} ({plugin.distribution})")
        for registry, keys in contributions(plugin.name).items():
            self.stdout.write(f"    {registry}: {', '.join(keys)}")

    def _diagnose(self) -> bool:
        failures, faults = health.failures(), health.faults()
        for failure in failures:
            self.stdout.write(f"{failure.plugin} is off. Stage: {failure.stage}. Cause: {failure.cause}")
            self.stdout.write(f"    {advice_for(failure)}")
        for fault in faults:
            times = "once" if fault.count == 1 else f"{fault.count} times"
            self.stdout.write(
                f"{fault.plugin} is on, but failed {times} in {fault.seam}. Last cause: {fault.cause}"
            )
            self.stdout.write("    It is called again by itself; the log of the server has the whole error.")
        if not failures and not faults:
            count = len(active())
            self.stdout.write(
                f"{count} plugins are on, nothing is wrong." if count else "No plugin is turned on."
            )
        return not failures and not faults
