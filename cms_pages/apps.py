from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsPagesConfig(AppConfig):
    """The public site: home, news, events, content pages, search, feeds and the cache of whole pages."""

    name = "cms_pages"
    verbose_name = _("Public site")

    def ready(self) -> None:
        from . import receivers

        receivers.connect()
