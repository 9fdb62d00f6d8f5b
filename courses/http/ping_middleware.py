"""Takes pings out of Django's stack where no `PingEdge` stands before it: runserver and the test client."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .pings import PATH, respond


class PingMiddleware:
    """The first middleware: answers pings, hands everything else on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info != PATH:
            return self._get_response(request)
        answer = respond(request.META)
        return HttpResponse(answer.body, status=int(answer.status[:3]), headers=dict(answer.headers))
