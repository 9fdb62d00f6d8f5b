"""«Plugins» in the CMS: what is installed, how it is, and which seasons use it."""

from collections.abc import Mapping
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

from prokadry.plugins.models import PluginSettings
from prokadry.plugins.registry import Registrable
from prokadry.plugins.settings import change_settings, plugin_settings
from prokadry.plugins.texts import in_language

from ..domain.plugin_overview import PluginView, find_plugin, list_plugins
from ..domain.switches import switch_plugin
from .plugin_settings import SettingsForm

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
    "accounts.notice_kinds": gettext_lazy("occasions of notices"),
    "accounts.notification_channels": gettext_lazy("ways to send notices"),
    "themes": gettext_lazy("themes of the site"),
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

    def settings_form(self, data: Any = None) -> SettingsForm | None:
        """Return the form of the plugin's settings, None when it has none."""
        plugin = self.plugin.plugin
        if plugin is None or not plugin.manifest.settings:
            return None
        return SettingsForm(plugin.manifest.settings, vars(plugin_settings(plugin.name)), data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add `plugin`, what it brings as (words, names), and the form of its settings."""
        brought = [
            (SEAMS.get(seam, seam), [_name_of(entry) for entry in entries])
            for seam, entries in self.plugin.contributions.items()
        ]
        form = kwargs.pop("form", None) or self.settings_form()
        more = {"plugin": self.plugin, "brought": brought, "form": form}
        return {**super().get_context_data(**kwargs), **more}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save the settings, or the switches: each has a button of its own."""
        return self._change_settings(request) if "settings" in request.POST else self._switch(request)

    def _change_settings(self, request: HttpRequest) -> HttpResponse:
        form = self.settings_form(request.POST)
        if form is None:
            raise Http404
        if not form.is_valid():
            messages.error(request, _("The settings are not saved: see what is wrong below."))
            return self.render_to_response(self.get_context_data(form=form))
        change_settings(plugin=self.plugin.name, values=form.cleaned_data, now=timezone.now())
        row = PluginSettings.objects.get(pk=self.plugin.name)
        log(row, "wagtail.edit", user=request.user)
        messages.success(request, _("The settings are saved."))
        return redirect("plugin", self.plugin.name)

    def _switch(self, request: HttpRequest) -> HttpResponse:
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


def _name_of(entry: Registrable) -> str:
    """Return what people call an entry, its key where it has no name of its own."""
    title = getattr(entry, "label", None) or getattr(entry, "title", None) or entry.key
    return in_language(title) if isinstance(title, Mapping) else str(title)
