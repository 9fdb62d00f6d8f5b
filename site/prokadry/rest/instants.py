"""Instants at the edge of the API: ISO 8601 with an offset, whatever zone the caller's account has."""

import re
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django_filters import Filter
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

# A plus that was not escaped in the address arrives as a blank.
LOST_PLUS = re.compile(r"(?<=\d) (?=\d\d:?\d\d$)")


class InstantField(serializers.DateTimeField):
    """Always written in UTC, as 2026-08-27T20:59:00Z."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(default_timezone=UTC, **kwargs)


class InstantFormField(forms.CharField):
    """Reads an ISO 8601 instant. Without an offset it would name no instant, so it is refused."""

    def clean(self, value: Any) -> datetime | None:
        text = LOST_PLUS.sub("+", super().clean(value))
        if not text:
            return None
        try:
            instant = parse_datetime(text)
            if instant is not None and instant.tzinfo is not None:
                return instant.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        raise ValidationError(_("Give an ISO 8601 instant with an offset, such as 2026-08-27T20:59:00Z."))


class InstantFilter(Filter):
    field_class = InstantFormField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        extend_schema_field({"type": "string", "format": "date-time", "description": self.label})(self)
