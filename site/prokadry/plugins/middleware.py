"""Where Wagtail gives up because the model of a page has gone with its plugin."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import ResolverMatch, reverse
from django.utils.translation import gettext as _
from wagtail.exceptions import PageClassNotFoundError
from wagtail.models import Page

# What Wagtail raises itself, and what it runs into where it forgets that there may be no class: history, moving.
LOST = (PageClassNotFoundError, AttributeError)


class LostPageMiddleware:
    """Brings who wants to do with a page what nobody can back to the list it is in, and says why."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer where the CMS fails over a page without a model, and nowhere else."""
        match = request.resolver_match
        is_cms = request.path.startswith(reverse("wagtailadmin_home"))
        if not isinstance(exception, LOST) or match is None or not is_cms:
            return None
        page = _find_lost(request, match)
        if page is None:
            return None
        messages.error(
            request,
            _("“%(page)s” was made by a plugin that is off: it can be deleted, but not changed.")
            % {"page": page.title},
        )
        return redirect("wagtailadmin_explore", page.get_parent().pk)


def _find_lost(request: HttpRequest, match: ResolverMatch) -> Page | None:
    """Return the page without a model that an address of the CMS is about."""
    named = [match.kwargs.get("page_id"), match.kwargs.get("page_to_move_id"), *request.GET.getlist("id")]
    ids = [int(one) for one in named if one is not None and str(one).isdecimal()]
    return next((page for page in Page.objects.filter(pk__in=ids) if page.specific_class is None), None)
