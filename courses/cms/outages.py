"""Our own outages in the CMS: the list, declaring one with a preview of whom it touches, withdrawing."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.signing import Signer
from django.http import HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.log_actions import log

from prokadry.ui.records import DomainCreateView, RecordIndexView, RecordViewSet, find_record

from ..domain.outages import (
    OutageEffect,
    check_outage,
    declare_outage,
    find_streams_at,
    preview_outage,
    preview_withdrawal,
    withdraw_outage,
)
from ..models import Activity, Outage
from .amendments import AmendmentFilterSet, DecisionForm, WithdrawView, state_column
from .choosers import describe_time, stream_chooser


class OutageFilterSet(AmendmentFilterSet):
    class Meta:
        model = Outage
        fields: list[str] = []


class OutageIndexView(RecordIndexView):
    related = ("activity", "declared_by")
    add_item_label = _("Declare an outage")


class OutageForm(DecisionForm):
    """One stream, or all that were on the air at that time."""

    all_streams = forms.BooleanField(
        label=_("All streams that were on the air then"), required=False,
        help_text=_("The same outage is declared for each of them."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["activity"].required = False

    def clean(self) -> dict[str, Any]:
        """Find the streams meant, and refuse what the domain would refuse."""
        data = super().clean()
        starts_at, ends_at = data.get("starts_at"), data.get("ends_at")
        if starts_at is None or ends_at is None:
            return data
        if data.get("all_streams"):
            data["activities"] = find_streams_at(starts_at=starts_at, ends_at=ends_at)
        elif data.get("activity"):
            data["activities"] = [data["activity"]]
        elif "activity" not in self.errors:
            self.add_error("activity", _("Choose a stream, or all that were on the air."))
        if "activities" in data:
            check_outage(
                activities=data["activities"], starts_at=starts_at, ends_at=ends_at,
                reason=data.get("reason", ""), now=timezone.now(),
            )  # fmt: skip
        return data


class OutageCreateView(DomainCreateView):
    """Shows whom an outage touches before it is declared; declares what was shown and nothing else."""

    page_title = _("Declare an outage of ours")
    submit_button_label = _("Show whom it touches")

    def get_initial(self) -> dict[str, Any]:
        """Take the stream from the address."""
        stream = find_record(Activity, self.request.GET.get("activity", ""))
        return {"activity": stream} if stream is not None else {}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Show the effect; declare it when it is sent back as it was shown."""
        data = form.cleaned_data
        shown = _sign(data)
        if self.request.POST.get("shown") != shown or "confirm" not in self.request.POST:
            effects = [
                preview_outage(activity=stream, starts_at=data["starts_at"], ends_at=data["ends_at"])
                for stream in data["activities"]
            ]
            self.form = form
            return self.render_to_response(self.get_context_data(form=form, effects=effects, shown=shown))
        return super().form_valid(form)

    def create(self, data: dict[str, Any]) -> Outage:
        declared = declare_outage(
            activities=data["activities"],
            starts_at=data["starts_at"],
            ends_at=data["ends_at"],
            reason=data["reason"],
            declared_by=self.request.user,
            now=timezone.now(),
        )
        for outage in declared[1:]:
            log(outage, "wagtail.create", user=self.request.user)
        return declared[0]

    def get_success_message(self, instance: Outage) -> Any:
        return _("The outage is declared. Everybody is measured anew in the background.")


def _sign(data: dict[str, Any]) -> str:
    ids = [stream.pk for stream in data["activities"]]
    return Signer(salt="courses.outage").signature(f"{data['starts_at']}{data['ends_at']}{ids}")


class OutageWithdrawView(WithdrawView):
    model = Outage
    done_text = _("The outage is withdrawn. Everybody is measured anew in the background.")

    def describe(self) -> dict[str, Any]:
        effects: list[OutageEffect] = []
        if not self.object.withdrawn_at:
            effects.append(preview_withdrawal(outage=self.object))
        return {
            "heading": _("Withdraw this outage?"),
            "lines": [self.object.activity, describe_time(self.object), self.object.reason],
            "consequence": _("Nobody is credited this time any more. What was completed stays completed."),
            "effects": effects,
        }

    def take_back(self, now: datetime) -> None:
        withdraw_outage(outage=self.object, now=now)


class OutageViewSet(RecordViewSet):
    model = Outage
    name = "outage"
    url_prefix = "live/outages"
    icon = "warning"
    menu_label = _("Outages")
    index_view_class = OutageIndexView
    add_view_class = OutageCreateView
    create_template_name = "courses/admin/outage_create.html"
    filterset_class = OutageFilterSet
    list_per_page = 50
    list_display = [
        Column("activity", label=_("Live stream"), sort_key="activity__title"),
        Column("time", label=_("Outage"), accessor=describe_time, sort_key="starts_at"),
        Column("reason", label=_("Reason")),
        Column("declared_by", label=_("Declared by")),
        DateColumn("declared_at", label=_("Declared at"), sort_key="declared_at"),
        state_column("outage"),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("activity", widget=stream_chooser.widget_class),
            FieldPanel("all_streams"),
            FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
            FieldPanel(
                "reason",
                help_text=_(
                    "Participants see that it was a fault of ours, not the reason. It is kept for ever."
                ),
            ),
        ],
        base_form_class=OutageForm,
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        """Add withdrawing."""
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/withdraw/", OutageWithdrawView.as_view(), name="withdraw"),
        ]
