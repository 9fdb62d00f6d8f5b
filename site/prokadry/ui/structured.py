"""Structured data for search engines: a data block, so `script-src 'self'` does not concern it."""

import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.safestring import SafeString, mark_safe

ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def render_jsonld(data: Mapping[str, Any]) -> SafeString:
    """Return a JSON-LD script element; empty values are dropped, markup in strings is escaped."""
    kept = {"@context": "https://schema.org", **_drop_empty(data)}
    text = json.dumps(kept, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(f'<script type="application/ld+json">{text.translate(ESCAPES)}</script>')  # noqa: S308 - escaped


def _drop_empty(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _drop_empty(item) for key, item in value.items() if item not in (None, "", [], {})}
    if isinstance(value, list | tuple):
        return [_drop_empty(item) for item in value]
    return value
