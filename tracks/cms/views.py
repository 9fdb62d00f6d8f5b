"""Views of the CMS where a domain function writes: enrolling, granting an extension, saving what others follow."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.views.generic import CreateView, EditView, IndexView, InspectView
from wagtail.log_actions import log

from courses.models import Activity
from prokadry.accounts.models import User

from ..domain.changes import apply_curriculum_change, apply_season_change
from ..domain.enrolments import EnrolmentError, enrol
from ..domain.extensions import grant_extension
from ..domain.study import load_study
from ..models import Curriculum, Enrolment, Extension, Season
from .choosers import match_words

GRANT_PERMISSION = "tracks.grant_extension"


class FollowedMixin:
    """Carries a saved season or curriculum into everything that follows from it."""

    def save_instance(self) -> Season | Curriculum:
        instance = super().save_instance()  # type: ignore[misc]  # a mixin for Wagtail's views
        if isinstance(instance, Season):
            apply_season_change(season=instance, now=timezone.now())
        else:
            apply_curriculum_change(curriculum=instance, now=timezone.now())
        return instance


class FollowedCreateView(FollowedMixin, CreateView):
    pass


class FollowedEditView(FollowedMixin, EditView):
    pass


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
        except (EnrolmentError, ValidationError) as refusal:
            form.add_error(None, str(refusal) if isinstance(refusal, EnrolmentError) else refusal)
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)

    def get_success_buttons(self) -> list[Any]:
        """Offer nothing: such a record is not edited."""
        return []


class EnrolmentCreateView(DomainCreateView):
    page_title = _("Enrol a participant")
    submit_button_label = _("Enrol")

    def create(self, data: dict[str, Any]) -> Enrolment:
        return enrol(
            participant=data["participant"], season=data["season"], level=data["level"], now=timezone.now()
        )

    def get_success_buttons(self) -> list[Any]:
        """Offer the way to the new participant."""
        url = reverse("enrolment:inspect", args=(self.object.pk,))
        return [messages.button(url, _("See their progress"))]


class ExtensionCreateView(DomainCreateView):
    """Grants an extension; participant and activity may come from the address."""

    page_title = _("Extend a deadline")
    submit_button_label = _("Extend")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let in only those who may grant extensions."""
        if not request.user.has_perm(GRANT_PERMISSION):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """Take participant and activity from the address; what is not there is left empty."""
        return {
            name: record
            for name, model in (("participant", User), ("activity", Activity))
            if (record := _find_record(model, self.request.GET.get(name, ""))) is not None
        }

    def create(self, data: dict[str, Any]) -> Extension:
        return grant_extension(
            participant=data["participant"],
            activity=data["activity"],
            closes_at=data["closes_at"],
            reason=data["reason"],
            granted_by=self.request.user,
            now=timezone.now(),
        )


def _find_record(model: type[User] | type[Activity], pk: str) -> User | Activity | None:
    try:
        return model.objects.filter(pk=pk).first() if pk else None
    except (ValueError, OverflowError):
        return None


class RecordIndexView(IndexView):
    """A list of records that are read and added, never edited or deleted."""

    def get_edit_url(self, instance: Any) -> None:
        return None

    def get_delete_url(self, instance: Any) -> None:
        return None


class PeopleIndexView(RecordIndexView):
    """A list that is searched by the name and e-mail of a participant; `related` is loaded with every row."""

    related: tuple[str, ...] = ("participant",)

    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().select_related(*self.related)

    @cached_property
    def is_searchable(self) -> bool:
        return True

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return rows whose participant has every word in a name or the e-mail."""
        if not self.is_searching:
            return queryset
        fields = ("last_name", "first_name", "patronymic", "email")
        return queryset.filter(match_words(self.search_query, *(f"participant__{name}" for name in fields)))


class EnrolmentIndexView(PeopleIndexView):
    related = ("participant__region", "curriculum")


class ExtensionIndexView(PeopleIndexView):
    related = ("participant", "activity", "granted_by")


class EnrolmentInspectView(InspectView):
    """One participant: where they stand in every activity, and which extensions they were given."""

    template_name = "tracks/cms/enrolment_inspect.html"
    page_title = _("Progress of a participant")

    def get_object(self, queryset: QuerySet[Enrolment] | None = None) -> Enrolment:
        self.queryset = Enrolment.objects.select_related("participant__region", "season", "curriculum")
        return super().get_object()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the study and the extensions."""
        context = super().get_context_data(**kwargs)
        granted = Extension.objects.filter(participant=self.object.participant)
        return context | {
            "study": load_study(enrolment=self.object, now=timezone.now()),
            "extensions": granted.select_related("activity", "granted_by"),
            "may_extend": self.request.user.has_perm(GRANT_PERMISSION),
        }
