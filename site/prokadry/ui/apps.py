from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """Presentation shared by every app: template tags, clocks, film drawings, look settings, mail."""

    name = "prokadry.ui"
    label = "ui"
    verbose_name = _("Interface")

    def ready(self) -> None:
        from django.conf import settings
        from django.core.checks import register

        from .navigation import register_built_in
        from .themes import register_folders
        from .themes.checks import check_themes

        register_built_in()
        register_folders(settings.ROOT / "themes")
        register(check_themes)
