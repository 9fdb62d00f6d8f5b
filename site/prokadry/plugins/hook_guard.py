"""Wagtail calls the hooks of a plugin by itself; here each gets a guard, with what it answers when it fails."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import Permission
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import guard, health
from .discovery import Plugin


class HiddenItem(MenuItem):
    """Stands where a menu item failed."""

    def __init__(self) -> None:
        super().__init__("", "", name="plugin-off")

    def is_shown(self, request: Any) -> bool:
        return False


# By how the hook's name begins or ends; a hook of another name is called without a guard.
ANSWERS: list[tuple[Callable[[str], bool], Callable[[], Any]]] = [
    (lambda name: name.startswith("register_") and name.endswith("menu_item"), HiddenItem),
    (lambda name: name in {"register_admin_urls", "register_rich_text_features"}, list),
    (lambda name: name == "register_permissions", lambda: Permission.objects.none()),
    (lambda name: name.startswith("insert_"), str),
    (lambda name: name.startswith(("construct_", "before_", "after_")), lambda: None),
]


def guard_hooks(plugin: Plugin) -> None:
    """Put a guard around every Wagtail hook that the plugin registered."""
    for name, registered in hooks._hooks.items():
        default = next((answer for fits, answer in ANSWERS if fits(name)), None)
        if default is None:
            continue
        registered[:] = [
            (_guarded(plugin.name, name, function, default), order)
            if plugin.owns(function.__module__) and not hasattr(function, "__wrapped__")
            else (function, order)
            for function, order in registered
        ]


def _guarded(
    plugin: str, name: str, function: Callable[..., Any], default: Callable[[], Any]
) -> Callable[..., Any]:
    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        if health.is_off(plugin):
            return default()
        answer = guard.call(plugin, f"wagtail:{name}", _Answer.of, function, args, kwargs, default=None)
        return default() if answer is None else answer.value

    return call


class _Answer:
    """Tells a hook that answered None from one that failed."""

    def __init__(self, value: Any) -> None:
        self.value = value

    @classmethod
    def of(cls, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> "_Answer":
        return cls(function(*args, **kwargs))
