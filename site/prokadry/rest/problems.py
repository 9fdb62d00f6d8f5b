"""Problem details (RFC 9457): the one shape of every error of the API."""

import logging
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from prokadry.plugins.faults import plugin_of_request, record_view
from prokadry.plugins.texts import in_language

MEDIA_TYPE = "application/problem+json"
logger = logging.getLogger("prokadry.api")


class InvalidParameters(exceptions.ValidationError):
    """Parameters of the query cannot be understood; `detail` maps each name to its messages."""


def problem_handler(error: Exception, context: dict[str, Any]) -> Response:
    """Answer any error with problem details; the unforeseen is logged and told without internals."""
    known = _as_api_error(error)
    if known is None:
        logger.exception("unhandled error in the API", exc_info=error)
        request = context["request"]
        # Django does not hear of what is answered here.
        record_view(None, getattr(request, "_request", request))
        known = exceptions.APIException(explain_failure(getattr(request, "_request", request)))
    set_rollback()
    body = describe(known.status_code, detail=_detail(known), errors=_errors(known))
    return Response(body, status=known.status_code, headers=_headers(known), content_type=MEDIA_TYPE)


def explain_failure(request: HttpRequest) -> str:
    """Return what to say of an error nobody foresaw: whose it is when a plugin's view made it."""
    plugin = plugin_of_request(request)
    if plugin is None:
        return _("Something broke on our side. It has been noted.")
    title = in_language(plugin.manifest.title)
    return _("The plugin “%(title)s” has failed. It has been noted; everything else works.") % {
        "title": title
    }


def describe(code: int, *, detail: str = "", errors: list[dict[str, str]] | None = None) -> dict[str, Any]:
    """Return the members of a problem; `errors` names parameters: {"parameter", "detail"}."""
    body: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(code).phrase, "status": code}
    if detail:
        body["detail"] = detail
    if errors:
        body["errors"] = errors
    return body


def unknown_address(request: HttpRequest) -> JsonResponse:
    """Answer an address of the API that does not exist, whatever the method."""
    body = describe(
        HTTPStatus.NOT_FOUND, detail=_("There is nothing at this address; /api/v1/ lists what there is.")
    )
    return JsonResponse(body, status=HTTPStatus.NOT_FOUND, content_type=MEDIA_TYPE)


def _as_api_error(error: Exception) -> exceptions.APIException | None:
    if isinstance(error, exceptions.APIException):
        return error
    if isinstance(error, Http404):
        return exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied()
    return None


def _detail(error: exceptions.APIException) -> str:
    if isinstance(error, InvalidParameters):
        return _("Some parameters cannot be understood.")
    return error.detail if isinstance(error.detail, str) else str(error.default_detail)


def _errors(error: exceptions.APIException) -> list[dict[str, str]] | None:
    if not isinstance(error.detail, dict):
        return None
    return [
        {"parameter": name, "detail": " ".join(str(message) for message in messages)}
        for name, messages in error.detail.items()
    ]


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    challenge = getattr(error, "auth_header", None)
    if challenge:
        invalid = error.status_code == status.HTTP_401_UNAUTHORIZED and error.get_codes() == "invalid_token"
        headers["WWW-Authenticate"] = f'{challenge}, error="invalid_token"' if invalid else challenge
    if isinstance(error, exceptions.Throttled) and error.wait:
        headers["Retry-After"] = str(error.wait)
    return headers
