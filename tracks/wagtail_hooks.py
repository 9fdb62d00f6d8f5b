from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup
from wagtail.log_actions import LogActionRegistry

from .cms.choosers import activity_chooser, course_chooser
from .cms.plugins import LOG_ACTION as SWITCH
from .cms.plugins import PERMISSION as MAY_SWITCH
from .cms.plugins import TITLE as PLUGINS
from .cms.plugins import OnePluginView, PluginsView
from .cms.reports import EXPORT, TITLE, ReportFileView, ReportsView, ReportView, list_reports
from .cms.season_copy import LOG_ACTION as COPY
from .cms.viewsets import ProgrammeGroup
from .domain.overview import describe_current_season


@hooks.register("register_admin_viewset")
def register_programme() -> list[ViewSet | ViewSetGroup]:
    """Add the section «Programme» and the choosers it uses."""
    return [ProgrammeGroup(), course_chooser, activity_chooser]


class SeasonPanel(Component):
    """The current season in figures, on the home page of those who may see participants."""

    name = "season"
    template_name = "tracks/cms/season_panel.html"
    order = 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Add `overview`, None without a current season."""
        return {"overview": describe_current_season()}


@hooks.register("construct_homepage_panels")
def show_season(request: HttpRequest, panels: list[Component]) -> None:
    """Put the panel on the home page."""
    if request.user.has_perm("tracks.view_enrolment"):
        panels.append(SeasonPanel())


class ReportsMenuItem(MenuItem):
    """Shown to those who may see at least one report."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(list_reports(request))


@hooks.register("register_reports_menu_item")
def list_programme_reports() -> MenuItem:
    """Put the reports into the menu «Reports»."""
    return ReportsMenuItem(
        TITLE, reverse("programme_reports"), name="programme_reports", icon_name="table", order=50
    )


@hooks.register("register_admin_urls")
def register_report_urls() -> list[URLPattern]:
    """Show the reports, and give each as a file."""
    return [
        path("reports/programme/", ReportsView.as_view(), name="programme_reports"),
        path("reports/programme/<str:key>/", ReportView.as_view(), name="programme_report"),
        path("reports/programme/<str:key>/table.csv", ReportFileView.as_view(), name="programme_report_file"),
    ]


@hooks.register("register_log_actions")
def register_actions(actions: LogActionRegistry) -> None:
    """Let the log of the site tell who took a report as a file, turned a plugin on or off, copied a season."""
    actions.register_action(COPY, _("Copy a season"), _("Season made as a copy"))
    actions.register_action(SWITCH, _("Turn a plugin on or off"), _("Plugin turned on or off"))
    actions.register_action(EXPORT, _("Save a report as a file"), _("Report saved as a file"))


class PluginsMenuItem(MenuItem):
    """Shown to those who may turn plugins on and off."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MAY_SWITCH)


@hooks.register("register_settings_menu_item")
def list_plugins() -> MenuItem:
    """Put the plugins into the menu «Settings»."""
    return PluginsMenuItem(PLUGINS, reverse("plugins"), name="plugins", icon_name="cogs", order=900)


@hooks.register("register_admin_urls")
def register_plugin_urls() -> list[URLPattern]:
    """Show the plugins, and let each be turned on and off by season."""
    return [
        path("plugins/", PluginsView.as_view(), name="plugins"),
        path("plugins/<str:name>/", OnePluginView.as_view(), name="plugin"),
    ]
