"""«Copy a season» in the CMS: what would be copied, and the copying."""

from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput
from wagtail.log_actions import log

from prokadry.ui.clock import MOSCOW, last_minute
from prokadry.ui.typography import bind_words

from ..domain.curricula import running_seasons
from ..domain.plugin_overview import list_plugins
from ..domain.season_drafts import SeasonDraft, draft_copy, first_day
from ..domain.seasons import copy_season
from ..models import Season, Stage

# What a copy is made of, each with a permission of its own.
PERMISSIONS = ("tracks.add_season", "tracks.add_curriculum", "tracks.switch_plugin")
LOG_ACTION = "tracks.copy_season"


class SeasonCopyForm(forms.Form):
    title = Season._meta.get_field("title").formfield()
    key = Season._meta.get_field("key").formfield(
        help_text=gettext_lazy("Latin letters, digits and hyphens: other systems see it.")
    )
    starts_on = forms.DateField(
        label=gettext_lazy("First day"),
        widget=AdminDateInput,
        help_text=gettext_lazy(
            "When the first stage starts, in Moscow. Every other date moves by as many days."
        ),
    )


class SeasonCopyView(WagtailAdminTemplateMixin, FormView):
    """Shows what the copy would be for the day in the form; copies when told so."""

    page_title = gettext_lazy("Copy a season")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let in only those who may make by hand what is copied."""
        if not request.user.has_perms(PERMISSIONS):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def season(self) -> Season:
        return get_object_or_404(Season, pk=self.kwargs["pk"])

    def get_form_class(self) -> type[SeasonCopyForm]:
        """Return the form; the viewset would put one of the model in its place."""
        return SeasonCopyForm

    def get_template_names(self) -> list[str]:
        """Return the template; as above."""
        return ["tracks/cms/season_copy.html"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the seasons and to the one that is copied."""
        index = {"url": reverse("season:index"), "label": Season._meta.verbose_name_plural.capitalize()}
        source = {"url": reverse("season:edit", args=[self.season.pk]), "label": self.season}
        return [*self.breadcrumbs_items, index, source, {"url": "", "label": self.page_title}]

    @cached_property
    def first(self) -> date | None:
        return first_day(self.season)

    def get_initial(self) -> dict[str, Any]:
        """Suggest the same day of the next year, and the names with that year in them."""
        if self.first is None:
            return {}
        year, following = str(self.first.year), str(self.first.year + 1)
        key = self.season.key.replace(year, following)
        return {
            "title": self.season.title.replace(year, following),
            "key": "" if key == self.season.key else key,
            "starts_on": _a_year_later(self.first),
        }

    def form_valid(self, form: SeasonCopyForm) -> HttpResponse:
        """Copy, or only show what it would be; what the domain refuses stands at its field."""
        if "show" in self.request.POST:
            return self.form_invalid(form)
        try:
            target = copy_season(
                season=self.season, by=self.request.user, now=timezone.now(), **form.cleaned_data
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        log(target, LOG_ACTION, user=self.request.user, data={"source": self.season.key})
        curricula = f"{reverse('curriculum:index')}?season={target.pk}"
        messages.success(
            self.request,
            _("“%(title)s” is there, and nobody is enrolled in it yet. Look through its dates and curricula.")
            % {"title": target},
            buttons=[messages.button(curricula, _("Curricula"))],
        )
        return redirect("season:edit", target.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the season, and what the copy would be where the day in the form allows one."""
        context = super().get_context_data(**kwargs)
        form: SeasonCopyForm = context["form"]
        draft = self._draft(form)
        return context | {
            "media": form.media,
            "season": self.season,
            "first": self.first and _describe_day(self.first),
            "draft": draft,
            "stages": [_describe(before, after) for before, after in draft.stages] if draft else [],
            "plugins": self._name_plugins(draft) if draft else [],
            "is_running": self.season in running_seasons(now=timezone.now()),
        }

    def _draft(self, form: SeasonCopyForm) -> SeasonDraft | None:
        day = form.cleaned_data.get("starts_on") if form.is_bound else form.initial.get("starts_on")
        if day is None:
            return None
        try:
            return draft_copy(season=self.season, starts_on=day)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return None

    def _name_plugins(self, draft: SeasonDraft) -> list[str]:
        titles = {view.name: view.title for view in list_plugins()}
        return [titles.get(name, name) for name in draft.plugins]


def _a_year_later(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28)


def _describe(before: Stage, after: Stage) -> tuple[str, str, str]:
    return before.title, _span(before), _span(after)


def _span(stage: Stage) -> str:
    first = _describe_day(stage.starts_at.astimezone(MOSCOW))
    if stage.ends_at is None:
        return _("from %(day)s") % {"day": first}
    return f"{first} — {_describe_day(last_minute(stage.ends_at).astimezone(MOSCOW))}"


def _describe_day(day: date) -> str:
    return bind_words(date_format(day, "j E Y"))
