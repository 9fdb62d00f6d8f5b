"""Wagtail's admin in our identity: colours, type, and nothing that advertises Wagtail's releases."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from .themes import views as themes

# Wagtail's news and guide are in English, for people who build sites; editors of this one have docs of their own.
UPSTREAM = ("whats-new-in-wagtail", "editor-guide")


@hooks.register("insert_global_admin_css")  # type: ignore[untyped-decorator]  # Wagtail has no types
def link_identity() -> SafeString:
    """Link the style sheet of the identity after Wagtail's own."""
    return format_html('<link rel="stylesheet" href="{}">', static("prokadry/dist/cms.css"))


@hooks.register("construct_help_menu")  # type: ignore[untyped-decorator]  # Wagtail has no types
def hide_upstream(request: HttpRequest, items: list[MenuItem]) -> None:
    """Take Wagtail's announcements out of the menu «Help»."""
    items[:] = [item for item in items if not item.name.startswith(UPSTREAM)]


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]  # Wagtail has no types
def register_theme_urls() -> list[URLPattern | URLResolver]:
    """Add the preview and the publication of themes; the choice itself is a site setting."""
    urls = [
        path("<int:site_pk>/<str:key>/preview/", themes.start_preview, name="preview"),
        path("<int:site_pk>/<str:key>/publish/", themes.publish, name="publish"),
    ]
    return [path("themes/", include((urls, "themes")))]
