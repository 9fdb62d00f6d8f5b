"""Serving pages whose model comes, or came, from a plugin."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from wagtail.models import Page

from . import guard
from .lifecycle import plugin_of_module

Serve = Callable[[Page, HttpRequest, Sequence[Any], Mapping[str, Any]], HttpResponse]
# What a view raises to say something, and not because it is broken.
ANSWERS = (Http404, PermissionDenied)


def serve_guarded(serve_next: Serve) -> Serve:
    """Serve a page that its plugin cannot, or that no plugin claims any more, in plain form: its title and why."""

    def serve(
        page: Page, request: HttpRequest, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> HttpResponse:
        if type(page) is Page:
            return _show_plain(page, request)
        plugin = plugin_of_module(type(page).__module__)
        if plugin is None:
            return serve_next(page, request, args, kwargs)

        def answer() -> HttpResponse | Exception:
            try:
                response = serve_next(page, request, args, kwargs)
                # Rendered here and not later: a broken template is the plugin's fault too.
                return response.render() if hasattr(response, "render") else response
            except ANSWERS as said:
                return said

        found = guard.call(plugin.name, f"page:{page._meta.label_lower}", answer, default=None)
        if isinstance(found, Exception):
            raise found
        return _show_plain(page, request) if found is None else found

    return serve


def _show_plain(page: Page, request: HttpRequest) -> HttpResponse:
    response = render(request, "plugins/unavailable_page.html", {"page": page})
    add_never_cache_headers(response)
    return response
