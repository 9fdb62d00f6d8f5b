"""What drf-spectacular cannot see by itself: every operation may answer with a problem."""

from typing import Any

PROBLEM = {
    "type": "object",
    "description": "Problem details (RFC 9457).",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "default": "about:blank"},
        "title": {"type": "string", "description": "The phrase of the status."},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "What happened, for people."},
        "errors": {
            "type": "array",
            "description": "Which parameters could not be understood.",
            "items": {
                "type": "object",
                "required": ["parameter", "detail"],
                "properties": {"parameter": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}
ANSWERS = {
    "400": "Parameters cannot be understood.",
    "401": "No token or session, or the token is wrong, expired or revoked.",
    "403": "The scope of the token does not cover the resource.",
    "404": "There is nothing at this address, or it is not for the caller.",
    "406": "The answer is JSON; the request accepts something else only.",
}
METHODS = ("get", "post", "put", "patch", "delete")


def keep_own(endpoints: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Leave out what is not ours to promise: the internal API of the CMS, and those of plugins."""
    return [one for one in endpoints if one[0].startswith("/api/v1/") and not one[0].startswith("/api/v1/p/")]


def add_problems(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Add the problem schema and the error answers to every operation that needs signing in."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    for path, item in result["paths"].items():
        for method in METHODS:
            if method in item:
                _add_answers(item[method], has_parts="{" in path)
    return result


def _add_answers(operation: dict[str, Any], *, has_parts: bool) -> None:
    is_open = {} in operation.get("security", [])
    for code, words in ANSWERS.items():
        if (code == "404" and not has_parts) or (is_open and code in {"400", "401", "403"}):
            continue
        operation["responses"].setdefault(
            code,
            {
                "description": words,
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
            },
        )
