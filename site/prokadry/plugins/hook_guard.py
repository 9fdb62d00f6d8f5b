"""Wagtail calls the hooks of a plugin by itself; here each gets a guard, with what it answers when it fails."""

import logging
from collections.abc import Callable, Iterator
from functools import partial, wraps
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.search import SearchArea

from . import guard, health
from .discovery import Plugin

logger = logging.getLogger("prokadry.plugins")

Arguments = tuple[Any, ...]


class HiddenItem(MenuItem):
    """Stands where a menu item failed."""

    def __init__(self) -> None:
        super().__init__("", "", name="plugin-off")

    def is_shown(self, request: Any) -> bool:
        return False


class HiddenArea(SearchArea):
    """Stands where something to search in failed."""

    def __init__(self) -> None:
        super().__init__("", "", name="plugin-off")

    def is_shown(self, request: Any) -> bool:
        return False


class HiddenPanel(forms.Form):
    """Stands where permissions of a group could not be asked for."""

    def __init__(self, *args: Any, instance: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def save(self) -> None:
        """Change nothing."""

    def as_admin_panel(self) -> str:
        return ""


def _unchanged(arguments: Arguments) -> Any:
    """What was to be narrowed stays as wide as it was."""
    return next(one for one in arguments if isinstance(one, QuerySet | list))


# Where an item may be left out, and where one must stand.
OPTIONAL_ITEMS = {
    "register_account_menu_item", "register_page_action_menu_item", "register_snippet_action_menu_item",
}  # fmt: skip
LISTS = {
    "register_admin_urls", "register_admin_viewset", "register_image_operations", "register_rich_text_features",
}  # fmt: skip
NOTHING = {
    "describe_collection_contents", "get_avatar_url", "register_account_settings_panel", "register_actions",
    "register_log_actions",
}  # fmt: skip
# By what the hook is called; one of another name is called without a guard.
ANSWERS: list[tuple[Callable[[str], bool], Callable[[Arguments], Any]]] = [
    (lambda name: name.endswith("_queryset") or name == "register_icons", _unchanged),
    (lambda name: name in OPTIONAL_ITEMS, lambda arguments: None),
    (
        lambda name: name.startswith("register_") and name.endswith("menu_item"),
        lambda arguments: HiddenItem(),
    ),
    (lambda name: name.endswith("search_area"), lambda arguments: HiddenArea()),
    (lambda name: name == "register_group_permission_panel", lambda arguments: HiddenPanel),
    (lambda name: name in LISTS or name.endswith("_buttons"), lambda arguments: []),
    (lambda name: name == "register_permissions", lambda arguments: Permission.objects.none()),
    (lambda name: name.startswith("insert_"), lambda arguments: ""),
    (
        lambda name: name in NOTHING or name.startswith(("construct_", "before_", "after_")),
        lambda arguments: None,
    ),
]


def _serving_on(
    plugin: str, function: Callable[..., Any], serve_next: Callable[..., Any]
) -> Callable[..., Any]:
    """Return a link of the chain that serves pages; the page is served without the plugin's part when that fails."""

    seam = "wagtail:on_serve_page"

    def serve(*args: Any) -> Any:
        passed_on: list[Exception] = []

        def go_on(*args: Any) -> Any:
            try:
                return serve_next(*args)
            except Exception as error:
                passed_on.append(error)
                raise

        if health.is_off(plugin) or not guard.may_call(plugin, seam):
            return serve_next(*args)
        # How long the page takes is not the plugin's doing, so this call is not timed.
        try:
            response = function(go_on)(*args)
        except Exception as error:
            if error in passed_on:
                raise
            logger.exception("plugin %s failed in %s", plugin, seam)
            guard.failed(plugin, seam, f"{type(error).__name__}: {error}")
            return serve_next(*args)
        guard.worked(plugin, seam)
        return response

    return serve


def guard_admin(plugin: Plugin) -> None:
    """Put a guard around what the list of Django's admin asks of the plugin's part of it."""
    for model, part in admin.site._registry.items():
        if plugin.owns(type(part).__module__):
            for name, default in (("has_module_permission", False), ("get_model_perms", {})):
                asked, seam = getattr(part, name), f"admin:{model._meta.label_lower}.{name}"
                setattr(part, name, partial(guard.call, plugin.name, seam, asked, default=default))


def guard_hooks(plugin: Plugin) -> None:
    """Put a guard around every Wagtail hook that the plugin registered. Raises TypeError."""
    for name, registered in hooks._hooks.items():
        if name == "register_bulk_action":
            _check_actions(plugin, registered)
        if name == "on_serve_page":
            registered[:] = [
                (partial(_serving_on, plugin.name, function), order)
                if plugin.owns(getattr(function, "__module__", ""))
                else (function, order)
                for function, order in registered
            ]
        default = next((answer for fits, answer in ANSWERS if fits(name)), None)
        if default is None:
            continue
        registered[:] = [
            (_guarded(plugin.name, name, function, default), order)
            if plugin.owns(function.__module__) and not hasattr(function, "__wrapped__")
            else (function, order)
            for function, order in registered
        ]


def _check_actions(plugin: Plugin, registered: list[tuple[Any, int]]) -> None:
    for action, _order in registered:
        if plugin.owns(action.__module__) and not isinstance(action, type):
            raise TypeError(f"register_bulk_action takes a class, {action!r} is none")


def _guarded(
    plugin: str, name: str, function: Callable[..., Any], default: Callable[[Arguments], Any]
) -> Callable[..., Any]:
    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        if health.is_off(plugin):
            return default(args)
        answer = guard.call(plugin, f"wagtail:{name}", _Answer.of, function, args, kwargs, default=None)
        return default(args) if answer is None else answer.value

    return call


class _Answer:
    """Tells a hook that answered None from one that failed."""

    def __init__(self, value: Any) -> None:
        self.value = value

    @classmethod
    def of(cls, function: Callable[..., Any], args: Arguments, kwargs: dict[str, Any]) -> "_Answer":
        answer = function(*args, **kwargs)
        # A generator would fail later, when nobody guards it.
        return cls(list(answer) if isinstance(answer, Iterator) else answer)
