"""What the lists of excuses and outages share: filters by stream and state, and taking a record back."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from django_filters import ChoiceFilter, ModelChoiceFilter
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from ..domain.excuses import AlreadyWithdrawn
from ..models import Activity
from .choosers import list_streams


class DecisionForm(WagtailAdminModelForm):
    """Fields of a record that the domain checks and writes, in words of its own."""

    def _post_clean(self) -> None:
        """Leave the model's checks out: of its constraints they only know the names."""


class AmendmentFilterSet(WagtailFilterSet):
    """By stream, and by whether it is still in force."""

    activity = ModelChoiceFilter(queryset=Activity.objects.none(), label=_("Live stream"))
    state = ChoiceFilter(
        method="filter_state", label=_("State"),
        choices=[("valid", _("In force")), ("withdrawn", _("Withdrawn"))],
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["activity"].queryset = list_streams()

    def filter_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(withdrawn_at__isnull=value == "valid")


def state_column(namespace: str) -> Column:
    """Return a column that says whether a record is in force and offers to withdraw it."""

    class StateColumn(Column):
        def get_value(self, instance: Any) -> SafeString | str:
            if instance.withdrawn_at:
                return _("Withdrawn")
            url = reverse(f"{namespace}:withdraw", args=(instance.pk,))
            return format_html('<a href="{}">{}</a>', url, _("Withdraw"))

    return StateColumn("state", label=_("State"))


class WithdrawView(WagtailAdminTemplateMixin, TemplateView):
    """Asks before a record is taken back, and takes it back."""

    template_name = "courses/admin/withdraw.html"
    page_title = _("Withdraw")
    model: type[Model]
    related: tuple[str, ...] = ("activity",)
    done_text: Any = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let in only those who may change such records."""
        if not request.user.has_perm(f"courses.change_{self.model._meta.model_name}"):
            raise PermissionDenied
        rows = self.model._default_manager.select_related(*self.related)
        self.object = get_object_or_404(rows, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    @property
    def list_url(self) -> str:
        return reverse(f"{self.model._meta.model_name}:index")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the list."""
        listed = {
            "url": self.list_url,
            "label": self.model._meta.verbose_name_plural,
        }
        return [*self.breadcrumbs_items, listed, {"url": "", "label": self.page_title}]

    def describe(self) -> dict[str, Any]:
        """Return what the template says of the record and of what withdrawing it does."""
        raise NotImplementedError

    def take_back(self, now: datetime) -> None:
        """Call the domain."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the record, and the way back to the list."""
        context = {**super().get_context_data(**kwargs), **self.describe()}
        return {**context, "object": self.object, "list_url": self.list_url}

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Withdraw; who comes second is told so."""
        try:
            self.take_back(timezone.now())
        except AlreadyWithdrawn:
            messages.warning(request, _("It was withdrawn before."))
        else:
            log(self.object, "wagtail.edit", user=request.user)
            messages.success(request, self.done_text)
        return redirect(self.list_url)
