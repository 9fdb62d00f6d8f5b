from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup

from .cms.choosers import activity_chooser, course_chooser
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
