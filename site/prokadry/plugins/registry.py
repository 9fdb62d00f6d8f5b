"""Typed registries: the seams through which built-in parts and plugins add behaviour in the same way."""

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar


class Registrable(Protocol):
    """What every registered object has: a key that is stored in rows, and its place in lists."""

    @property
    def key(self) -> str: ...

    @property
    def order(self) -> int: ...


T = TypeVar("T", bound=Registrable)


class RegistryError(Exception):
    """An object cannot be registered or found; the message names the registry and the offender."""


class Registry(Generic[T]):
    """An ordered set of objects of one type, found by key.

    Iteration follows (order, key), so the order of installation never shows.
    """

    def __init__(self, name: str, base: type[T]) -> None:
        self.name = name
        self._base = base
        self._entries: dict[str, T] = {}

    def register(self, entry: T) -> T:
        """Add `entry` and return it. Raises RegistryError on a wrong type, a malformed or a taken key."""
        if not isinstance(entry, self._base):
            raise RegistryError(f"{self.name}: {entry!r} is not a {self._base.__name__}")
        key = entry.key
        if not isinstance(key, str) or not key.replace(".", "_").isidentifier():
            raise RegistryError(f"{self.name}: {entry!r} has the malformed key {key!r}")
        if key in self._entries:
            raise RegistryError(f"{self.name}: {entry!r} uses the key {key!r} of {self._entries[key]!r}")
        self._entries[key] = entry
        return entry

    def unregister(self, key: str) -> None:
        """Remove the entry with this key. Raises RegistryError when there is none."""
        self.get(key)
        del self._entries[key]

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
        return iter(sorted(self._entries.values(), key=lambda entry: (entry.order, entry.key)))

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __len__(self) -> int:
        return len(self._entries)
