from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from .clock import person_zone
from .look import read_look


def look(request: HttpRequest) -> dict[str, Any]:
    """Give every template the visitor's look, the instant of rendering, their zone and the address to ask for help.

    `zone` reads `request.user` only where the page is not anonymous already; error pages may come before sign-in ran.
    """
    return {
        "look": read_look(request.COOKIES),
        "now": timezone.now(),
        "zone": person_zone(getattr(request, "user", None)),
        "support_email": settings.SUPPORT_EMAIL,
    }
