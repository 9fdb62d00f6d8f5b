"""Faults of plugins that happen outside a guarded call: in their own pages, and in background tasks."""

import sys
from typing import Any

from django.core.signals import got_request_exception
from django.http import HttpRequest
from django_tasks.base import TaskResultStatus
from django_tasks.signals import task_finished

from . import health
from .lifecycle import active, plugin_of_module


def connect() -> None:
    """Connect the receivers of this module."""
    task_finished.connect(record_task, dispatch_uid="plugins.task_finished")
    got_request_exception.connect(record_view, dispatch_uid="plugins.request_exception")


def record_view(sender: Any, request: HttpRequest | None = None, **kwargs: Any) -> None:
    """Record that a view at an address of a plugin failed; whoever asked gets the page of such errors."""
    match = getattr(request, "resolver_match", None)
    if match is None or not match.namespaces:
        return
    plugin = match.namespaces[-1].removesuffix("_api")
    if any(plugin == one.name for one in active()):
        error = sys.exc_info()[1]
        health.record_fault(plugin, f"address:{match.route}", f"{type(error).__name__}: {error}")


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
