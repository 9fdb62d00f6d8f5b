"""Pictures of the public site, for installations without a web server in front.

Only pictures: documents may be materials of a lecture, and go through Wagtail's view that asks who may read them.
"""

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import re_path
from django.views.static import serve

YEAR_S = 365 * 24 * 3600


def serve_picture(request: HttpRequest, path: str) -> HttpResponse | FileResponse:
    """Answer with a picture. Its name changes with its content, so browsers may keep it. Raises Http404."""
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
    response["Cache-Control"] = f"public, max-age={YEAR_S}, immutable"
    return response


urlpatterns = [re_path(r"^media/(?P<path>(?:images|original_images)/[^/]+)$", serve_picture, name="picture")]
