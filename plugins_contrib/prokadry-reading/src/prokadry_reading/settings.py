"""The settings of the plugin, as staff left them."""

from prokadry.plugins.settings import plugin_settings


def words_per_minute() -> int:
    """Return the fastest speed that is credited; one query."""
    return int(plugin_settings("reading").words_per_minute)
