"""Problem details (RFC 9457): how the evidence addresses say no."""

import json
import random
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

RETRY_S = (5, 30)


class Problem(Exception):  # noqa: N818 - named as the standard names it
    """An answer other than success; `detail` is shown to people, `headers` are added to the response."""

    def __init__(self, status: HTTPStatus, detail: Any, *, headers: dict[str, str] | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.detail = detail
        self.headers = headers or {}

    def response(self, request: HttpRequest) -> HttpResponse:
        """Return the answer in the language the browser asks for."""
        with translation.override(translation.get_language_from_request(request)):
            body = {
                "type": "about:blank",
                "title": self.status.phrase,
                "status": self.status.value,
                "detail": str(self.detail),
            }
        return HttpResponse(
            json.dumps(body, ensure_ascii=False),
            status=self.status,
            content_type="application/problem+json",
            headers={"Cache-Control": "no-store", **self.headers},
        )


def method_not_allowed(allowed: str) -> Problem:
    """Return the problem 405."""
    detail = _("This method is not possible here.")
    return Problem(HTTPStatus.METHOD_NOT_ALLOWED, detail, headers={"Allow": allowed})


def too_many(retry_after_s: int) -> Problem:
    """Return the problem 429."""
    detail = _("Too many requests. Wait a moment.")
    return Problem(HTTPStatus.TOO_MANY_REQUESTS, detail, headers={"Retry-After": str(retry_after_s)})


def busy() -> Problem:
    """Return the problem 503; its Retry-After keeps a crowd from coming back all at once."""
    retry_s = random.randint(*RETRY_S)  # noqa: S311 - spreads load, guards nothing
    detail = _("The server is busy. Try again in a moment.")
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers={"Retry-After": str(retry_s)})
