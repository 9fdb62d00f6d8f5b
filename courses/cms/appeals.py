"""«Appeals» in the CMS: the list, one appeal beside the timeline its author sees, and the decision."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import ChoiceFilter, ModelChoiceFilter
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import HeaderButton
from wagtail.log_actions import log

from prokadry.accounts.enums import FederalDistrict

from ..domain import appeals
from ..domain.anomalies import find_anomalies
from ..domain.timeline import Timeline, credited_timeline, find_completion, take_snapshot
from ..enums import Verdict
from ..extensions import track_names
from ..models import Activity, Appeal, AppealDecision, Completion
from .comparison import compare, film_of

DECIDE = "courses.decide_appeal"
OPEN, DECIDED = "open", "decided"


class AppealFilterSet(WagtailFilterSet):
    state = ChoiceFilter(
        label=gettext_lazy("State"),
        method="filter_state",
        choices=[(OPEN, gettext_lazy("waits for a decision")), (DECIDED, gettext_lazy("decided"))],
    )
    activity = ModelChoiceFilter(
        label=gettext_lazy("Activity"),
        queryset=Activity.objects.filter(Exists(Appeal.objects.filter(activity=OuterRef("pk")))),
    )
    track = ChoiceFilter(label=gettext_lazy("Track"), method="filter_track", choices=lambda: list_tracks())
    district = ChoiceFilter(
        label=gettext_lazy("Federal district"),
        field_name="participant__region__district",
        choices=FederalDistrict.choices,
    )

    class Meta:
        model = Appeal
        fields: list[str] = []

    def filter_state(self, appeals_: QuerySet[Appeal], name: str, value: str) -> QuerySet[Appeal]:
        return appeals_.filter(decision__isnull=value == OPEN)

    def filter_track(self, appeals_: QuerySet[Appeal], name: str, value: str) -> QuerySet[Appeal]:
        return appeals_.filter(track=value)


def list_tracks() -> list[tuple[str, str]]:
    """The tracks that completions name, in their order; one whose app is gone keeps its key as its name."""
    found = set(Completion.objects.order_by().values_list("track", flat=True).distinct()) - {""}
    known = [(entry.key, str(entry.label)) for entry in track_names if entry.key in found]
    return [*known, *((key, key) for key in sorted(found - {key for key, _label in known}))]


def state_of(appeal: Appeal) -> str:
    """Return what became of an appeal, in words."""
    decision = getattr(appeal, "decision", None)
    return decision.get_verdict_display() if decision else _("waits for a decision")


class AppealIndexView(IndexView):
    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """Offer the way to what is unusual, appealed against or not."""
        url = reverse("activities_with_anomalies")
        return [HeaderButton(_("What is unusual"), url=url, icon_name="view")]

    def get_base_queryset(self) -> QuerySet[Appeal]:
        row = Completion.objects.filter(participant=OuterRef("participant"), activity=OuterRef("activity"))
        related = ("participant__region", "activity", "decision__decided_by")
        return (
            super()
            .get_base_queryset()
            .select_related(*related)
            .annotate(track=Subquery(row.values("track")[:1]))
        )

    def get_edit_url(self, instance: Appeal) -> None:
        return None

    def get_delete_url(self, instance: Appeal) -> None:
        return None


class DecisionForm(forms.Form):
    verdict = forms.ChoiceField(
        label=gettext_lazy("Decision"), choices=Verdict.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=appeals.TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "The participant gets it by e-mail and sees it on the page. The decision cannot be changed or taken back."
        ),
    )


class AppealView(InspectView):
    """One appeal: what was written, the timeline as its author sees it, then and now, and what is unusual."""

    template_name = "courses/admin/appeal.html"
    page_title = gettext_lazy("Appeal")
    fields = ["filed_at"]
    form: DecisionForm | None = None

    def get_page_subtitle(self) -> str:
        return str(self.object.participant or _("the account was erased"))

    def get_object(self, queryset: QuerySet[Appeal] | None = None) -> Appeal:
        related = ("participant__region", "activity__page", "decision__decided_by")
        return get_object_or_404(Appeal.objects.select_related(*related), pk=self.kwargs["pk"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Decide; whatever stands in the way, what was typed comes back with the page."""
        if not request.user.has_perm(DECIDE):
            raise PermissionDenied
        self.form = DecisionForm(request.POST)
        if self.form.is_valid() and self._decide(request, self.form):
            return redirect(request.path)
        return self.get(request, *args, **kwargs)

    def _decide(self, request: HttpRequest, form: DecisionForm) -> bool:
        try:
            decision = appeals.decide_appeal(
                appeal_id=self.object.pk,
                verdict=Verdict(form.cleaned_data["verdict"]),
                reason=form.cleaned_data["reason"],
                decided_by=request.user,
                now=timezone.now(),
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        except appeals.AlreadyDecided as late:
            form.add_error(None, self._say_who(late.decision))
            self.object = self.get_object()
        else:
            log(self.object, "courses.decide_appeal", user=request.user, data={"verdict": decision.verdict})
            messages.success(request, _("Decided. The participant is written to."))
            return True
        return False

    def _say_who(self, decision: AppealDecision) -> str:
        return _("%(person)s has decided already: %(verdict)s. Your decision was not saved.") % {
            "person": decision.decided_by,
            "verdict": decision.get_verdict_display(),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the timeline, the comparison of snapshots, the anomalies and the form."""
        appeal, now = self.object, timezone.now()
        completion = (
            find_completion(participant_id=appeal.participant_id, activity_id=appeal.activity_id)
            if appeal.participant_id
            else None
        )
        timeline = credited_timeline(completion=completion, now=now) if completion else None
        decision = getattr(appeal, "decision", None)
        snapshots = [(_("When it was filed"), appeal.snapshot)]
        if decision:
            snapshots.append((_("When it was decided"), decision.snapshot))
        if timeline:
            snapshots.append((_("Now"), take_snapshot(timeline, now=now)))
        zone = appeal.participant.zone if appeal.participant else timezone.get_default_timezone()
        may_decide = decision is None and self.request.user.has_perm(DECIDE)
        return super().get_context_data(**kwargs) | {
            "appeal": appeal,
            "decision": decision,
            "timeline": timeline,
            "zone": zone,
            "columns": [heading for heading, _snapshot in snapshots],
            "lines": compare([snapshot for _heading, snapshot in snapshots], zone=zone),
            "films": [(heading, *film_of(snapshot)) for heading, snapshot in snapshots],
            "anomalies": _anomalies(timeline, now),
            "form": (self.form or DecisionForm()) if may_decide else None,
            "lost": self.form if self.form and decision else None,
        }


def _anomalies(timeline: Timeline | None, now: datetime) -> list[Any]:
    if timeline is None:
        return []
    person = timeline.completion.participant_id
    return find_anomalies(activity=timeline.activity, people=[person], now=now).get(person, [])


class AppealMenuItem(MenuItem):
    """Says how many appeals wait."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(DECIDE)

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        """Return the entry with the number that waits, where there is one."""
        item = super().render_component(request)
        waiting = appeals.count_open()
        if waiting:
            item.label = f"{item.label} ({waiting})"
        return item


class AppealViewSet(ModelViewSet):
    """Read and decided, never added, edited or deleted here."""

    model = Appeal
    icon = "help"
    menu_label = gettext_lazy("Appeals")
    menu_order = 260
    add_to_admin_menu = True
    menu_item_class = AppealMenuItem
    index_view_class = AppealIndexView
    inspect_view_class = AppealView
    inspect_view_enabled = True
    inspect_template_name = "courses/admin/appeal.html"
    copy_view_enabled = False
    add_to_reference_index = False
    form_fields = ["text"]
    filterset_class = AppealFilterSet
    list_per_page = 50
    list_display = [
        "participant",
        Column("activity", label=gettext_lazy("Activity"), sort_key="activity__title"),
        Column("region", label=gettext_lazy("Region"), accessor="participant.region"),
        DateColumn("filed_at", label=gettext_lazy("Filed"), sort_key="filed_at"),
        Column("state", label=gettext_lazy("State"), accessor=state_of),
        Column("decided_by", label=gettext_lazy("Decided by"), accessor="decision.decided_by"),
    ]
    closed = ("add", "edit", "delete", "history", "history_results", "usage")

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Give no view an address that does not exist."""
        return super().get_common_view_kwargs(**{f"{name}_url_name": None for name in self.closed}, **kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in self.closed]

    def register_admin_url_finder(self) -> None:
        """Offer no address for editing."""
