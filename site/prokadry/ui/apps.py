from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """Presentation shared by every app: template tags, clocks, film drawings, look settings, mail."""

    name = "prokadry.ui"
    label = "ui"
    verbose_name = _("Interface")

    def ready(self) -> None:
        from .navigation import register_built_in

        register_built_in()
