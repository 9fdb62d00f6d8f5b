"""Takes pings out of Django's stack where no `PingEdge` stands before it: runserver and the test client.

A fault of ours at any other evidence address becomes 503 here, also one in the middleware behind this one.
"""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from .pings import PATH, respond
from .problems import busy

EVIDENCE = "/e/"


class PingMiddleware:
    """The first middleware: answers pings, hands everything else on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info != PATH:
            response = self._get_response(request)
            if response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR and request.path_info.startswith(
                EVIDENCE
            ):
                # It was logged. A page takes 503 for «later»; the middleware in between cannot say it better.
                return busy().response(request)
            return response
        answer = respond(request.META)
        return HttpResponse(answer.body, status=int(answer.status[:3]), headers=dict(answer.headers))
