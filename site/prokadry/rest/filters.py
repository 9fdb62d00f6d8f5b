"""Parameters that narrow a list. The unknown and the malformed are refused: a typo must not widen a list."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_filters import FilterSet, NumberFilter
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema_field
from rest_framework.request import Request
from rest_framework.views import APIView

from .problems import InvalidParameters

LARGEST_ID = 2**63 - 1


class IdFormField(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "min_value": 1, "max_value": LARGEST_ID})


class IdFilter(NumberFilter):
    field_class = IdFormField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        extend_schema_field({"type": "integer", "minimum": 1, "description": self.label})(self)

    def get_max_validator(self) -> None:
        """The field limits itself; the filter's own limit would be a second message."""
        return


def refuse_unknown(request: Request, *, known: set[str]) -> None:
    """Raise InvalidParameters when the address carries a parameter outside `known`."""
    unknown = sorted(set(request.query_params) - known)
    if unknown:
        raise InvalidParameters({name: [_("There is no such parameter.")] for name in unknown})


class StrictFilterBackend(DjangoFilterBackend):
    """django-filter that answers 400 with the offending parameters named."""

    def filter_queryset(self, request: Request, queryset: QuerySet, view: APIView) -> QuerySet:
        filterset: FilterSet | None = self.get_filterset(request, queryset, view)
        own = set(filterset.filters) if filterset else set()
        paginator = getattr(view, "paginator", None)
        refuse_unknown(request, known=own | set(getattr(paginator, "parameters", ())))
        if filterset and not filterset.is_valid():
            raise InvalidParameters(filterset.errors)
        return filterset.qs if filterset else queryset
