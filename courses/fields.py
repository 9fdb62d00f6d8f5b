"""Form parts of the course editor."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext_lazy as _
from webvtt import WebVTT
from webvtt.errors import MalformedCaptionError, MalformedFileError

from prokadry.ui.numbers import format_timecode

TIMECODE = re.compile(r"^(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)$")
CAPTIONS_MAX = 2 * 1024 * 1024


class TimecodeInput(forms.TextInput):
    """Shows whole seconds as `8:20` and reads `8:20`, `1:02:03` or a bare number of seconds."""

    def format_value(self, value: Any) -> str | None:
        """Return seconds as a time code; what cannot be one is shown as it was typed."""
        if isinstance(value, int) or (isinstance(value, str) and value.isdecimal()):
            return format_timecode(int(value))
        return value

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return a time code as seconds; anything else as it was typed, for the field to refuse."""
        typed = super().value_from_datadict(data, files, name)
        match = TIMECODE.match((typed or "").strip())
        if not match:
            return typed
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return str(hours * 3600 + minutes * 60 + seconds)


def validate_captions(value: FieldFile) -> None:
    """Raise ValidationError unless a newly uploaded file is WebVTT with at least one cue."""
    # Only an upload is read: captions stored long ago were checked when they came.
    if getattr(value, "_committed", False):
        return
    if value.size > CAPTIONS_MAX:
        raise ValidationError(_("This file is too large for captions: more than 2 MB."))
    value.seek(0)
    raw = value.read()
    value.seek(0)
    try:
        cues = list(WebVTT.from_string(raw.decode("utf-8-sig"), strict=True))
    except UnicodeDecodeError:
        raise ValidationError(_("Captions must be text in UTF-8.")) from None
    except (MalformedFileError, MalformedCaptionError) as error:
        raise ValidationError(
            _("This is not a proper WebVTT file: %(reason)s"), params={"reason": error}
        ) from None
    if not cues:
        raise ValidationError(_("There is not one caption in this file."))


def validate_playlist_url(value: str) -> None:
    """Raise ValidationError unless the address is http(s) and names an HLS playlist."""
    URLValidator(schemes=["http", "https"])(value)
    if not value.split("?")[0].split("#")[0].lower().endswith(".m3u8"):
        raise ValidationError(_("The address of an HLS playlist ends in .m3u8."))
