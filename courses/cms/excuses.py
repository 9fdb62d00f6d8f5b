"""Personal excuses in the CMS: the list, granting one, excusing somebody who came late, withdrawing."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateTimeInput
from wagtail.log_actions import log

from prokadry.accounts.choosers import person_chooser
from prokadry.accounts.models import User
from prokadry.ui.records import DomainCreateView, PeopleIndexView, RecordViewSet, find_record

from ..domain.excuses import excuse_before, find_late_streams, grant_excuse, withdraw_excuse
from ..models import Activity, Excuse
from .amendments import AmendmentFilterSet, DecisionForm, WithdrawView, state_column
from .choosers import describe_time, stream_chooser

ADD = "courses.add_excuse"


class ExcuseFilterSet(AmendmentFilterSet):
    class Meta:
        model = Excuse
        fields: list[str] = []


class ExcuseIndexView(PeopleIndexView):
    related = ("participant", "activity", "granted_by")
    add_item_label = _("Excuse a participant")


class ExcuseCreateView(DomainCreateView):
    """Grants an excuse; participant and stream may come from the address, and the times follow the stream."""

    page_title = _("Excuse a participant from a part of a stream")
    submit_button_label = _("Excuse")

    def get_initial(self) -> dict[str, Any]:
        """Take participant and stream from the address; what is not there is left empty."""
        found: dict[str, Any] = {}
        participant = find_record(User, self.request.GET.get("participant", ""))
        stream = find_record(Activity, self.request.GET.get("activity", ""))
        if participant is not None:
            found["participant"] = participant
        if stream is not None and stream.starts_at:
            found |= {"activity": stream, "starts_at": stream.starts_at, "ends_at": stream.ends_at}
        return found

    def create(self, data: dict[str, Any]) -> Excuse:
        return grant_excuse(
            participant=data["participant"],
            activity=data["activity"],
            starts_at=data["starts_at"],
            ends_at=data["ends_at"],
            reason=data["reason"],
            granted_by=self.request.user,
            now=timezone.now(),
        )


class LateForm(forms.Form):
    """Whom to excuse from everything that was broadcast before an instant."""

    participant = forms.ModelChoiceField(
        User.objects.filter(is_active=True), label=_("Participant"), widget=person_chooser.widget_class
    )
    before = forms.DateTimeField(
        label=_("Everything before"), widget=AdminDateTimeInput,
        help_text=_("What the participant's streams broadcast before this moment will not count for them."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class LateView(WagtailAdminTemplateMixin, FormView):
    """Excuses somebody who joined late from what was before; shows the streams first, then asks."""

    template_name = "courses/admin/excuse_late.html"
    page_title = _("Excuse a late participant")
    header_icon = "time"
    form_class = LateForm

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the list."""
        listed = {"url": reverse("excuse:index"), "label": Excuse._meta.verbose_name_plural}
        return [*self.breadcrumbs_items, listed, {"url": "", "label": self.page_title}]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let in only those who may grant excuses."""
        if not request.user.has_perm(ADD):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """Take participant and instant from the address."""
        before = _read_instant(self.request.GET.get("before", ""))
        return {"participant": find_record(User, self.request.GET.get("participant", "")), "before": before}

    def form_valid(self, form: LateForm) -> HttpResponse:
        """Show what would be excused; excuse it once that was seen."""
        data = form.cleaned_data
        streams = find_late_streams(participant=data["participant"], before=data["before"])
        seen = ",".join(str(stream.pk) for stream in streams)
        if seen and self.request.POST.get("seen") != seen:
            lines = [(stream.title, describe_time(stream)) for stream in streams]
            return self.render_to_response(self.get_context_data(form=form, streams=lines, seen=seen))
        try:
            granted = excuse_before(**data, granted_by=self.request.user, now=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        for excuse in granted:
            log(excuse, "wagtail.create", user=self.request.user)
        text = ngettext("Excused in %(count)d stream.", "Excused in %(count)d streams.", len(granted))
        messages.success(self.request, text % {"count": len(granted)})
        return redirect("excuse:index")


def _read_instant(text: str) -> datetime | None:
    try:
        instant = parse_datetime(text)
    except ValueError:
        return None
    return instant if instant and timezone.is_aware(instant) else None


class ExcuseWithdrawView(WithdrawView):
    model = Excuse
    related = ("activity", "participant")
    done_text = _("The excuse is withdrawn: the time counts again.")

    def describe(self) -> dict[str, Any]:
        return {
            "heading": _("Withdraw this excuse?"),
            "lines": [
                self.object.participant,
                self.object.activity,
                describe_time(self.object),
                self.object.reason,
            ],
            "consequence": _(
                "The time counts for the participant again. What was completed stays completed."
            ),
        }

    def take_back(self, now: datetime) -> None:
        withdraw_excuse(excuse=self.object, now=now)


class ExcuseViewSet(RecordViewSet):
    model = Excuse
    name = "excuse"
    url_prefix = "live/excuses"
    icon = "circle-check"
    menu_label = _("Excuses")
    index_view_class = ExcuseIndexView
    add_view_class = ExcuseCreateView
    filterset_class = ExcuseFilterSet
    list_per_page = 50
    list_display = [
        Column("participant", label=_("Participant"), sort_key="participant__last_name"),
        Column("activity", label=_("Live stream"), sort_key="activity__title"),
        Column("time", label=_("Does not count"), accessor=describe_time, sort_key="starts_at"),
        Column("reason", label=_("Reason")),
        Column("granted_by", label=_("Decided by")),
        DateColumn("granted_at", label=_("Decided at"), sort_key="granted_at"),
        state_column("excuse"),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("participant", widget=person_chooser.widget_class),
            FieldPanel("activity", widget=stream_chooser.widget_class),
            FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
            FieldPanel(
                "reason",
                help_text=_(
                    "The participant sees the time, not the reason. It is kept for ever, with your name."
                ),
            ),
        ],
        base_form_class=DecisionForm,
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        """Add withdrawing, and excusing those who came late."""
        return [
            *super().get_urlpatterns(),
            path("late/", LateView.as_view(), name="late"),
            path("<int:pk>/withdraw/", ExcuseWithdrawView.as_view(), name="withdraw"),
        ]
