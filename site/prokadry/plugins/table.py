"""Reading a table of a TOML file so that every complaint names the file, the key and what was expected."""

import keyword
from collections.abc import Mapping
from pathlib import Path
from typing import Any

MISSING = object()


class ManifestError(Exception):
    """A manifest cannot be used."""

    def __init__(self, path: Path, key: str, expected: str) -> None:
        where = f"{path.parent.name}/{path.name}"
        super().__init__(f"{where}: {key}: expected {expected}" if key else f"{where}: expected {expected}")


class Table:
    """One table of a manifest; `prefix` is its dotted name in the file."""

    def __init__(self, path: Path, prefix: str, content: Mapping[str, Any]) -> None:
        self.path = path
        self.prefix = prefix
        self.content = content

    def expected(self, key: str, what: str, found: Any = MISSING) -> ManifestError:
        """Return the complaint that `key` should be `what`."""
        found_text = "" if found is MISSING else f", found {found!r}"
        return ManifestError(self.path, self._full(key), f"{what}{found_text}")

    def allow(self, *keys: str) -> None:
        """Raise ManifestError when there is a key that is none of `keys`: a misspelt key must not be ignored."""
        for key in self.content:
            if key not in keys:
                raise self.expected(key, f"one of the keys {', '.join(keys)}")

    def names(self) -> list[str]:
        """Return the keys in the order of the file. Raises ManifestError on one that is no identifier."""
        for key in self.content:
            if not is_name(key):
                raise self.expected(key, "a name of lower-case letters, digits and underscores")
        return list(self.content)

    def value(self, key: str, kind: type, what: str, *, default: Any = MISSING) -> Any:
        """Return the value of `key`. Raises ManifestError when it is absent or of another type."""
        found = self.content.get(key, default)
        if found is MISSING:
            raise self.expected(key, what)
        if found is default:
            return found
        # A bool is an int for Python, and never for whoever writes a manifest.
        if not isinstance(found, kind) or (isinstance(found, bool) and kind is not bool):
            raise self.expected(key, what, found)
        return found

    def text(self, key: str, *, required: bool = True) -> str:
        found = self.value(key, str, "a text", default=MISSING if required else "")
        if required and not found.strip():
            raise self.expected(key, "a text that is not empty")
        return str(found)

    def identifier(self, key: str) -> str:
        found = self.text(key)
        if not is_name(found):
            raise self.expected(key, "a name of lower-case letters, digits and underscores", found)
        return found

    def table(self, key: str, *, required: bool = True) -> "Table":
        found = self.value(key, dict, "a table", default=MISSING if required else {})
        return Table(self.path, self._full(key), found)

    def localised(self, key: str, *, required: bool = True) -> dict[str, str]:
        """Return texts by language; a plain text stands for every language under the key ''."""
        found = self.content.get(key, MISSING if required else "")
        if isinstance(found, str):
            return {"": self.text(key, required=required)}
        what = 'a text, or texts by language such as {ru = "…", en = "…"}'
        if not isinstance(found, dict) or not found:
            raise self.expected(key, what, found)
        if not all(isinstance(text, str) and text.strip() for text in found.values()):
            raise self.expected(key, what, found)
        return dict(found)

    def _full(self, key: str) -> str:
        return f"{self.prefix}.{key}" if self.prefix else key


def is_name(text: str) -> bool:
    """Whether `text` can be a label, an address and an identifier at once."""
    return text.isidentifier() and text.isascii() and text == text.lower() and not keyword.iskeyword(text)
