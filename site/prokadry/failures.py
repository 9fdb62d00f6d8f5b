"""What is answered when a view failed and nobody caught it."""

from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.template.loader import get_template
from django.views.defaults import server_error

from prokadry.plugins.faults import plugin_of_request
from prokadry.plugins.texts import in_language
from prokadry.rest.problems import MEDIA_TYPE, describe, explain_failure

API = "/api/"


def show_failure(request: HttpRequest) -> HttpResponse:
    """Answer 500, as a problem in the API, and name the plugin whose view failed."""
    if request.path.startswith(API):
        return JsonResponse(
            describe(500, detail=explain_failure(request)), status=500, content_type=MEDIA_TYPE
        )
    plugin = plugin_of_request(request)
    if plugin is None:
        return server_error(request)
    page = get_template("plugins/failure.html").render({"plugin": in_language(plugin.manifest.title)})
    return HttpResponseServerError(page)
