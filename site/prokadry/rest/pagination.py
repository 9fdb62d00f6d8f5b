"""Keyset pages: the cursor names the last row seen, so rows that come or go never shift a page."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from .filters import LARGEST_ID
from .problems import InvalidParameters

DEFAULT_SIZE = 100
LARGEST_SIZE = 500
CURSOR = re.compile(r"(after|before):(\d{1,19})")


@dataclass(frozen=True)
class Cursor:
    """Where a page starts: right after, or (going back) right before, the row with this id."""

    row_id: int
    is_back: bool = False

    def encode(self) -> str:
        text = f"{'before' if self.is_back else 'after'}:{self.row_id}"
        return urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> "Cursor | None":
        """Return the cursor, or None when `text` is not one of ours."""
        try:
            plain = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)).decode("ascii")
        except (Base64Error, UnicodeError, ValueError):
            return None
        match = CURSOR.fullmatch(plain)
        if match is None or int(match[2]) > LARGEST_ID:
            return None
        return cls(row_id=int(match[2]), is_back=match[1] == "before")


class KeysetPagination(BasePagination):
    """Pages by id: `{"next", "previous", "results"}`, `page_size` of 1–500, an opaque `cursor`."""

    parameters = ("cursor", "page_size")

    def paginate_queryset(
        self, queryset: QuerySet, request: Request, view: APIView | None = None
    ) -> list[Any]:
        size, cursor = self._read(request)
        self.request = request
        is_back = cursor is not None and cursor.is_back
        if cursor is not None:
            queryset = queryset.filter(**{"pk__lt" if is_back else "pk__gt": cursor.row_id})
        rows = list(queryset.order_by("-pk" if is_back else "pk")[: size + 1])
        has_more, rows = len(rows) > size, rows[:size]
        if is_back:
            rows.reverse()
        self.next = self._link(rows[-1].pk) if rows and (is_back or has_more) else None
        self.previous = (
            self._link(rows[0].pk, is_back=True) if rows and (has_more if is_back else cursor) else None
        )
        return rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self.next, "previous": self.previous, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        address = "https://example.org/api/v1/completions/?cursor=YWZ0ZXI6NDUwMQ"
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": {
                    **link,
                    "description": _("Address of the next page; null on the last one."),
                    "example": address,
                },
                "previous": {
                    **link,
                    "description": _("Address of the previous page; null on the first one."),
                    "example": None,
                },
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        return [
            {
                "name": "cursor",
                "in": "query",
                "required": False,
                "description": _("Where to go on: taken from `next` or `previous`, never made by hand."),
                "schema": {"type": "string"},
            },
            {
                "name": "page_size",
                "in": "query",
                "required": False,
                "description": _("Rows on a page."),
                "schema": {"type": "integer", "minimum": 1, "maximum": LARGEST_SIZE, "default": DEFAULT_SIZE},
            },
        ]

    def _read(self, request: Request) -> tuple[int, Cursor | None]:
        errors = {}
        size_text = request.query_params.get("page_size", str(DEFAULT_SIZE))
        size = int(size_text) if re.fullmatch(r"[0-9]{1,3}", size_text) else 0
        if not 1 <= size <= LARGEST_SIZE:
            errors["page_size"] = [_("Give a whole number from 1 to %(most)d.") % {"most": LARGEST_SIZE}]
        cursor_text = request.query_params.get("cursor")
        cursor = None if cursor_text is None else Cursor.decode(cursor_text)
        if cursor_text is not None and cursor is None:
            errors["cursor"] = [_("This cursor is not one that the API gave.")]
        if errors:
            raise InvalidParameters(errors)
        return size, cursor

    def _link(self, row_id: int, *, is_back: bool = False) -> str:
        address = self.request.build_absolute_uri()
        return replace_query_param(address, "cursor", Cursor(row_id, is_back).encode())
