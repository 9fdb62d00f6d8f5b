"""The base of every plugin's app."""

from django.apps import AppConfig


class PluginConfig(AppConfig):
    """A plugin's Django app. Its label is the plugin's name; `ready()` registers what the plugin adds.

    The kernel loads it behind a guard: what `ready()` registers belongs to the plugin, and what it raises turns the
    plugin off instead of the site.
    """
