from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .domain.site import read_site


def site(request: HttpRequest) -> dict[str, Any]:
    """Give every template what the public site says about itself; nothing is read until a template asks."""
    info = SimpleLazyObject(lambda: read_site(request=request))
    return {
        "site_info": info,
        "footer_documents": SimpleLazyObject(lambda: info.documents),
        "footer_social": SimpleLazyObject(lambda: info.social),
    }
