"""Where Wagtail gives up because the model of a page has gone with its plugin."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.exceptions import PageClassNotFoundError
from wagtail.models import Page


class LostPageMiddleware:
    """Brings who wants to edit a page that nobody can edit back to the list it is in, and says why."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for PageClassNotFoundError, and for nothing else."""
        match = request.resolver_match
        if not isinstance(exception, PageClassNotFoundError) or match is None:
            return None
        page = Page.objects.get(pk=match.kwargs["page_id"])
        messages.error(
            request,
            _("“%(page)s” was made by a plugin that is off: it can be moved and deleted, but not edited.")
            % {"page": page.title},
        )
        return redirect("wagtailadmin_explore", page.get_parent().pk)
