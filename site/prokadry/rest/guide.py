"""The schema of the API, prepared for a page that people read."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

CODE = re.compile(r"`([^`]+)`")
Schema = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """A parameter or a field: `path` names the fields it lies in, `kind` is its type in words."""

    name: str
    kind: str
    text: str
    path: tuple[str, ...] = ()
    values: list[str] = field(default_factory=list)

    @property
    def html(self) -> SafeString:
        """The text with what is in backticks as code."""
        return _mark_code(self.text)


@dataclass(frozen=True)
class Endpoint:
    """One address: `anchor` is its id on the page, `sample` an answer as indented JSON, "" without one.

    `is_single` tells one row of a list, whose address the list names as `single_path`.
    """

    anchor: str
    path: str
    title: str
    text: str
    parameters: list[Row]
    fields: list[Row]
    is_list: bool
    is_single: bool
    single_path: str
    sample: str

    @property
    def html(self) -> SafeString:
        """The text with what is in backticks as code."""
        return _mark_code(self.text)


def build_guide(schema: Schema) -> list[Endpoint]:
    """Return the endpoints of an OpenAPI schema, most used first; only GET, which is all this API has."""
    paths = {path: item["get"] for path, item in schema["paths"].items() if not path.endswith("/schema/")}
    endpoints = [_endpoint(path, operation, schema, paths) for path, operation in paths.items()]
    return sorted(endpoints, key=lambda endpoint: _rank(endpoint.path))


def _rank(path: str) -> tuple[int, str]:
    order = ("completions", "participants", "enrolments", "tracks", "courses", "activities")
    found = [place for place, name in enumerate(order) if f"/{name}/" in path]
    return (found[0] if found else len(order), path)


def _endpoint(path: str, operation: Schema, schema: Schema, paths: dict[str, Schema]) -> Endpoint:
    answer = next(iter(operation["responses"]["200"]["content"].values()))
    body = _resolve(answer["schema"], schema)
    is_list = "results" in body.get("properties", {})
    shown = _resolve(body["properties"]["results"]["items"], schema) if is_list else body
    single = f"{path}{{id}}/"
    return Endpoint(
        anchor=operation["operationId"].replace("_", "-"),
        path=path,
        title=operation.get("summary", path),
        text=operation.get("description", ""),
        parameters=[_parameter(one, schema) for one in operation.get("parameters", [])],
        fields=_fields(shown, schema, ()),
        is_list=is_list,
        is_single=path.endswith("/{id}/"),
        single_path=single if single in paths else "",
        sample=_sample(answer),
    )


def _parameter(parameter: Schema, schema: Schema) -> Row:
    shape = _resolve(parameter["schema"], schema)
    return Row(
        name=parameter["name"],
        kind=_kind(shape, schema),
        text=parameter.get("description", ""),
        values=[str(value) for value in shape.get("enum", []) if value],
    )


def _fields(shape: Schema, schema: Schema, path: tuple[str, ...]) -> list[Row]:
    rows: list[Row] = []
    for name, part in shape.get("properties", {}).items():
        inner = _resolve(part, schema)
        text = part.get("description") or inner.get("description", "")
        values = [str(value) for value in inner.get("enum", []) if value]
        rows.append(Row(name, _kind(inner, schema), text, path, values))
        nested = _resolve(inner["items"], schema) if "items" in inner else inner
        for variant in (nested, *nested.get("anyOf", [])):
            rows += _fields(variant, schema, (*path, name))
    return rows


def _resolve(shape: Schema, schema: Schema) -> Schema:
    """Return a shape with its reference followed, also one wrapped for nullability or a note."""
    if "$ref" in shape:
        return _resolve(schema["components"]["schemas"][shape["$ref"].rsplit("/", 1)[1]], schema)
    parts = shape.get("allOf") or shape.get("oneOf") or []
    real = [_resolve(part, schema) for part in parts if part.get("type") != "null"]
    if not real:
        return shape
    rest = {key: value for key, value in shape.items() if key not in {"allOf", "oneOf"}}
    merged = {**real[0], **rest}
    if len(real) < len(parts):
        merged["type"] = [merged.get("type", "object"), "null"]
    return merged


def _kind(shape: Schema, schema: Schema) -> str:
    named = shape.get("type", "object")
    types = named if isinstance(named, list) else [named]
    words: list[str] = [shape.get("format", kind) if kind == "string" else kind for kind in types]
    if types[0] == "array":
        words[0] = f"array of {_kind(_resolve(shape['items'], schema), schema)}"
    return " | ".join(words)


def _mark_code(text: str) -> SafeString:
    return mark_safe(CODE.sub(r"<code>\1</code>", escape(text)))  # noqa: S308 - escaped before


def _sample(answer: Schema) -> str:
    examples = answer.get("examples") or {}
    first = next(iter(examples.values()), None)
    return "" if first is None else json.dumps(first["value"], ensure_ascii=False, indent=2)
