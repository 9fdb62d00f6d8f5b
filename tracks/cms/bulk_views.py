"""The CMS screens of bulk extensions: choose, look at whom it touches, decide; and what was decided."""

from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import InspectView, WagtailAdminTemplateMixin
from wagtail.log_actions import log

from courses.models import Completion
from prokadry.ui.records import PeopleIndexView

from ..domain.extension_plan import PEOPLE_ORDER, Plan, find_completers, plan_extensions
from ..domain.extensions import grant_extensions
from ..enums import SkipReason
from ..models import ExtensionBatch, Season
from .bulk_forms import BulkExtensionForm
from .views import GRANT_PERMISSION

SHOWN_PEOPLE = 30
SHOWN_LINES = 200
PAGE_SIZE = 100


class BulkExtensionView(WagtailAdminTemplateMixin, FormView):
    """Shows the form, then whom it would touch, and grants what was confirmed.

    Nothing is stored in between: the preview carries the whole form with it. What is confirmed is worked out
    anew, and if other people would be touched by then, the preview is shown again.
    """

    page_title = _("Extend a deadline for many")
    header_icon = "time"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let in only those who may grant extensions."""
        if not request.user.has_perm(GRANT_PERMISSION):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self) -> type[BulkExtensionForm]:
        """Return the form; the viewset would put one of the model in its place."""
        return BulkExtensionForm

    def get_template_names(self) -> list[str]:
        """Return the template; as above."""
        return ["tracks/cms/bulk_extension.html"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the decisions made so far."""
        index = {"url": reverse("extensionbatch:index"), "label": _("Bulk extensions")}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.page_title}]

    def get_initial(self) -> dict[str, Any]:
        """Begin with the current season."""
        return {"season": Season.objects.filter(is_current=True).first()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what Wagtail's form template asks for."""
        return {**super().get_context_data(**kwargs), "media": kwargs.get("form", self.get_form()).media}

    def form_valid(self, form: BulkExtensionForm) -> HttpResponse:
        """Show the preview; grant if it was confirmed and is true still. Sent again it leads to what was granted."""
        now = timezone.now()
        if "change" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        key = form.cleaned_data["key"] if "confirm" in self.request.POST else None
        sent_before = ExtensionBatch.objects.filter(key=key).first() if key else None
        if sent_before is not None:
            return redirect("extensionbatch:inspect", sent_before.pk)
        try:
            plan = plan_extensions(request=form.as_request(), now=now)
            if key and form.cleaned_data["digest"] == plan.digest:
                return self._grant(form, plan, key)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        return self._preview(form, plan)

    def _grant(self, form: BulkExtensionForm, plan: Plan, key: UUID) -> HttpResponse:
        batch = grant_extensions(
            plan=plan,
            key=key,
            reason=form.cleaned_data["reason"],
            granted_by=self.request.user,
            now=timezone.now(),
        )
        log(batch, "wagtail.create", user=self.request.user)
        total = batch.granted_total
        words = ngettext(
            "The deadline of %(total)d person was extended.",
            "The deadline of %(total)d people was extended.",
            total,
        )
        messages.success(self.request, words % {"total": total})
        return redirect("extensionbatch:inspect", batch.pk)

    def _preview(self, form: BulkExtensionForm, plan: Plan) -> HttpResponse:
        confirmed = "confirm" in self.request.POST
        hidden = form.hidden_copy(digest=plan.digest, key=uuid4())
        context = super().get_context_data(form=form) | {
            "plan": plan,
            "hidden": hidden,
            "is_outdated": confirmed,
            "completes": len(find_completers(plan=plan, now=timezone.now())),
            "people": plan.rows[:SHOWN_PEOPLE],
            "more_people": max(len(plan.rows) - SHOWN_PEOPLE, 0),
            "skipped": [(item.line, item.text, item.reason.label) for item in plan.skipped[:SHOWN_LINES]],
            "more_skipped": max(len(plan.skipped) - SHOWN_LINES, 0),
        }
        return TemplateResponse(self.request, "tracks/cms/bulk_extension_preview.html", context)


class ExtensionBatchIndexView(PeopleIndexView):
    related = ("activity", "granted_by", "season")
    is_searchable = False


class ExtensionBatchInspectView(InspectView):
    """A decision as it was made, with its members as they stand now."""

    template_name = "tracks/cms/extension_batch.html"
    page_title = _("Bulk extension")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add a page of the members, each with their row, and the lines that were left out."""
        context = super().get_context_data(**kwargs)
        batch = self.object
        rows = Completion.objects.filter(activity=batch.activity_id, participant__extensions__batch=batch)
        ordered = rows.select_related("participant").order_by(*PEOPLE_ORDER)
        members = Paginator(ordered, PAGE_SIZE).get_page(self.request.GET.get("p"))
        return context | {
            "members": members,
            "chosen": describe_filter(batch.chosen),
            "skipped": [(line, text, _label(reason)) for line, text, reason in batch.skipped],
        }


def _label(reason: str) -> str:
    return str(SkipReason(reason).label) if reason in SkipReason.values else reason


def describe_filter(chosen: dict[str, Any]) -> list[str]:
    """Return the fields of a filter that were set, in words."""
    form = BulkExtensionForm()
    words = []
    for name, value in chosen.items():
        field = form.fields[name.removesuffix("_id")]
        choices = {str(key): str(label) for key, label in field.choices}
        words.append(f"{field.label}: {choices.get(str(value), value)}")
    return words
