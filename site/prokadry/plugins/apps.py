from django.apps import AppConfig


class PluginsConfig(AppConfig):
    name = "prokadry.plugins"
    label = "plugins"
