"""The form of a bulk extension: what, until when, why, and whom."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from courses.models import Activity
from prokadry.accounts.enums import FederalDistrict
from prokadry.accounts.models import Region

from ..domain.addresses import decode_list
from ..domain.extension_plan import Choice, Request
from ..enums import BatchSource, Level, Track, Unfinished
from ..models import Season
from .choosers import activity_chooser

# Which ways of choosing people a field belongs to; the others do without it.
FIELDS_OF = {
    "emails": "list", "file": "list", "track": "filter track", "level": "filter", "district": "filter",
    "region": "filter", "unfinished": "filter",
}  # fmt: skip
FILE_MAX = 2 * 1024 * 1024
TEXT_MAX = 2_000_000
EVERYBODY = ("", _("All"))


class BulkExtensionForm(forms.Form):
    """Asks an organiser; `as_request` says it to the domain. An uploaded list is added to the pasted one."""

    activity = forms.ModelChoiceField(
        label=_("Activity"), queryset=Activity.objects.all(), widget=activity_chooser.widget_class
    )
    season = forms.ModelChoiceField(label=_("Season"), queryset=Season.objects.all(), empty_label=None)
    closes_at = forms.DateTimeField(
        label=_("New deadline"),
        widget=AdminDateTimeInput,
        help_text=_("The first moment after it: for “until 23:59” enter 00:00 of the next day."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Participants do not see it. It is kept for ever, with your name and the time."),
    )
    source = forms.ChoiceField(
        label=_("Whom to choose"), choices=BatchSource, widget=forms.RadioSelect, initial=BatchSource.LIST
    )
    emails = forms.CharField(
        label=_("List of e-mails"),
        required=False,
        max_length=TEXT_MAX,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Paste a column, a table or a letter. Names beside the addresses do no harm."),
    )
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        help_text=_("CSV or plain text, in UTF-8 or as Russian Excel saves it, up to 2 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/plain,text/csv"}),
    )
    track = forms.ChoiceField(label=_("Track"), choices=[EVERYBODY, *Track.choices], required=False)
    level = forms.ChoiceField(label=_("Level"), choices=[EVERYBODY, *Level.choices], required=False)
    district = forms.ChoiceField(
        label=_("Federal district"), choices=[EVERYBODY, *FederalDistrict.choices], required=False
    )
    region = forms.ModelChoiceField(
        label=_("Region"), queryset=Region.objects.all(), required=False, empty_label=EVERYBODY[1]
    )
    unfinished = forms.ChoiceField(
        label=_("Who exactly"),
        choices=Unfinished,
        initial=Unfinished.ALL,
        required=False,
        help_text=_("Whoever has completed the activity is never touched."),
    )
    # Carried by the preview: what it showed, and the name of the decision.
    digest = forms.CharField(required=False, widget=forms.HiddenInput)
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def rows(self) -> list[tuple[forms.BoundField, str]]:
        """Return the visible fields, each with the ways of choosing people it belongs to ("": all)."""
        return [(field, FIELDS_OF.get(field.name, "")) for field in self.visible_fields()]

    def clean_file(self) -> str:
        """Return the text of an uploaded list."""
        upload: UploadedFile | None = self.cleaned_data.get("file")
        if not upload:
            return ""
        if upload.size and upload.size > FILE_MAX:
            raise forms.ValidationError(_("This file is too large for a list: more than 2 MB."))
        try:
            return decode_list(upload.read())
        except UnicodeDecodeError:
            raise forms.ValidationError(
                _("This is not a text file. Save the table as CSV, or paste the addresses.")
            ) from None

    def clean(self) -> dict[str, Any]:
        """Join the uploaded list to the pasted one; ask for what the chosen way needs."""
        data: dict[str, Any] = super().clean() or {}
        data["emails"] = "\n".join(filter(None, (data.get("emails"), data.get("file"))))
        if data.get("file"):
            # A browser sends a file once: shown again, the form has its lines among the pasted ones.
            self.data = {**self.data.dict(), "emails": data["emails"]}
        source = data.get("source")
        if source == BatchSource.LIST and not data["emails"].strip() and "file" not in self.errors:
            self.add_error("emails", _("Paste the addresses or choose a file."))
        if source == BatchSource.TRACK and not data.get("track"):
            self.add_error("track", _("Choose the track."))
        return data

    def as_request(self) -> Request:
        """Return what was asked for; call only when the form is valid."""
        data = self.cleaned_data
        region: Region | None = data["region"]
        choice = Choice(
            source=BatchSource(data["source"]),
            emails=data["emails"],
            track=data["track"],
            level=data["level"],
            district=data["district"],
            region_id=region.pk if region else None,
            unfinished=Unfinished(data["unfinished"] or Unfinished.ALL),
        )
        return Request(data["season"], data["activity"], data["closes_at"], choice)

    def hidden_copy(self, *, digest: str, key: UUID) -> "BulkExtensionForm":
        """Return this form filled in with hidden fields, to be sent again as it was with a preview's marks."""
        data = {name: self[name].value() for name in self.fields if name != "file"}
        copy = BulkExtensionForm(
            {**data, "emails": self.cleaned_data["emails"], "digest": digest, "key": str(key)}
        )
        del copy.fields["file"]
        for field in copy.fields.values():
            field.widget = field.hidden_widget()
        return copy
