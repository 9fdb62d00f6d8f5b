"""Version 1 of the API: its addresses, its index, its schema and the page that explains it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path, re_path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.utils import extend_schema, inline_serializer
from drf_spectacular.views import SpectacularAPIView
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from courses.http.api import ActivityViewSet, CompletionViewSet, CourseViewSet
from prokadry.plugins.routes import plugin_routes
from prokadry.rest.guide import build_guide
from prokadry.rest.problems import unknown_address
from tracks.http.api import EnrolmentViewSet, ProgressView, TrackViewSet

RESOURCES = ("completions", "activities", "courses", "tracks", "enrolments")


class IndexView(APIView):
    authentication_classes: list[type] = []
    permission_classes = [AllowAny]

    @extend_schema(
        summary=_("Index"),
        description=_("Where everything is. Needs no token."),
        responses=inline_serializer(
            "Index", {name: serializers.URLField() for name in (*RESOURCES, "schema", "docs")}
        ),
    )
    def get(self, request: Request) -> Response:
        addresses = {name: reverse(f"{name}-list", request=request) for name in RESOURCES}
        pages = {name: reverse(f"api-{name}", request=request) for name in ("schema", "docs")}
        return Response(addresses | pages)


class SchemaView(SpectacularAPIView):
    """The schema, as JSON unless the caller asks for YAML."""

    renderer_classes = [
        OpenApiJsonRenderer2,
        OpenApiJsonRenderer,
        OpenApiYamlRenderer,
        OpenApiYamlRenderer2,
    ]


def show_docs(request: HttpRequest) -> HttpResponse:
    """Explain the API to people, from the same schema that programs read."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    return render(request, "api/docs.html", {"guide": build_guide(schema)})


router = SimpleRouter()
router.register("completions", CompletionViewSet, basename="completions")
router.register("activities", ActivityViewSet, basename="activities")
router.register("courses", CourseViewSet, basename="courses")
router.register("tracks", TrackViewSet, basename="tracks")
router.register("enrolments", EnrolmentViewSet, basename="enrolments")

urlpatterns = [
    path("", IndexView.as_view(), name="api-index"),
    *router.urls,
    path("participants/<int:participant_id>/progress/", ProgressView.as_view(), name="participants-progress"),
    path("schema/", SchemaView.as_view(), name="api-schema"),
    path("docs/", show_docs, name="api-docs"),
    path("p/", include(plugin_routes("api_urls"))),
    # Last: what is below the API and unknown gets a problem, not the page «not found» of the site.
    re_path(r"^.*/$", unknown_address),
]
