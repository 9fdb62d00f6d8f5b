"""Plugins that load and then fail wherever they are called, one for each seam: see what a whole site makes of them."""

from pathlib import Path
from typing import Any

from tests.plugins.distributions import install

FAILED = "RuntimeError: no luck"
FAIL = """
from django.utils.functional import lazy


def fail(*args, **kwargs):
    raise RuntimeError("no luck")
"""
RULE = """
from courses.extensions import ActivityType, activity_types, completion_rules


class Raising:
    key, order, version, measure = "fail", 50, 1, fail


completion_rules.register(Raising())
activity_types.register(ActivityType("failing", "Сбой", "film", "fail", fail))
"""
NAVIGATION = """
from prokadry.ui.navigation import Area, NavItem, nav_items

nav_items.register(NavItem("site.sample", Area.SITE, lazy(fail, str)(), "/p/sample/"))
"""
ICON = """
from courses.extensions import ActivityType, activity_types

activity_types.register(ActivityType("sample_icon", "Сбой", "nothing", "read", fail))
"""
CARD = """
from tracks.extensions import DashboardCard, dashboard_cards

dashboard_cards.register(DashboardCard("sample_card", "sample_card/card.html", context=fail))
dashboard_cards.register(DashboardCard("sample_drawn", "sample_card/card.html", context=lambda board: {}))
"""
REPORTS = """
from tracks.extensions import Column, reports


class Raising:
    key, order, title, summary = "sample_report", 1, "Отчёт", "Отчёт, который не выходит"
    permission, filters, columns = "courses.view_all_completions", frozenset(), (Column("name", "Имя"),)
    rows = fail


class Midway(Raising):
    key = "sample_midway"

    def rows(self, scope, *, now):
        for number in range(700):
            yield (number,)
        fail()


reports.register(Raising())
reports.register(Midway())
"""
VIDEO = """
from courses.extensions import video_providers


class Raising:
    key, order, label, example = "sample_video", 1, "Видео", "https://video.example/1"
    recognise = facts = show = fail


video_providers.register(Raising())
"""
CHANNEL = """
from prokadry.accounts.extensions import notification_channels


class Raising:
    key, order, deliver = "sample_channel", 1, fail


notification_channels.register(Raising())
"""
CHECK_IN = """
from courses.extensions import check_in_methods


class Raising:
    key, order, label, by_staff = "sample_check_in", 1, "Метка", False
    open_points = recognise = fail


check_in_methods.register(Raising())
"""
SIGNALS = """
from cms_pages.signals import public_content_changed
from courses.signals import activity_changed, completion_changed

public_content_changed.connect(fail)
activity_changed.connect(fail)
completion_changed.connect(fail)
"""
THEME = """
from pathlib import Path
from prokadry.ui.themes import read_theme, themes

themes.register(read_theme(Path(__file__).parent / "sample_theme"))
"""
THEME_FILES = {
    "sample_theme/theme.toml": """
[theme]
name = "sample_theme"
title = {ru = "Пример", en = "Example"}
description = {ru = "Для проверки", en = "For tests"}
modes = ["light", "dark", "legible"]
overlays = ["includes/header.html"]
""",
    "sample_theme/templates/includes/header.html": "{% url 'nothing_of_this_name' %}",
}
HOOKS = [
    "construct_main_menu", "construct_homepage_panels", "construct_page_action_menu",
    "construct_explorer_page_queryset", "construct_homepage_summary_items",
    "construct_wagtail_userbar", "construct_page_listing_buttons",
    "register_admin_menu_item", "register_settings_menu_item", "register_reports_menu_item", "register_help_menu_item",
    "register_page_action_menu_item", "register_page_listing_buttons", "register_page_header_buttons",
    "register_snippet_listing_buttons", "register_user_listing_buttons", "register_account_settings_panel",
    "register_account_menu_item", "register_admin_search_area", "register_admin_urls", "register_admin_viewset",
    "register_icons", "register_log_actions", "register_permissions", "register_rich_text_features",
    "register_image_operations", "register_group_permission_panel",
    "insert_global_admin_js", "insert_global_admin_css", "insert_editor_js", "insert_editor_css",
    "before_edit_page", "after_edit_page", "before_serve_page", "on_serve_page", "describe_collection_contents",
    "get_avatar_url", "construct_reports_menu",
]  # fmt: skip
HOOK_FILE = (
    "from wagtail import hooks\n" + FAIL + "\n".join(f"hooks.register({name!r}, fail)" for name in HOOKS)
)
TAGS = "from django import template\nregister = template.Library()\n"
TASK = """
from django_tasks import task


@task()
def broken():
    raise RuntimeError("no luck")
"""
ADMIN = """
from django.contrib import admin
from prokadry.plugins.models import PluginSettings


class Admin(admin.ModelAdmin):
    has_module_permission = has_view_permission = fail


admin.site.register(PluginSettings, Admin)
"""
CLASH = """
from django.db import models


class Note(models.Model):
    person = models.ForeignKey("accounts.User", models.CASCADE, related_name="completions")
"""
OFF_ACTION = FAIL + "from wagtail import hooks\nhooks.register('register_bulk_action', fail)"
API = """
from django.urls import path
from rest_framework.views import APIView


class Raising(APIView):
    permission_classes = []

    def get(self, request):
        return 1 / 0


urlpatterns = [path("drf/", Raising.as_view()), path("plain/", lambda request: 1 / 0)]
"""
# name → what it is installed with, where it stops ("" when it stays on), what is said of it.
FAILING: dict[str, tuple[dict[str, Any], str, str]] = {
    "sample_rule": ({"ready": RULE}, "", FAILED),
    "sample_nav": ({"ready": NAVIGATION}, "ready", FAILED),
    "sample_icon": ({"ready": ICON}, "ready", "No icon 'nothing'"),
    "sample_card": (
        {"ready": CARD, "files": {"templates/sample_card/card.html": "{% url 'nothing' %}"}}, "", FAILED,
    ),
    "sample_reports": ({"ready": REPORTS}, "", FAILED),
    "sample_video": ({"ready": VIDEO}, "", FAILED),
    "sample_channel": ({"ready": CHANNEL}, "", FAILED),
    "sample_check_in": ({"ready": CHECK_IN}, "", FAILED),
    "sample_signals": ({"ready": SIGNALS}, "", FAILED),
    "sample_theme": ({"ready": THEME, "files": THEME_FILES}, "", "Reverse for 'nothing_of_this_name'"),
    "sample_every_hook": ({"files": {"wagtail_hooks.py": HOOK_FILE}}, "", FAILED),
    "sample_action": ({"files": {"wagtail_hooks.py": OFF_ACTION}}, "import", "takes a class"),
    "sample_tags": (
        {"files": {"templatetags/__init__.py": "", "templatetags/ui.py": TAGS}}, "import", "tags are called ui",
    ),
    "sample_task": ({"files": {"tasks.py": TASK}}, "", "RuntimeError"),
    "sample_views": ({"files": {"api_urls.py": API}}, "", "division by zero"),
    "sample_admin": ({"files": {"admin.py": FAIL + ADMIN}}, "", FAILED),
    "sample_clash": ({"files": {"models.py": CLASH}}, "import", "'User.completions'"),
}  # fmt: skip


def install_failing(folder: Path) -> None:
    """Install all of them."""
    for name, (options, _, _) in FAILING.items():
        install(folder, name, **options | ({"ready": FAIL + options["ready"]} if "ready" in options else {}))
