"""The product's addresses and one empty view."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def empty(request: HttpRequest) -> HttpResponse:
    """Answer with nothing."""
    return HttpResponse(b"", headers={"Content-Length": "0"})


urlpatterns = [
    path("bench/bare", empty),
    path("", include(settings.BENCH_PRODUCT_URLCONF)),
]
