from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TracksConfig(AppConfig):
    name = "tracks"
    verbose_name = _("tracks")

    def ready(self) -> None:
        from . import home, navigation, receivers

        receivers.connect()
        home.register()
        navigation.register()
