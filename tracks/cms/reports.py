"""«Reports of the programme» in the CMS: what the registry gives, one report with its chart, and its file."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from courses.extensions import track_names
from courses.models import Activity, Completion
from prokadry.plugins.registry import BUILT_IN
from prokadry.ui.csv_file import peek, send_csv

from ..domain.plugins import seasons_using, used_plugins
from ..domain.report_tables import Table, file_rows, make_table
from ..extensions import Report, ReportFilter, ReportScope, reports
from ..models import Season

Result = TypeVar("Result")

TITLE = _("Reports of the programme")
EXPORT = "tracks.export_report"
SHOWN_ROWS = 50


def list_reports(request: HttpRequest) -> list[Report]:
    """Return the reports this person may see: a plugin's once it is on in some season."""
    allowed = [report for report in reports if request.user.has_perm(report.permission)]
    used = used_plugins() if any(reports.plugin_of(report.key) for report in allowed) else (BUILT_IN,)
    return [report for report in allowed if reports.plugin_of(report.key) in used]


class ScopeForm(forms.Form):
    """What a report is narrowed by: only what it heeds is asked for."""

    season = forms.ModelChoiceField(
        label=_("Season"), queryset=Season.objects.all(), required=False, empty_label=None
    )
    track = forms.ChoiceField(label=_("Track"), required=False)
    activity = forms.ModelChoiceField(
        label=_("Activity"), queryset=Activity.objects.none(), required=False, empty_label=_("All")
    )

    def __init__(
        self, data: Any, *, filters: frozenset[ReportFilter], seasons: QuerySet[Season], season: Season
    ) -> None:
        super().__init__(data, initial={"season": season})
        self.fields["season"].queryset = seasons
        self.fields["track"].choices = [("", _("All")), *((name.key, name.label) for name in track_names)]
        asked = Completion.objects.filter(activity=OuterRef("pk"))
        self.fields["activity"].queryset = Activity.objects.filter(Exists(asked))
        for name in ReportFilter:
            if name not in filters:
                del self.fields[name]

    def scope(self, season: Season) -> ReportScope:
        """Return what was chosen; what is wrong or absent is left open."""
        self.is_valid()
        chosen = self.cleaned_data if self.is_bound else {}
        return ReportScope(
            season=chosen.get("season") or season,
            track=chosen.get("track") or "",
            activity=chosen.get("activity"),
        )


class ReportsView(WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]  # Wagtail has no types
    """The list of the reports this person may see."""

    template_name = "tracks/cms/reports.html"
    page_title = TITLE
    header_icon = "table"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": TITLE}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add `reports`. Raises PermissionDenied where there is none for this person."""
        found = list_reports(self.request)
        if not found:
            raise PermissionDenied
        return {**super().get_context_data(**kwargs), "reports": found}


class OneReport:
    """What the page of a report and its file have in common: the report, and what it is asked about."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def report(self) -> Report:
        report = reports.find(self.kwargs["key"])
        if report is None:
            raise Http404
        if not self.request.user.has_perm(report.permission):
            raise PermissionDenied
        if report not in list_reports(self.request):
            raise Http404
        return report

    @cached_property
    def seasons(self) -> QuerySet[Season]:
        """The seasons a report may be asked about: those that use its plugin."""
        return seasons_using(reports.plugin_of(self.report.key))

    @cached_property
    def season(self) -> Season | None:
        """The season a report begins with: the current one, else the latest."""
        return self.seasons.order_by("-is_current", "-key").first()

    @cached_property
    def form(self) -> ScopeForm | None:
        if self.season is None:
            return None
        return ScopeForm(
            self.request.GET or None, filters=self.report.filters, seasons=self.seasons, season=self.season
        )

    @cached_property
    def scope(self) -> ReportScope | None:
        return self.form.scope(self.season) if self.form and self.season else None

    def rows(self) -> Iterator[Sequence[Any]]:
        """Yield the rows as the report gives them; none without a season."""
        if self.scope:
            # A file is on its way when a late row fails, so nobody else would learn of it.
            with reports.counting(self.report, "rows"):
                yield from self.report.rows(self.scope, now=timezone.now())

    def attempt(self, read: Callable[[], Result]) -> Result | None:
        """Return what `read` makes of the rows, None where a plugin's report fails: the others go on."""
        return reports.call(self.report, read, default=None)


class ReportView(OneReport, WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]  # Wagtail has no types
    """One report: its filters, its chart, its first rows, the way to its file."""

    template_name = "tracks/cms/report.html"
    header_icon = "table"

    def get_page_title(self) -> Any:
        return self.report.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listed = {"url": reverse("programme_reports"), "label": TITLE}
        return [*self.breadcrumbs_items, listed, {"url": "", "label": self.report.title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add `table`, None where the report failed."""
        query = self.request.GET.urlencode()
        url = reverse("programme_report_file", args=[self.report.key])
        return super().get_context_data(**kwargs) | {
            "report": self.report,
            "form": self.form,
            "table": self.attempt(self._make_table),
            "shown": SHOWN_ROWS,
            "file_url": f"{url}?{query}" if query else url,
        }

    def _make_table(self) -> Table:
        return make_table(self.report, list(islice(self.rows(), SHOWN_ROWS + 1)), shown=SHOWN_ROWS)


class ReportFileView(OneReport, TemplateView):
    """A report as a file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send all rows while they are read, and note who took them: they name people."""
        report, scope = self.report, self.scope
        if scope is None:
            raise Http404
        rows = self.attempt(lambda: peek(file_rows(report, self.rows()), count=2))
        if rows is None:
            text = _("The report could not be made. Tell the administrator.")
            return HttpResponse(text, status=500, content_type="text/plain; charset=utf-8")
        log(scope.season, EXPORT, user=request.user, data={"report": report.key})
        name = f"{report.key}-{scope.season.key}.csv".replace("_", "-")
        return send_csv(rows, name=name)
