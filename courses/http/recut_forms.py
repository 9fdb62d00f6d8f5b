"""The form in which an editor says how a new cut of a video came from the one before it."""

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from ..domain.evidence.recut import Edits, Part
from ..domain.recut_editing import BadEdits
from ..fields import TimecodeInput

MORE_ROWS = 3
ROWS_MAX = 200


class Kept(forms.Form):
    """The choice that stands above the rows."""

    SAME, MOVED, NOTHING = "same", "moved", "nothing"

    what = forms.ChoiceField(
        label=_("What became of the seconds of the previous version"),
        choices=[
            (SAME, _("They kept their places: only what is new at the end has to be watched")),
            (MOVED, _("Parts were cut out or moved: the rows below say what went where")),
            (NOTHING, _("Nothing is left of it: everybody watches from the beginning")),
        ],
        widget=forms.RadioSelect,
    )


class PartForm(forms.Form):
    """One row: [start, end) of the previous version is played from `becomes` on."""

    start = forms.IntegerField(label=_("from"), min_value=0, widget=TimecodeInput)
    end = forms.IntegerField(label=_("until"), min_value=0, widget=TimecodeInput)
    becomes = forms.IntegerField(label=_("now begins at"), min_value=0, widget=TimecodeInput)

    def part(self) -> Part | None:
        """Return the row, None where it is empty or to be deleted."""
        data = self.cleaned_data
        if not data or data.get("DELETE"):
            return None
        return Part(data["start"], data["end"], data["becomes"])


PartFormSet: type[BaseFormSet] = formset_factory(
    PartForm, extra=MORE_ROWS, can_delete=True, max_num=ROWS_MAX, validate_max=True
)

WORDS = {
    "reversed": _("The end must come after the beginning."),
    "outside_before": _("The previous version is shorter."),
    "outside_after": _("This does not fit: the new version would have to be longer."),
    "overlap_before": _("A row above has part of these seconds already."),
    "overlap_after": _("A row above puts something else there."),
}


class RecutForm:
    """The choice and the rows together, for one request."""

    def __init__(self, *, edits: Edits | None, data: Any = None) -> None:
        what = Kept.SAME if edits is None else Kept.MOVED if edits else Kept.NOTHING
        rows = [part._asdict() for part in edits or ()]
        self.kept = Kept(data, initial={"what": what})
        self.rows = PartFormSet(data, initial=rows)

    @property
    def is_moved(self) -> bool:
        return self.kept["what"].value() == Kept.MOVED

    def read(self) -> tuple[bool, list[Part] | None]:
        """Return whether what was typed can be read, and the rows: None when seconds kept their places."""
        if not self.kept.is_valid():
            return False, None
        what = self.kept.cleaned_data["what"]
        if what != Kept.MOVED:
            return True, None if what == Kept.SAME else []
        if not self.rows.is_valid():
            return False, None
        parts = [part for _form, part in self._filled()]
        if not parts:
            self.kept.add_error("what", _("Fill in a row, or choose another answer."))
        return bool(parts), parts

    def explain(self, refusal: BadEdits) -> None:
        """Write beside the rows what the domain found wrong with them."""
        filled = [form for form, _part in self._filled()]
        for fault in refusal.faults:
            filled[fault.row].add_error(fault.field, WORDS[fault.code])

    def _filled(self) -> list[tuple[PartForm, Part]]:
        return [(form, part) for form in self.rows.forms if (part := form.part()) is not None]

    def with_more_rows(self, data: Any) -> "RecutForm":
        """Return the form as it was typed, with some empty rows more."""
        count = int(data.get("form-TOTAL_FORMS") or 0) if str(data.get("form-TOTAL_FORMS")).isdigit() else 0
        more = data.copy()
        more["form-TOTAL_FORMS"] = str(min(count + MORE_ROWS, ROWS_MAX))
        return RecutForm(edits=(), data=more)
