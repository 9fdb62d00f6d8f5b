"""Lists of the CMS whose records a domain function writes and nobody edits: grants, declarations, decisions."""

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import HttpResponse
from django.urls import URLPattern
from django.utils.functional import cached_property
from wagtail.admin.views.generic import CreateView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log

from .choosers import match_words

Record = TypeVar("Record", bound=Model)


def find_record(model: type[Record], pk: str) -> Record | None:
    """Return the record an address names, None for a name that is no number or of nobody."""
    try:
        return model._default_manager.filter(pk=pk).first() if pk else None
    except (ValueError, OverflowError):
        return None


class DomainCreateView(CreateView):
    """Creates through a domain function, whose refusal is shown at the fields it names."""

    def create(self, data: dict[str, Any]) -> Any:
        """Call the domain with the cleaned data; return what it made."""
        raise NotImplementedError

    def save_instance(self) -> Any:
        instance = self.create(self.form.cleaned_data)
        log(instance, "wagtail.create", user=self.request.user)
        return instance

    def form_valid(self, form: Form) -> HttpResponse:
        """Save, or show the form again with what the domain refused."""
        try:
            return super().form_valid(form)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)

    def get_success_buttons(self) -> list[Any]:
        """Offer nothing: such a record is not edited."""
        return []


class RecordIndexView(IndexView):
    """A list of records that are read and added, never edited or deleted; `related` is loaded with every row."""

    related: tuple[str, ...] = ()

    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().select_related(*self.related)

    def get_edit_url(self, instance: Any) -> None:
        return None

    def get_delete_url(self, instance: Any) -> None:
        return None


class PeopleIndexView(RecordIndexView):
    """A list that is searched by the name and e-mail of a participant."""

    related = ("participant",)

    @cached_property
    def is_searchable(self) -> bool:
        return True

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return rows whose participant has every word in a name or the e-mail."""
        if not self.is_searching:
            return queryset
        fields = ("last_name", "first_name", "patronymic", "email")
        return queryset.filter(match_words(self.search_query, *(f"participant__{name}" for name in fields)))


class KeptViewSet(ModelViewSet):
    """Things that are never deleted in the CMS, because results of people refer to them."""

    copy_view_enabled = False
    # Views that are left out of the addresses.
    closed: tuple[str, ...] = ("delete",)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Give no view an address that does not exist."""
        closed = {f"{name}_url_name": None for name in self.closed}
        return super().get_common_view_kwargs(**{**closed, **kwargs})

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in self.closed]


class RecordViewSet(KeptViewSet):
    """Records that are added and read, but never changed by hand."""

    closed = ("edit", "delete", "history", "history_results", "usage")
    add_to_reference_index = False

    def register_admin_url_finder(self) -> None:
        """Offer no address for editing."""
