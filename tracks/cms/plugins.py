"""«Plugins» in the CMS: what is installed, how it is, and which seasons use it."""

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from ..domain.plugin_overview import PluginView, find_plugin, list_plugins
from ..domain.switches import switch_plugin

TITLE = gettext_lazy("Plugins")
PERMISSION = "tracks.switch_plugin"
LOG_ACTION = "tracks.switch_plugin"
# What a plugin adds, by the name of the registry, in the words of organisers.
SEAMS: dict[str, str | Promise] = {
    "courses.activity_types": gettext_lazy("types of activities"),
    "courses.completion_rules": gettext_lazy("rules of completion"),
    "courses.access_policies": gettext_lazy("conditions of access"),
    "courses.check_in_methods": gettext_lazy("ways to confirm presence"),
    "courses.video_providers": gettext_lazy("sources of video"),
    "tracks.reports": gettext_lazy("reports"),
    "tracks.dashboard_cards": gettext_lazy("cards in the personal area"),
    "accounts.notification_channels": gettext_lazy("ways to send notices"),
    "ui.nav_items": gettext_lazy("menu items"),
}


class PluginPage(WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]  # Wagtail has no types
    header_icon = "cogs"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let in only those who may turn plugins on and off."""
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class PluginsView(PluginPage):
    """All plugins of the installation."""

    template_name = "tracks/cms/plugins.html"
    page_title = TITLE

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": TITLE}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add `plugins`."""
        return {**super().get_context_data(**kwargs), "plugins": list_plugins()}


class OnePluginView(PluginPage):
    """One plugin: what it brings, what is wrong with it, and a switch for each season."""

    template_name = "tracks/cms/plugin.html"

    @cached_property
    def plugin(self) -> PluginView:
        plugin = find_plugin(self.kwargs["name"])
        if plugin is None:
            raise Http404
        return plugin

    def get_page_title(self) -> str:
        return self.plugin.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listed = {"url": reverse("plugins"), "label": TITLE}
        return [*self.breadcrumbs_items, listed, {"url": "", "label": self.plugin.title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add `plugin`, and what it brings as (words, keys)."""
        brought = [(SEAMS.get(seam, seam), keys) for seam, keys in self.plugin.contributions.items()]
        return {**super().get_context_data(**kwargs), "plugin": self.plugin, "brought": brought}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Turn the plugin on in the seasons that are ticked, off in the others."""
        on = set(request.POST.getlist("season"))
        changed = 0
        for switch in self.plugin.switches:
            is_on = str(switch.season.pk) in on
            if switch_plugin(
                plugin=self.plugin.name,
                season=switch.season,
                is_on=is_on,
                by=request.user,
                now=timezone.now(),
            ):
                changed += 1
                data = {"plugin": self.plugin.name, "is_on": is_on}
                log(switch.season, LOG_ACTION, user=request.user, data=data)
        text = _("Saved. The curricula of the season follow.") if changed else _("Nothing has changed.")
        messages.success(request, text)
        return redirect("plugin", self.plugin.name)
