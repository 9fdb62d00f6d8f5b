from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from .choice import RequestTheme
from .current import use_theme

# Staff work in one look, whatever the site wears.
WITHOUT_THEME = ("/cms/", "/admin/")


class ThemeMiddleware:
    """Lets templates and static files of a page come from the theme of its site, or from the one being previewed.

    It stands inside the cache of pages, which passes by whoever carries the cookie of a preview.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(WITHOUT_THEME):
            return self.get_response(request)
        theme = RequestTheme(request)
        request.theme = theme  # type: ignore[attr-defined]  # read by the context processor
        with use_theme(theme):
            response = self.get_response(request)
        if theme.preview:
            add_never_cache_headers(response)
        return response
