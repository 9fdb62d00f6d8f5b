from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request

from ..domain.tokens import grant_of

if TYPE_CHECKING:
    # The views of the framework load this module: it is a default permission.
    from rest_framework.views import APIView


class InScope(IsAuthenticated):
    """Lets signed-in people in, and tokens issued for the `scope` of the view; without one it takes no token."""

    message = _("The token is not meant for this: its scope does not cover the resource.")
    code = "insufficient_scope"

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if not super().has_permission(request, view):
            return False
        if request.auth is None:
            return True
        grant, wanted = grant_of(request.auth), getattr(view, "scope", "")
        return grant is not None and bool(wanted) and wanted in grant.scope.split()
