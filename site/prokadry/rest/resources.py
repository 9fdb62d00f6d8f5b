"""What the resources of every app have in common."""

from collections.abc import Callable
from typing import Any, cast

from django.utils import timezone
from django.utils.functional import Promise
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers, viewsets
from rest_framework.request import Request

from prokadry.accounts.enums import Scope
from prokadry.accounts.models import User

from .filters import StrictFilterBackend
from .pagination import KeysetPagination

Text = str | Promise


def describe_resource(
    *, many: Text, one: Text, text: Text, example: OpenApiExample
) -> Callable[[type[Any]], type[Any]]:
    """Return a decorator that tells the schema what a resource is, as a list and as one row."""
    return extend_schema_view(
        list=extend_schema(summary=many, description=text, examples=[example]),
        retrieve=extend_schema(summary=one, description=text),
    )


class ParticipantRefSerializer(serializers.Serializer):
    id = serializers.IntegerField(source="participant_id")


class ResourceViewSet(viewsets.ReadOnlyModelViewSet):
    """A list and its single rows, all true at one instant: `self.now`."""

    scope = Scope.COMPLETIONS_READ.value
    http_method_names = ["get", "head", "options"]
    filter_backends = [StrictFilterBackend]
    pagination_class = KeysetPagination
    lookup_value_regex = r"[0-9]{1,18}"

    @property
    def user(self) -> User:
        """The person who asks; nobody else gets past the permissions."""
        return cast(User, self.request.user)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.now = timezone.now()
        super().initial(request, *args, **kwargs)
