from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from .look import COOKIE_PREFIX, YEAR_S, choose_look, read_look


@csrf_exempt  # Pages with this form are cached for everybody, so they carry no token; it changes only looks.
@require_POST
@never_cache
def set_look(request: HttpRequest) -> HttpResponse:
    """Store the chosen look in cookies and return to the page the form stood on."""
    response = HttpResponseRedirect(_safe_return(request))
    for key, value in choose_look(read_look(request.COOKIES), request.POST.dict()).items():
        name = COOKIE_PREFIX + key
        if value:
            response.set_cookie(name, value, max_age=YEAR_S, samesite="Lax", secure=request.is_secure())
        else:
            response.delete_cookie(name, samesite="Lax")
    return response


def _safe_return(request: HttpRequest) -> str:
    """Return path and query of the page the request came from when it is ours, else the home page."""
    referer = request.headers.get("referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        return "/"
    parts = urlsplit(referer)
    path = "/" + parts.path.lstrip("/")
    return f"{path}?{parts.query}" if parts.query else path
