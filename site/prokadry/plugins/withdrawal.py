"""Taking the app of a broken plugin out of Django and Wagtail, as if it were not installed."""

from django.apps import apps
from django.contrib import admin
from wagtail import hooks

from .discovery import Plugin


def withdraw_app(plugin: Plugin) -> None:
    """Remove the plugin's app, the models it managed to register, its hooks and its pages of the admin."""
    _forget_app(plugin)
    _forget_models(plugin)
    _forget_hooks(plugin)
    for model in [model for model in admin.site._registry if plugin.owns(model.__module__)]:
        admin.site.unregister(model)
    apps.clear_cache()


def _forget_app(plugin: Plugin) -> None:
    # Django may be walking through the dictionary right now: a new one takes its place.
    apps.app_configs = {
        label: config
        for label, config in apps.app_configs.items()
        if getattr(config, "plugin", None) is not plugin
    }


def _forget_models(plugin: Plugin) -> None:
    for models in list(apps.all_models.values()):
        for name in [name for name, model in models.items() if plugin.owns(model.__module__)]:
            del models[name]
    for key in [key for key in apps._pending_operations if key[0] == plugin.name]:
        del apps._pending_operations[key]
    from wagtail.models import PAGE_MODEL_CLASSES

    PAGE_MODEL_CLASSES[:] = [model for model in PAGE_MODEL_CLASSES if not plugin.owns(model.__module__)]


def _forget_hooks(plugin: Plugin) -> None:
    for registered in hooks._hooks.values():
        registered[:] = [entry for entry in registered if not plugin.owns(entry[0].__module__)]
