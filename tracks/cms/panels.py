from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.panels import Panel

from courses.extensions import activity_types
from prokadry.ui.clock import last_minute

from ..domain import kinds
from ..domain.curricula import CurriculumItem, resolve
from ..models import Curriculum


@dataclass(frozen=True)
class PreviewLine:
    """An item ready for display; `closes_at` is the last minute, `problem` is empty where all is well."""

    item: CurriculumItem
    opens_at: datetime | None
    closes_at: datetime | None
    problem: str


class CurriculumPreviewPanel(Panel):
    """What participants get from a saved curriculum: every activity with its resolved window."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "tracks/cms/curriculum_preview.html"

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            """Add the resolved curriculum as it is saved, not as the form has it."""
            context = super().get_context_data(parent_context)
            saved = Curriculum.objects.filter(pk=self.instance.pk).first() if self.instance.pk else None
            context["resolved"] = resolve(saved) if saved else None
            off = context["resolved"].switched_off if saved else []
            context["switched_off"] = [
                (activity, activity_types.plugin_of(activity.type)) for activity in off
            ]
            context["lines"] = [_describe(item) for item in context["resolved"].items] if saved else []
            return context


def _describe(item: CurriculumItem) -> PreviewLine:
    is_stream = kinds.is_stream(item.activity)
    opens_at = item.activity.starts_at if is_stream else item.opens_at
    return PreviewLine(
        item=item,
        opens_at=opens_at,
        closes_at=last_minute(item.closes_at) if item.closes_at else None,
        problem=_find_problem(item, opens_at),
    )


def _find_problem(item: CurriculumItem, opens_at: datetime | None) -> str:
    if item.closes_at and opens_at and item.closes_at <= opens_at:
        return _("Closes before it opens: nobody can do it.")
    if item.closes_at is None and item.is_required:
        return _("Required, but has no deadline.")
    return ""
