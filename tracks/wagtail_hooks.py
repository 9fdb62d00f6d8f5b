from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup

from .cms.choosers import activity_chooser, course_chooser, person_chooser
from .cms.viewsets import ProgrammeGroup


@hooks.register("register_admin_viewset")
def register_programme() -> list[ViewSet | ViewSetGroup]:
    """Add the section «Programme» and the choosers it uses."""
    return [ProgrammeGroup(), course_chooser, activity_chooser, person_chooser]
