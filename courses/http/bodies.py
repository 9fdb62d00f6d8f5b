"""Request bodies of the evidence addresses: never more is read than may be in them."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext_lazy as _

from ..domain.evidence.constants import BODY_MAX
from .problems import Problem

Environ = Mapping[str, Any]


def read_body(environ: Environ) -> bytes:
    """Return the body, of at most BODY_MAX bytes, of the request with this WSGI environ (`request.META`).

    Raises Problem 413, or 400 for one that breaks off.
    """
    length = _declared_length(environ)
    if length is not None and length > BODY_MAX:
        raise too_large()
    try:
        stream = environ["wsgi.input"]
        body = _read_stream(environ, BODY_MAX + 1) if length is None else stream.read(length)
    except Exception:  # a server's input stream raises what it likes when the other side is gone
        raise malformed() from None
    if len(body) > BODY_MAX:
        raise too_large()
    return body


def malformed() -> Problem:
    """Return the problem 400 of a body that is not what the address takes."""
    return Problem(HTTPStatus.BAD_REQUEST, _("The request is malformed."))


def too_large() -> Problem:
    """Return the problem 413."""
    return Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _("The request is too large."))


def _declared_length(environ: Environ) -> int | None:
    declared = environ.get("CONTENT_LENGTH")
    try:
        return max(0, int(declared)) if declared else None
    except ValueError:
        raise malformed() from None


def _read_stream(environ: Environ, limit: int) -> bytes:
    """A chunked body has no length; only a server that ends the stream itself can be asked to read one."""
    if not environ.get("wsgi.input_terminated"):
        return b""
    stream = environ["wsgi.input"]
    parts: list[bytes] = []
    left = limit
    while left and (part := stream.read(left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)
