"""The plugin installed as pip would leave it, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

from prokadry.plugins.testing import install_source
from tests.servers import ROOT

PROJECT = Path(__file__).parents[1]
REPORT = """
import django
django.setup()
from django.contrib.staticfiles import finders
from django.core.checks import run_checks
from prokadry.ui.themes import themes
print([message for message in run_checks() if message.id.startswith("themes.")])
print("graphite" in themes and themes.plugin_of("graphite"))
for name in ("theme.css", "prokadry/img/mark.svg"):
    print(finders.find(f"themes/graphite/{name}") is not None)
"""


def report(folder: Path, plugins: str) -> list[str]:
    result = subprocess.run(
        [sys.executable, "-c", REPORT], cwd=ROOT, check=True, capture_output=True, text=True,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "prokadry.settings.testing",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "site"), str(ROOT), str(folder)]),
            "PROKADRY_PLUGINS": plugins,
            "PROKADRY_VAR": str(folder / "var"),
        },
    )  # fmt: skip
    return result.stdout.split("\n")[:-1]


def test_the_theme_is_there_while_the_plugin_is_on_and_readable(tmp_path: Path) -> None:
    folder = install_source(PROJECT, tmp_path)
    assert report(folder, "graphite") == ["[]", "graphite", "True", "True"]
    assert report(folder, "") == ["[]", "False", "False", "False"]
