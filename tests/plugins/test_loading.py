"""A process with plugins that are broken in every way starts, and says which of them is off and why."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.plugins.distributions import install
from tests.servers import ROOT

HALF_A_MODEL = """
from django.db import models
from wagtail.models import Page


class HalfPage(Page):
    owner_of_it = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")


raise RuntimeError("the second half is missing")
"""
REPORT = """
import json
import django
django.setup()
from django.apps import apps
from django.core.management import call_command
from wagtail.models import Page, get_page_models
from wagtail import hooks
from prokadry.plugins import health, lifecycle
from prokadry.ui.navigation import nav_items
from courses.extensions import activity_types
hooks.get_hooks("register_admin_menu_item")
print(json.dumps({
    "off": {failure.plugin: [failure.stage, failure.cause] for failure in health.failures()},
    "on": [plugin.name for plugin in lifecycle.active()],
    "apps": [config.label for config in apps.get_app_configs() if config.label.startswith("sample_")],
    "models": [model.__name__ for model in apps.get_models() if model.__module__.startswith("sample_")],
    "page_models": [model.__name__ for model in get_page_models() if model.__module__.startswith("sample_")],
    "related": [str(field.name) for field in Page._meta.related_objects if "half" in field.name],
    "items": {item.key: nav_items.plugin_of(item.key) for item in nav_items if nav_items.plugin_of(item.key)},
    "types": [kind.key for kind in activity_types],
}))
"""
REGISTER = """from prokadry.ui.navigation import Area, NavItem, nav_items
nav_items.register(NavItem("site.{name}", Area.SITE, "Пример", "/p/{name}/"))
"""


def run(folder: Path, code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=False, capture_output=True, text=True,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "prokadry.settings.testing",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "site"), str(ROOT), str(folder)]),
            "PROKADRY_PLUGINS": "*",
            "PROKADRY_VAR": str(folder / "var"),
        }
        | environment,
    )  # fmt: skip


def install_broken(folder: Path) -> None:
    install(folder, "sample_good", ready=REGISTER.format(name="good"))
    install(folder, "sample_import", files={"apps.py": "import nothing_of_this_name"})
    install(folder, "sample_package", files={"__init__.py": "1 / 0"})
    install(folder, "sample_exit", files={"apps.py": "raise SystemExit(3)"})
    install(folder, "sample_models", files={"models.py": HALF_A_MODEL})
    install(folder, "sample_ready", ready=REGISTER.format(name="ready") + "raise RuntimeError('not today')")
    install(
        folder, "sample_taken",
        ready="from courses.extensions import activity_types\n"
        "from courses.builtin import WEBINAR\n"
        "activity_types.unregister('live_stream')\nactivity_types.register(WEBINAR)",
    )  # fmt: skip
    install(folder, "sample_hooks", files={"wagtail_hooks.py": "raise RuntimeError('no hooks')"})
    install(folder, "sample_admin", files={"admin.py": "raise RuntimeError('no admin')"})
    install(folder, "sample_tags", files={"templatetags/__init__.py": "", "templatetags/odd.py": "1 / 0"})
    install(folder, "sample_manifest", manifest="[plugin]\nname = 7\n")
    install(
        folder,
        "sample_needs",
        extra='requires = {sample_ready = ">=1"}\n',
        ready=REGISTER.format(name="needs"),
    )


def test_what_is_broken_is_off_and_the_rest_is_on(tmp_path: Path) -> None:
    install_broken(tmp_path)
    done = run(tmp_path, REPORT, PROKADRY_PLUGINS_STRICT="0")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["on"] == report["apps"] == ["sample_good"]
    assert report["items"] == {"site.good": "sample_good"}
    assert report["models"] == report["page_models"] == report["related"] == []
    assert report["types"] == ["webinar", "live_stream"]
    off = report["off"]
    assert {name: stage for name, (stage, _) in off.items()} == {
        "sample_admin": "import",
        "sample_exit": "import",
        "sample_hooks": "import",
        "sample_import": "import",
        "sample_manifest": "manifest",
        "sample_models": "models",
        "sample_needs": "ready",
        "sample_package": "import",
        "sample_ready": "ready",
        "sample_tags": "import",
        "sample_taken": "ready",
    }
    assert off["sample_import"][1] == "ModuleNotFoundError: No module named 'nothing_of_this_name'"
    assert off["sample_models"][1] == "RuntimeError: the second half is missing"
    assert off["sample_needs"][1] == "needs the plugin 'sample_ready', which is off"
    assert "RuntimeError: not today" in done.stderr


def test_strict_mode_raises_and_names_plugin_and_cause(tmp_path: Path) -> None:
    install(tmp_path, "sample_models", files={"models.py": HALF_A_MODEL})
    done = run(tmp_path, REPORT)
    assert done.returncode == 1
    assert "plugin 'sample_models', models: RuntimeError: the second half is missing" in done.stderr
