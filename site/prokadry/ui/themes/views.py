"""Seeing a site in another theme before it is published: the start in the CMS, the visit, the end."""

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages
from wagtail.models import Site
from wagtail.permissions import policy_registry

from ..models import SiteTheme
from . import themes
from .choice import PREVIEW_COOKIE, PREVIEW_S, TICKET_S, publish_theme, read_preview, sign_preview, theme_of
from .manifest import Theme


@require_POST
def start_preview(request: HttpRequest, site_pk: int, key: str) -> HttpResponse:
    """Send an editor to the site in another theme; the site may have a host of its own, so a ticket goes along."""
    site, theme = _allowed(request, site_pk, key)
    ticket = urlencode({"ticket": sign_preview(site=site, theme=theme)})
    return HttpResponseRedirect(f"{_root(request, site)}{reverse('ui:enter_preview')}?{ticket}")


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, site_pk: int, key: str) -> HttpResponse:
    """Ask once, then give the site the theme."""
    site, theme = _allowed(request, site_pk, key)
    if request.method == "GET":
        context = {
            "site": site,
            "theme": theme,
            "own": theme_of(site),
            "page_title": _("Publish the theme"),
            "header_icon": "view",
            "back_url": settings_url(site.pk),
        }
        return TemplateResponse(request, "ui/admin/theme_publish.html", context)
    publish_theme(site=site, theme=theme, user=request.user)
    text = _("The site now wears the theme “%(theme)s”.") % {"theme": theme.label}
    messages.success(request, text, buttons=[messages.button(f"{_root(request, site)}/", _("View the site"))])
    response = HttpResponseRedirect(settings_url(site.pk))
    response.delete_cookie(PREVIEW_COOKIE, samesite="Lax")
    return response


@require_GET
@never_cache
def enter_preview(request: HttpRequest) -> HttpResponse:
    """Turn a fresh ticket into a cookie of this host and show the home page."""
    ticket = request.GET.get("ticket", "")
    response = HttpResponseRedirect("/")
    if read_preview(ticket, max_age_s=TICKET_S):
        response.set_cookie(
            PREVIEW_COOKIE,
            ticket,
            max_age=PREVIEW_S,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response


@csrf_exempt  # It ends a preview and nothing else.
@require_POST
@never_cache
def leave_preview(request: HttpRequest) -> HttpResponse:
    """Show the site as everybody sees it."""
    response = HttpResponseRedirect("/")
    response.delete_cookie(PREVIEW_COOKIE, samesite="Lax")
    return response


def settings_url(site_pk: int) -> str:
    """Return the address of the page where the theme of a site is chosen."""
    return reverse("wagtailsettings:edit", args=["ui", "sitetheme", site_pk])


def _allowed(request: HttpRequest, site_pk: int, key: str) -> tuple[Site, Theme]:
    site, theme = get_object_or_404(Site, pk=site_pk), themes.find(key)
    if theme is None:
        raise Http404
    policy = policy_registry.get_by_type(SiteTheme)
    if not policy.user_has_permission_for_instance(request.user, "change", site):
        raise PermissionDenied
    return site, theme


def _root(request: HttpRequest, site: Site) -> str:
    """Return scheme and host of a site; nothing when the request came to this very site."""
    return "" if Site.find_for_request(request) == site else site.root_url
