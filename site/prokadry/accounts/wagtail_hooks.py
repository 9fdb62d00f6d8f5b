from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.components import Component
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .choosers import PersonChooser, person_chooser
from .domain.personal_data import find_unfinished
from .http.fields import TimeZoneField
from .models import Region


class RegionForm(WagtailAdminModelForm):
    time_zone = TimeZoneField(label=_("Time zone"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].offer(self.instance.time_zone)


class RegionViewSet(SnippetViewSet):
    model = Region
    icon = "globe"
    menu_label = _("Regions")
    menu_order = 650
    add_to_settings_menu = True
    list_display = ["name", "district", "time_zone", "code"]
    list_filter = ["district"]
    search_fields = ["name", "code"]
    ordering = "name"
    panels = [FieldPanel("name"), FieldPanel("code"), FieldPanel("district"), FieldPanel("time_zone")]

    def get_form_class(self, for_update: bool = False) -> type[RegionForm]:
        return self.get_edit_handler().get_form_class()


register_snippet(RegionViewSet)


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    """Offer our own permissions in the form of a group."""
    return Permission.objects.filter(
        Q(content_type__app_label="courses", codename__in=["view_all_completions", "preview_activity"])
        | Q(content_type__app_label="tracks", codename="grant_extension")
    )


@hooks.register("register_admin_viewset")
def register_chooser() -> PersonChooser:
    """Add the addresses of the chooser of people."""
    return person_chooser


class ErasuresBanner(Component):
    """Tells those who may erase people which erasures are not finished, and what they wait for."""

    order = 0
    name = "erasures_banner"

    def render_html(self, parent_context: Any = None) -> SafeString:
        """Return the banner, nothing when all are."""
        erasures = find_unfinished()
        if not erasures:
            return SafeString("")
        return render_to_string("accounts/admin/erasures.html", {"erasures": erasures})


@hooks.register("construct_homepage_panels")
def add_banner(request: HttpRequest, panels: list[Component]) -> None:
    """Put the banner first."""
    if request.user.has_perm("accounts.delete_user"):
        panels.insert(0, ErasuresBanner())
