"""Addresses of plugins: `/p/NAME/` from their `urls`, `/api/v1/p/NAME/` from their `api_urls`."""

from importlib import import_module

from django.apps import apps
from django.urls import URLResolver, include, path
from django.utils.module_loading import module_has_submodule

from .lifecycle import active, stage
from .registry import registering


def plugin_routes(module: str = "urls") -> list[URLResolver]:
    """Return the addresses of every plugin that has the module, each under the plugin's name.

    Their namespace is that name, and `NAME_api` for `api_urls`. Called once, when the addresses of the site are built.
    A plugin whose module cannot be used is turned off.
    """
    found: list[URLResolver] = []
    for plugin in active():
        config = apps.get_app_config(plugin.name)
        with stage(plugin, module), registering(plugin.name):
            if module_has_submodule(config.module, module):
                own = import_module(f"{config.name}.{module}")
                namespace = plugin.name if module == "urls" else f"{plugin.name}_api"
                route = path(f"{plugin.name}/", include((own.urlpatterns, namespace)))
                # Patterns are compiled when they are first asked, and then would fail for everybody.
                route.url_patterns  # noqa: B018 - asking is the point
                route.reverse_dict  # noqa: B018 - as above
                found.append(route)
    return found
