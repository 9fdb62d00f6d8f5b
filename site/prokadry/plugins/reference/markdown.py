"""The reference as Markdown: every registry with the types it takes, signals, and what else plugins may use."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import is_dataclass
from enum import Enum
from importlib import import_module
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Field, Model

from ..discovery import PLUGIN_API_VERSION
from ..fields import SettingField
from ..manifest import Manifest
from ..registry import BUILT_IN, Registry, registries
from ..signals import GuardedSignal
from . import sources
from .public import public_names
from .surface import fields_of, is_function, read_function, read_shape

WIDTH = 100
HEAD = f"""# Reference of plugins

Version {PLUGIN_API_VERSION} of the plugin API (`prokadry.plugins.PLUGIN_API_VERSION`). How plugins are packed:
[plugins.md](plugins.md). All public names in one list: [plugins-api.txt](plugins-api.txt).

This page is written out of the docstrings by `python -m prokadry.plugins.reference`: change those.
"""
ENTRY = """Every entry has a `key`, stored in rows and part of addresses (letters, digits, underscores, dots), and an
`order`: its place in lists, ties by key. `Text` is a `str` or a lazy translation.

*Fails open*: when a plugin's entry raises, or answers with something else than it should, the rest of the page or
task goes on without it. *Fails closed*: then the answer is no. In both cases the plugin and the cause are named to
staff, and what fails 5 times in a row is called once a minute. While a plugin that has an entry in *a gate* is off,
nobody is let in.
"""


def write_reference() -> str:
    """Return the whole document. Raises LookupError for a registry that is not public or says too little."""
    seams = _seams()
    told: set[type] = set()
    parts = [HEAD, "## Registries", ENTRY, _overview(seams)]
    for module, name, registry in seams:
        parts += _seam(module, name, registry, told)
    parts += ["## Signals", *_signals(), "## The manifest", *_manifest()]
    parts += ["## What else plugins may use", *_others(told)]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _seams() -> list[tuple[str, str, Registry[Any]]]:
    """Return (module, name, registry) in the order of the public modules."""
    public = list(public_names())
    places = {place: number for number, place in enumerate(public)}
    found = []
    for registry in registries():
        place = next(
            (place for place in public if getattr(import_module(place[0]), place[1]) is registry), None
        )
        if place is None:
            raise LookupError(f"{registry.name}: no module of prokadry.plugins.reference.public defines it")
        found.append((*place, registry))
    return sorted(found, key=lambda seam: places[seam[0], seam[1]])


def _overview(seams: Iterable[tuple[str, str, Registry[Any]]]) -> str:
    rows = [
        f"| [`{name}`](#{name}) | `{module}` | `{registry.base.__name__}` "
        f"| {_failing(module, name)}{', a gate' if registry.is_gate else ''} |"
        for module, name, registry in seams
    ]
    return "\n".join(["| registry | in | takes | fails |", "|---|---|---|---|", *rows])


def _failing(module: str, name: str) -> str:
    """Return «open» or «closed», by which the string below the registry begins."""
    found = re.match(r"Fails (open|closed)\. ", sources.read_remark(module, name).text)
    if not found:
        raise LookupError(
            f'{module}.{name}: expected a string below it that begins "Fails open. " or "Fails closed. "'
        )
    return found[1]


def _seam(module: str, name: str, registry: Registry[Any], told: set[type]) -> Iterator[str]:
    yield f"### `{name}`"
    yield f"```python\nfrom {module} import {name}, {registry.base.__name__}\n```"
    yield from _doc(sources.read_remark(module, name))
    built_in = [_named(entry) for entry in registry if registry.plugin_of(entry.key) == BUILT_IN]
    yield f"Built in: {', '.join(built_in) or 'none'}."
    for kind in _kinds(registry.base, told):
        yield from _class(kind)


def _named(entry: Any) -> str:
    """Name an entry, and where to read it when it is code."""
    kind = type(entry)
    return f"`{entry.key}`" + ("" if is_dataclass(entry) else f" (`{kind.__module__}.{kind.__name__}`)")


def _kinds(kind: type, told: set[type]) -> Iterator[type]:
    """Yield a class and those its source speaks of, as far as they are public and were not told yet."""
    if kind in told:
        return
    told.add(kind)
    yield kind
    words = sources.words_of(read_shape(kind))
    for module, name in public_names():
        other = getattr(import_module(module), name)
        if isinstance(other, type) and other.__module__ == kind.__module__ and name in words:
            yield from _kinds(other, told)


def _class(kind: type) -> Iterator[str]:
    shape = read_shape(kind)
    yield f"#### {kind.__name__}"
    yield from _doc(shape.doc, besides={one.name for one in shape.attributes})
    if issubclass(kind, Enum):
        yield f"Values: {', '.join(f'`{member.value}`' for member in kind)}."
    elif issubclass(kind, Model):
        yield f"Fields: {', '.join(map(_field, fields_of(kind)))}."
    if shape.attributes and not issubclass(kind, Enum):
        yield _table(shape)
    properties = [one for one in shape.methods if one.is_property]
    if properties:
        yield f"Properties: {'; '.join(map(_property, properties))}."
    for one in shape.methods:
        if not one.is_property:
            yield from _function(one)


def _doc(doc: sources.Doc, *, besides: Collection[str] = ()) -> Iterator[str]:
    """Yield paragraphs and lists; names in `besides` are told of elsewhere."""
    for block in doc.blocks:
        if isinstance(block, str):
            yield block
        elif lines := [f"- `{name}`: {text}" for name, text in block.items() if name not in besides]:
            yield "\n".join(lines)


def _table(shape: sources.Shape) -> str:
    rows = [
        f"| `{one.name}` | {_cell(_kind(one))} | {_cell(shape.doc.terms.get(one.name, ''))} |"
        for one in shape.attributes
    ]
    return "\n".join(["| | type | |", "|---|---|---|", *rows])


def _kind(attribute: sources.Attribute) -> str:
    default = re.sub(r"field\(default_factory=(list|dict).*\)", _empty, attribute.default)
    return f"`{' = '.join(filter(None, (attribute.annotation, default)))}`"


def _empty(found: re.Match[str]) -> str:
    return "[]" if found[1] == "list" else "{}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _field(field: "Field[Any, Any]") -> str:
    target = field.related_model
    kind = target.__name__ if isinstance(target, type) else field.get_internal_type().removesuffix("Field")
    return f"`{field.name}` ({kind}{', may be None' if field.null else ''})"


def _property(signature: sources.Signature) -> str:
    text = signature.doc.text.rstrip(".")
    return f"`{signature.name}`" + (f" ({text[0].lower()}{text[1:]})" if text else "")


def _function(signature: sources.Signature) -> Iterator[str]:
    text = signature.text
    if len(text) > WIDTH:
        inside = ",\n    ".join(signature.parameters)
        text = f"{signature.name}(\n    {inside},\n) -> {signature.returns}"
    yield f"```python\n{text}\n```"
    yield from _doc(signature.doc)


def _signals() -> Iterator[str]:
    for module, name in public_names():
        if isinstance(getattr(import_module(module), name), GuardedSignal):
            yield f"### `{name}`"
            yield f"```python\nfrom {module} import {name}\n```"
            yield from _doc(sources.read_remark(module, name))


def _manifest() -> Iterator[str]:
    for kind, heading in ((Manifest, "[plugin]"), (SettingField, "[settings.NAME]")):
        yield f"### `{heading}`"
        yield from _doc(read_shape(kind).doc)


def _others(told: set[type]) -> Iterator[str]:
    for module, names in groupby(public_names(), key=itemgetter(0)):
        values = [getattr(import_module(module), name) for _, name in names]
        values = [
            value for value in values if value not in told and (isinstance(value, type) or is_function(value))
        ]
        if values:
            yield f"### `{module}`"
        for value in values:
            yield from _class(value) if isinstance(value, type) else _function(read_function(value))
