"""Faults of plugins that happen outside a guarded call: in their own pages, and in background tasks."""

import re
import sys
from typing import Any

from django.core.signals import got_request_exception
from django.http import HttpRequest
from django_tasks.base import TaskResultStatus
from django_tasks.signals import task_finished

from . import health
from .discovery import Plugin
from .lifecycle import active, plugin_of_module

OWN_ADDRESS = re.compile(r"(?:api/v1/)?p/([a-z0-9_]+)/")


def connect() -> None:
    """Connect the receivers of this module."""
    task_finished.connect(record_task, dispatch_uid="plugins.task_finished")
    got_request_exception.connect(record_view, dispatch_uid="plugins.request_exception")


def plugin_of_request(request: HttpRequest | None) -> Plugin | None:
    """Return the plugin whose view answers a request: by its address, or by where the view is defined."""
    match = getattr(request, "resolver_match", None)
    if match is None:
        return None
    if own := OWN_ADDRESS.match(match.route):
        return next((plugin for plugin in active() if plugin.name == own[1]), None)
    view = getattr(match.func, "view_class", match.func)
    return plugin_of_module(getattr(view, "__module__", ""))


def record_view(sender: Any, request: HttpRequest | None = None, **kwargs: Any) -> None:
    """Record that a view of a plugin failed; whoever asked gets the page of such errors."""
    plugin, error = plugin_of_request(request), sys.exc_info()[1]
    if plugin is not None and request is not None and request.resolver_match is not None:
        seam = f"address:{request.resolver_match.route}"
        health.record_fault(plugin.name, seam, f"{type(error).__name__}: {error}")


def record_task(sender: Any, task_result: Any, **kwargs: Any) -> None:
    """Record that a plugin's task failed, or that it works again."""
    path = task_result.task.module_path
    plugin = plugin_of_module(path)
    if plugin is None:
        return
    seam = f"task:{path}"
    if task_result.status == TaskResultStatus.FAILED:
        cause = task_result.errors[-1].exception_class_path if task_result.errors else "it failed"
        health.record_fault(plugin.name, seam, cause)
    else:
        health.clear_fault(plugin.name, seam)
