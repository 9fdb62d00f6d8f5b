from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TracksConfig(AppConfig):
    name = "tracks"
    verbose_name = _("tracks")

    def ready(self) -> None:
        from courses.extensions import TrackName, track_names

        from . import builtin, home, navigation, receivers
        from .enums import Track

        receivers.connect()
        home.register()
        navigation.register()
        builtin.register()
        for order, track in enumerate(Track):
            track_names.register(TrackName(track.value, track.label, order))
