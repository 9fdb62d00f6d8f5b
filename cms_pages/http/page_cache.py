"""Whole public pages from memory, for visitors about whom nothing is known."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language_from_request

from prokadry.ui.look import COOKIE_PREFIX

from ..content_version import read_version

LIFETIME_S = 60
MAX_BYTES = 512 * 1024
PARAMETERS = {"page", "rubric", "region", "district", "year", "track", "period", "format"}
PRIVATE_PREFIXES = (
    "/learn/",
    "/accounts/",
    "/api/",
    "/cms/",
    "/admin/",
    "/e/",
    "/video/",
    "/live/",
    "/documents/",
    "/health/",
    "/media/",
    "/static/",
    "/view/",
)
TYPES = (
    "text/html",
    "application/rss+xml",
    "application/atom+xml",
    "application/xml",
    "text/calendar",
    "text/plain",
)


@dataclass(frozen=True)
class CachedPage:
    """An answer as it left the application, and the version of content it was made from."""

    version: str
    content: bytes
    headers: dict[str, str]


class PageCacheMiddleware:
    """Answers public GET requests without a query, for at most a minute and never past a publication.

    It stands before sessions and sign-in. A request that may be shared loses its cookies on the way in, so
    nothing that depends on a person can be in the answer that is kept. Sessions may be asked, and are found
    empty; an answer that sets a cookie is not kept. `Vary: Cookie` stays for proxies: to a session cookie
    belongs another page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_shared(request):
            return self.get_response(request)
        key = make_key(request)
        version, kept = read_version(), cache.get(key)
        if kept is not None and kept.version == version:
            return self._answer(request, HttpResponse(kept.content, headers=kept.headers))
        request.COOKIES = {}
        response = self.get_response(request)
        if request.method != "GET" or not is_keepable(response):
            return response
        response.headers.setdefault(
            "ETag", f'"{hashlib.blake2b(response.content, digest_size=12).hexdigest()}"'
        )
        patch_cache_control(response, no_cache=True)
        cache.set(key, CachedPage(version, response.content, dict(response.items())), LIFETIME_S)
        return self._answer(request, response)

    @staticmethod
    def _answer(request: HttpRequest, response: HttpResponse) -> HttpResponse:
        conditional = get_conditional_response(request, etag=response.headers["ETag"], response=response)
        return conditional or response


def is_shared(request: HttpRequest) -> bool:
    """Tell whether the answer to `request` is the same for every unknown visitor."""
    if request.method not in ("GET", "HEAD") or request.path.startswith(PRIVATE_PREFIXES):
        return False
    if "HTTP_AUTHORIZATION" in request.META or not PARAMETERS.issuperset(request.GET):
        return False
    return not any(_is_personal(name) for name in request.COOKIES)


def is_keepable(response: HttpResponse) -> bool:
    """Tell whether an answer may be kept: a whole, small page without cookies that does not forbid it."""
    if response.status_code != 200 or response.streaming or response.cookies:
        return False
    control = response.get("Cache-Control", "")
    if any(word in control for word in ("private", "no-store", "no-cache")):
        return False
    kind = response.get("Content-Type", "").partition(";")[0]
    return kind in TYPES and len(response.content) <= MAX_BYTES


def make_key(request: HttpRequest) -> str:
    """Return the cache key of a page: host, scheme, path, parameters in order, and the language it speaks."""
    parameters = urlencode(
        sorted((name, value) for name in request.GET for value in request.GET.getlist(name))
    )
    language = get_language_from_request(request)
    text = f"{request.scheme} {request.get_host()} {request.path} {parameters} {language}"
    return "cms_pages.page." + hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _is_personal(cookie: str) -> bool:
    own = (settings.SESSION_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, "messages")
    return cookie in own or cookie.startswith(COOKIE_PREFIX)
