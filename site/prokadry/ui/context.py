from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from .clock import person_zone
from .look import read_look
from .themes.current import current_theme


def look(request: HttpRequest) -> dict[str, Any]:
    """Give every template the visitor's look and zone, the instant of rendering and where to ask for help.

    Error pages may come before sign-in ran, so `request.user` may be absent. The theme is known here: the template
    that is about to be rendered was looked up in it.
    """
    asked = getattr(request, "theme", None)
    return {
        "look": read_look(request.COOKIES),
        "theme": current_theme(),
        "theme_preview": asked and asked.preview,
        "now": timezone.now(),
        "zone": person_zone(getattr(request, "user", None)),
        "support_email": settings.SUPPORT_EMAIL,
    }
