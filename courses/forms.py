"""What the editors' forms check beyond single fields. Dates may still be missing in a draft."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from prokadry.ui.numbers import format_timecode

from .domain.evidence.recording import Recording
from .domain.evidence.units import units_of
from .extensions import video_providers


class WebinarPageForm(WagtailAdminPageForm):
    """Checks that somebody can play the video, and that chapters and parts which do not count fit it."""

    def clean(self) -> dict[str, Any]:
        """Add errors to the rows concerned."""
        cleaned = super().clean()
        self._check_address(cleaned)
        self._check_chapters()
        self._check_excluded(cleaned)
        return cleaned

    def _check_address(self, cleaned: dict[str, Any]) -> None:
        """Refuse a new address that nobody plays; an old one stays while its provider is away."""
        from .domain.videos import recognise_address  # it imports the models, which import forms

        address = cleaned.get("video_address")
        if not address or "video_address" not in self.changed_data or recognise_address(address):
            return
        names = ", ".join(str(provider.label) for provider in video_providers if provider.example)
        self.add_error(
            "video_address",
            _("This is not an address of a video that can be played here (%(names)s).") % {"names": names},
        )

    def _check_chapters(self) -> None:
        seen: set[int] = set()
        for row in rows_of(self, "chapters"):
            start_s = row.cleaned_data.get("start_s")
            if start_s in seen:
                row.add_error("start_s", _("Another chapter begins at the same time."))
            elif start_s is not None:
                seen.add(start_s)

    def _check_excluded(self, cleaned: dict[str, Any]) -> None:
        duration_ms = self._duration_ms(cleaned)
        units = units_of(duration_ms)
        parts: list[tuple[int, int]] = []
        for row in rows_of(self, "excluded_ranges"):
            start_s, end_s = row.cleaned_data.get("start_s"), row.cleaned_data.get("end_s")
            if start_s is None or end_s is None:
                continue
            if end_s <= start_s:
                row.add_error("end_s", _("The end must come after the beginning."))
            elif units and end_s > units:
                length = format_timecode(units)
                row.add_error("end_s", _("The recording ends at %(length)s.") % {"length": length})
            elif any(start_s < other_end and other_start < end_s for other_start, other_end in parts):
                row.add_error("start_s", _("This overlaps another row."))
            parts.append((start_s, end_s))
            if units and not Recording.of(duration_ms, parts).countable:
                row.add_error("end_s", _("Something must be left that counts."))

    def _duration_ms(self, cleaned: dict[str, Any]) -> int:
        if cleaned.get("video_address"):
            return (cleaned.get("video_length_s") or 0) * 1000
        video = cleaned.get("video", self.instance.video)
        revision = video.current if video else None
        return revision.duration_ms if revision else 0


class LiveStreamPageForm(WagtailAdminPageForm):
    """Checks that breaks and checkpoints lie within the stream and that enough checkpoints exist."""

    def clean(self) -> dict[str, Any]:
        """Add errors to the rows concerned."""
        cleaned = super().clean()
        starts_at = cleaned.get("actual_starts_at") or cleaned.get("starts_at")
        ends_at = cleaned.get("actual_ends_at") or cleaned.get("ends_at")
        self._check_windows("breaks", "starts_at", "ends_at", starts_at, ends_at)
        self._check_windows("checkpoints", "opens_at", "closes_at", starts_at, ends_at)
        self._check_count(cleaned)
        return cleaned

    def _check_windows(
        self, name: str, first: str, last: str, starts_at: datetime | None, ends_at: datetime | None
    ) -> None:
        windows: list[tuple[datetime, datetime]] = []
        for row in rows_of(self, name):
            begin, end = row.cleaned_data.get(first), row.cleaned_data.get(last)
            if begin is None or end is None:
                continue
            if end <= begin:
                row.add_error(last, _("The end must come after the beginning."))
            elif starts_at and ends_at and not starts_at <= begin < end <= ends_at:
                row.add_error(first, _("This lies outside the time of the stream."))
            elif any(begin < other_end and other_begin < end for other_begin, other_end in windows):
                row.add_error(first, _("This overlaps another row."))
            windows.append((begin, end))

    def _check_count(self, cleaned: dict[str, Any]) -> None:
        needed = cleaned.get("required_check_ins")
        planned = sum(1 for _row in rows_of(self, "checkpoints"))
        if needed and needed > planned and "required_check_ins" in self.fields:
            self.add_error("required_check_ins", _("More than there are checkpoints below."))


def rows_of(form: WagtailAdminPageForm, name: str) -> Iterator[forms.ModelForm]:
    """Yield the filled-in rows of an inline panel that are not being deleted."""
    formset = form.formsets.get(name)
    if formset is None:
        return
    # The rows are otherwise cleaned after the form itself.
    formset.is_valid()
    for row in formset.forms:
        data = getattr(row, "cleaned_data", None) or {}
        if data and not data.get("DELETE"):
            yield row
