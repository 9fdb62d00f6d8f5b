"""Plugins that are broken, one for each way: what they are installed with, where they stop, what is said of them."""

from pathlib import Path
from typing import Any

from tests.plugins.distributions import install
from tests.plugins.sample_read import FILES, READY

POLICY = """
from courses.extensions import Access, access_policies


class Raising:
    key, order = "sample_policy", 1

    def check(self, *, user, **facts):
        if user.email == "anna.beginner@example.org":
            return Access(True)
        raise RuntimeError("who knows")


access_policies.register(Raising())
"""
SEASON = """
from cms_pages.extensions import season_sources


class Broken:
    key, order = "sample_season", 1

    def season(self):
        raise RuntimeError("no season")

    directions = season


season_sources.register(Broken())
"""
HOOKS = """
from wagtail import hooks


@hooks.register("construct_main_menu")
@hooks.register("register_admin_menu_item")
@hooks.register("insert_global_admin_js")
def fail(*args):
    raise RuntimeError("hook")
"""
TABLELESS = """
from django.db import models
from wagtail.models import Page


class LostPage(Page):
    text = models.TextField()
"""
BAD_MIGRATION = """
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sample_badmig", "0001_which_is_not_there")]
"""
HALF = "from wagtail.models import Page\nclass HalfPage(Page):\n    pass\nraise RuntimeError('half')"
UNUSABLE = "from django.urls import path\nurlpatterns = [path('x/', 'no view')]"
VIEW = "from django.urls import path\nurlpatterns = [path('', lambda request: 1 / 0)]"
BROKEN_TEMPLATE = {"templates/sample_read/reading_page.html": "{% load nothing_of_this_name %}"}
MISSING = "requires = {not_there = '>=1'}\n"
# name → what it is installed with, where it stops ("" when it stays on), what is said of it.
BROKEN: dict[str, tuple[dict[str, Any], str, str]] = {
    "sample_import": ({"files": {"apps.py": "import nothing"}}, "import", "No module named 'nothing'"),
    "sample_models": ({"files": {"models.py": HALF}}, "models", "half"),
    "sample_ready": ({"ready": "1 / 0"}, "ready", "division by zero"),
    "sample_policy": ({"ready": POLICY}, "", "who knows"),
    "sample_season": ({"ready": SEASON}, "", "no season"),
    "sample_hooks": ({"files": {"wagtail_hooks.py": HOOKS}}, "", "hook"),
    "sample_urls": ({"files": {"urls.py": UNUSABLE}}, "urls", "view must be a callable"),
    "sample_api": ({"files": {"api_urls.py": "1 / 0"}}, "api_urls", "division by zero"),
    "sample_table": ({"files": {"models.py": TABLELESS}}, "migrations", "there is no table sample_table_lostpage"),
    "sample_badmig": (
        {"files": {"migrations/__init__.py": "", "migrations/0002_x.py": BAD_MIGRATION}},
        "migrations", "0001_which_is_not_there",
    ),
    "sample_manifest": ({"manifest": "[plugin]\nname = 1"}, "manifest", "plugin.name: expected a text"),
    "sample_api_old": ({"manifest": '[plugin]\nname = "sample_api_old"\ntitle = "x"\napi = "<1"'}, "api", "<1"),
    "sample_missing": ({"extra": MISSING}, "dependencies", "which is not turned on"),
    "sample_circle": ({"extra": "requires = {sample_circle = '>=1'}\n"}, "dependencies", "in a circle"),
}  # fmt: skip


def install_broken(folder: Path) -> None:
    """Install all of them, and an activity of reading whose page and view fail."""
    install(folder, "sample_read", ready=READY, files=FILES | BROKEN_TEMPLATE | {"urls.py": VIEW})
    for name, (options, _, _) in BROKEN.items():
        install(folder, name, **options)
