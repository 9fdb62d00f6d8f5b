"""What the CMS and the serving of pages get from the kernel."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.ui.components import Component

from . import health
from .pages import Serve, serve_guarded


@hooks.register("on_serve_page")  # type: ignore[untyped-decorator]  # Wagtail has no types
def guard_pages(serve_next: Serve) -> Serve:
    """Let no page of a plugin end in an error."""
    return serve_guarded(serve_next)


class PluginsBanner(Component):
    """Tells staff which plugins are off or failing, above everything else on the CMS's first page."""

    order = 0
    name = "plugins_banner"

    def render_html(self, parent_context: Any = None) -> SafeString:
        """Return the banner, nothing when all is well."""
        failures, faults = health.failures(), health.faults()
        if not failures and not faults:
            return SafeString("")
        return render_to_string("plugins/admin/banner.html", {"failures": failures, "faults": faults})


@hooks.register("construct_homepage_panels")  # type: ignore[untyped-decorator]  # as above
def add_banner(request: HttpRequest, panels: list[Component]) -> None:
    """Put the banner first."""
    panels.insert(0, PluginsBanner())
