"""Typed registries: the seams through which built-in parts and plugins add behaviour in the same way."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Generic, Protocol, TypeVar
from weakref import WeakSet

from . import guard, health


class Registrable(Protocol):
    """What every registered object has: a key that is stored in rows, and its place in lists."""

    @property
    def key(self) -> str: ...

    @property
    def order(self) -> int: ...


T = TypeVar("T", bound=Registrable)
R = TypeVar("R")
D = TypeVar("D")

BUILT_IN = ""
_registering: ContextVar[str] = ContextVar("prokadry_registering_plugin", default=BUILT_IN)
_registries: "WeakSet[Registry[Any]]" = WeakSet()


class RegistryError(Exception):
    """An object cannot be registered or found; the message names the registry and the offender."""


@contextmanager
def registering(plugin: str) -> Iterator[None]:
    """Let what is registered inside the block belong to the plugin."""
    token = _registering.set(plugin)
    try:
        yield
    finally:
        _registering.reset(token)


def registering_now() -> str:
    """Return the plugin that is loading, "" when none is."""
    return _registering.get()


class Registry(Generic[T]):
    """An ordered set of objects of one type, found by key.

    Iteration follows (order, key), so the order of installation never shows. The registry knows which plugin
    registered an entry, and gives out none of a plugin that was turned off. `is_gate` marks a registry whose entries
    decide who may do what.
    """

    def __init__(self, name: str, base: type[T], *, is_gate: bool = False) -> None:
        self.name = name
        self.is_gate = is_gate
        self.base = base
        self._entries: dict[str, T] = {}
        self._owners: dict[str, str] = {}
        # What a plugin took out, to be put back when the plugin is turned off: (plugin, entry, its owner).
        self._taken_out: list[tuple[str, T, str]] = []
        self._ordered: tuple[T, ...] | None = None
        _registries.add(self)

    def register(self, entry: T) -> T:
        """Add `entry` and return it. Raises RegistryError on a wrong type, a malformed or a taken key."""
        if not isinstance(entry, self.base):
            raise RegistryError(f"{self.name}: {entry!r} is not a {self.base.__name__}")
        key = entry.key
        if not isinstance(key, str) or not key.replace(".", "_").isidentifier():
            raise RegistryError(f"{self.name}: {entry!r} has the malformed key {key!r}")
        if not isinstance(entry.order, int):
            raise RegistryError(f"{self.name}: {entry!r} has the order {entry.order!r}, which is no int")
        if key in self._entries:
            raise RegistryError(f"{self.name}: {entry!r} uses the key {key!r} of {self._entries[key]!r}")
        self._put(entry, _registering.get())
        return entry

    def unregister(self, key: str) -> None:
        """Remove the entry with this key. Raises RegistryError when there is none."""
        entry = self.get(key)
        if plugin := _registering.get():
            self._taken_out.append((plugin, entry, self._owners[key]))
        self._drop(key)

    def plugin_of(self, key: str) -> str:
        """Return the name of the plugin that registered the entry, "" for a built-in or unknown one."""
        return self._owners.get(key, BUILT_IN)

    def call(self, entry: T, function: Callable[..., R], /, *args: Any, default: D, **kwargs: Any) -> R | D:
        """Return what `function` of `entry` returns; `default` when the entry is a plugin's and fails.

        A built-in entry is called as it is: its faults are ours, and are raised.
        """
        plugin = self._owners.get(entry.key, BUILT_IN)
        if plugin == BUILT_IN:
            return function(*args, **kwargs)
        seam = f"{self.name}:{entry.key}.{getattr(function, '__name__', 'call')}"
        return guard.call(plugin, seam, function, *args, default=default, **kwargs)

    @contextmanager
    def counting(self, entry: T, what: str) -> Iterator[None]:
        """Count what the block raises as a failure of the entry's plugin, and let it through."""
        plugin, seam = self._owners.get(entry.key, BUILT_IN), f"{self.name}:{entry.key}.{what}"
        try:
            yield
        except Exception as error:
            if plugin != BUILT_IN:
                guard.failed(plugin, seam, f"{type(error).__name__}: {error}")
            raise
        if plugin != BUILT_IN:
            guard.worked(plugin, seam)

    def withdraw(self, plugin: str) -> None:
        """Remove what the plugin registered, and put back what it took out."""
        for key in [key for key, owner in self._owners.items() if owner == plugin]:
            self._drop(key)
        taken, self._taken_out = self._taken_out, []
        for taker, entry, owner in taken:
            if taker != plugin:
                self._taken_out.append((taker, entry, owner))
            elif entry.key not in self._entries:
                self._put(entry, owner)

    def get(self, key: str) -> T:
        """Return the entry with this key. Raises RegistryError that lists the keys there are."""
        try:
            return self._entries[key]
        except KeyError:
            known = ", ".join(sorted(self._entries)) or "nothing"
            raise RegistryError(f"{self.name}: no entry {key!r}; registered: {known}") from None

    def find(self, key: str) -> T | None:
        """Return the entry with this key, or None: a row may outlive the plugin that made it."""
        return self._entries.get(key)

    def __iter__(self) -> Iterator[T]:
        if self._ordered is None:
            self._ordered = tuple(sorted(self._entries.values(), key=lambda entry: (entry.order, entry.key)))
        return iter(self._ordered)

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __len__(self) -> int:
        return len(self._entries)

    def _put(self, entry: T, owner: str) -> None:
        self._entries[entry.key] = entry
        self._owners[entry.key] = owner
        self._ordered = None

    def _drop(self, key: str) -> None:
        del self._entries[key]
        del self._owners[key]
        self._ordered = None


def registries() -> list[Registry[Any]]:
    """Return every registry of this process, by name."""
    return sorted(_registries, key=lambda registry: registry.name)


def contributions(plugin: str) -> dict[str, list[str]]:
    """Return the keys of what the plugin registered, by the name of the registry."""
    return {name: sorted(entry.key for entry in entries) for name, entries in entries_of(plugin).items()}


def entries_of(plugin: str) -> dict[str, list[Registrable]]:
    """Return what the plugin registered, in the order of each registry, by the registry's name."""
    found = {
        registry.name: [entry for entry in registry if registry.plugin_of(entry.key) == plugin]
        for registry in registries()
    }
    return {name: entries for name, entries in found.items() if entries}


def registries_with(key: str) -> list[str]:
    """Return the names of the registries in which the key is taken."""
    return sorted(registry.name for registry in _registries if key in registry)


def keeps_gate(plugin: str) -> bool:
    """Whether the plugin registered something that decides who may do what."""
    return any(registry.is_gate and plugin in registry._owners.values() for registry in _registries)


def _withdraw_everywhere(plugin: str) -> None:
    for registry in list(_registries):
        registry.withdraw(plugin)


health.when_off(_withdraw_everywhere)
