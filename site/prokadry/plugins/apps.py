from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PluginsConfig(AppConfig):
    name = "prokadry.plugins"
    label = "plugins"
    verbose_name = _("plugins")

    def ready(self) -> None:
        from . import checks, faults
        from .lifecycle import preflight

        checks.connect()
        faults.connect()
        preflight()
