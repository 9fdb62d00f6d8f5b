"""Which theme a site has chosen, kept where every process reads it, and previews of another one."""

import logging
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core import signing
from django.core.cache import caches
from django.db import DatabaseError, transaction
from django.http import HttpRequest
from wagtail.log_actions import log
from wagtail.models import Site

from prokadry.ui.look import COOKIE_PREFIX

from . import themes
from .current import default_theme
from .manifest import Theme

logger = logging.getLogger(__name__)

#: A cookie of looks: whoever carries one neither gets nor leaves behind pages of the common cache.
PREVIEW_COOKIE = COOKIE_PREFIX + "preview"
PREVIEW_S = 4 * 3600
#: How long the address that starts a preview on the site's own host is good for.
TICKET_S = 300
_SALT = "prokadry.ui.themes.preview"
# A choice is written through; the limit only mends a memory that was lost or restored.
_MEMORY_S = 3600


@dataclass(frozen=True)
class Preview:
    """A site seen in a theme that is not its own."""

    site_id: int
    theme: Theme


def read_choice(*, site_id: int) -> str:
    """Return the key a site has chosen, "" when none; one query when no process has asked lately."""
    key = caches["shared"].get(_name(site_id))
    if key is None:
        rows = apps.get_model("ui", "SiteTheme").objects.filter(site_id=site_id)
        key = rows.values_list("theme", flat=True).first() or ""
        # Never over a choice that was made in the meantime.
        caches["shared"].add(_name(site_id), key, _MEMORY_S)
    return str(key)


def remember_choice(*, site_id: int, key: str) -> None:
    """Tell every process what a site has chosen."""
    caches["shared"].set(_name(site_id), key, _MEMORY_S)


@transaction.atomic
def publish_theme(*, site: Site, theme: Theme, user: Any) -> None:
    """Give `site` the theme, and note in the log of the CMS who did. Kept pages are forgotten on commit."""
    setting = apps.get_model("ui", "SiteTheme").for_site(site)
    setting.theme = theme.key
    setting.save()
    log(setting, "wagtail.edit", user=user, content_changed=True, data={"theme": theme.key})


def theme_of(site: Site) -> Theme:
    """Return the theme of a site; that of the installation when it chose none or its theme is gone."""
    return themes.find(read_choice(site_id=site.pk)) or default_theme()


def sign_preview(*, site: Site, theme: Theme) -> str:
    """Return the ticket of a preview; it is given out only to people who may change the theme."""
    return signing.dumps({"site": site.pk, "theme": theme.key}, salt=_SALT)


def read_preview(ticket: str, *, max_age_s: int = PREVIEW_S) -> Preview | None:
    """Return the preview a ticket was signed for; None when it is forged, too old or its theme is gone."""
    try:
        found = signing.loads(ticket, salt=_SALT, max_age=max_age_s)
    except signing.BadSignature:
        return None
    theme = themes.find(found["theme"])
    return Preview(found["site"], theme) if theme else None


class RequestTheme:
    """The theme of one request, decided when it is first asked for."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._theme: Theme | None = None
        #: Set when another theme than the site's own is shown.
        self.preview: Preview | None = None

    def __call__(self) -> Theme:
        if self._theme is None:
            try:
                self._theme = self._decide()
            except DatabaseError:
                # The page that says so must not need the database.
                logger.exception("The theme of %s is unknown", self._request.get_host())
                self._theme = default_theme()
        return self._theme

    def _decide(self) -> Theme:
        site = Site.find_for_request(self._request)
        if site is None:
            return default_theme()
        own = theme_of(site)
        ticket = self._request.COOKIES.get(PREVIEW_COOKIE)
        preview = read_preview(ticket) if ticket else None
        if preview is None or preview.site_id != site.pk or preview.theme.key == own.key:
            return own
        self.preview = preview
        return preview.theme


def _name(site_id: int) -> str:
    return f"ui.theme.{site_id}"
