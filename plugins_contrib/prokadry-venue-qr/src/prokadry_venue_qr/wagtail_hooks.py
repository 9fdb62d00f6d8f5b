"""What the plugin adds to the editors' interface."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from courses.models import Activity
from prokadry.accounts.models import User

from .domain.facts import PERMISSION
from .domain.queries import list_ahead
from .models import VenueMeetingPage


@hooks.register("register_permissions")
def show_permission() -> QuerySet[Permission]:
    """Let administrators give the permission to a group in the settings of the CMS."""
    return Permission.objects.filter(
        content_type__app_label="venue_qr", codename=PERMISSION.partition(".")[2]
    )


@hooks.register("register_page_header_buttons")
def link_door(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Lead from a published meeting to the list at its door."""
    if issubclass(page.specific_class or Page, VenueMeetingPage) and user.has_perm(PERMISSION):
        activity = Activity.objects.filter(page_id=page.pk).first()
        if activity is not None:
            url = reverse("venue_qr:door", args=[activity.pk])
            yield Button(_("List at the door"), url=url, icon_name="group", priority=12)


class MeetingsAheadPanel(Component):
    """Tells organisers which meetings run or come next, with the way to their doors."""

    name = "venue_meetings"
    template_name = "venue_qr/admin/meetings_ahead.html"
    order = 62

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Add `meetings`."""
        return {"meetings": list_ahead(now=timezone.now())}


@hooks.register("construct_homepage_panels")
def show_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Put the panel on the editors' home page of those who may confirm."""
    if request.user.has_perm(PERMISSION):
        panels.append(MeetingsAheadPanel())
