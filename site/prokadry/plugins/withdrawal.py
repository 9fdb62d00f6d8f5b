"""Taking the app of a broken plugin out of Django and Wagtail, as if it were not installed."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import Model
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
    gone = []
    for models in list(apps.all_models.values()):
        for name in [name for name, model in models.items() if plugin.owns(model.__module__)]:
            gone.append(models.pop(name))
    _restore_relations(gone)
    for key in [key for key in apps._pending_operations if key[0] == plugin.name]:
        del apps._pending_operations[key]
    from wagtail.models import PAGE_MODEL_CLASSES

    PAGE_MODEL_CLASSES[:] = [model for model in PAGE_MODEL_CLASSES if not plugin.owns(model.__module__)]


def _restore_relations(gone: list[type[Model]]) -> None:
    """Take from our models the ways to those that are gone, and give back what had the same name before."""
    lost = {way for model in gone for way, _field in _ways_to(model) if way[0] not in gone}
    for model, name in lost:
        if name in vars(model):
            delattr(model, name)
    for models in list(apps.all_models.values()):
        for other in models.values():
            for way, field in _ways_to(other):
                if way in lost:
                    field.contribute_to_related_class(way[0], field.remote_field)


def _ways_to(model: type[Model]) -> Iterator[tuple[tuple[type[Model], str], Any]]:
    """Yield what relations of `model` put into other models: (the other model, the name there), and the field."""
    for field in model._meta.local_fields + model._meta.local_many_to_many:
        way = field.remote_field
        # Before all models are there, one that is not yet known is named by a text.
        if way and isinstance(way.model, type) and (name := way.get_accessor_name()):
            yield (way.model, name), field


def _forget_hooks(plugin: Plugin) -> None:
    for registered in hooks._hooks.values():
        registered[:] = [entry for entry in registered if not plugin.owns(entry[0].__module__)]
