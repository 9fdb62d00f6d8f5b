"""Views of the CMS where a domain function writes: enrolling, granting an extension, saving what others follow."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.views.generic import CreateView, EditView, InspectView

from courses.models import Activity
from prokadry.accounts.models import User
from prokadry.ui.records import DomainCreateView, PeopleIndexView, find_record

from ..domain.changes import apply_curriculum_change, apply_season_change
from ..domain.enrolments import EnrolmentError, enrol
from ..domain.extensions import grant_extension
from ..domain.study import load_study
from ..models import Curriculum, Enrolment, Extension, Season

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


class EnrolmentCreateView(DomainCreateView):
    page_title = _("Enrol a participant")
    submit_button_label = _("Enrol")

    def create(self, data: dict[str, Any]) -> Enrolment:
        try:
            return enrol(
                participant=data["participant"],
                season=data["season"],
                level=data["level"],
                now=timezone.now(),
            )
        except EnrolmentError as refusal:
            raise ValidationError(str(refusal)) from None

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
            if (record := find_record(model, self.request.GET.get(name, ""))) is not None
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


class EnrolmentIndexView(PeopleIndexView):
    related = ("participant__region", "curriculum")


class ExtensionIndexView(PeopleIndexView):
    related = ("participant", "activity", "granted_by")


class EnrolmentInspectView(InspectView):
    """One participant: where they stand in every activity, and which extensions they were given."""

    template_name = "tracks/cms/enrolment_inspect.html"
    page_title = _("Progress of a participant")

    def get_object(self, queryset: QuerySet[Enrolment] | None = None) -> Enrolment:
        related = ("participant__region", "season", "curriculum")
        return get_object_or_404(Enrolment.objects.select_related(*related), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the study and the extensions."""
        context = super().get_context_data(**kwargs)
        granted = Extension.objects.filter(participant=self.object.participant)
        return context | {
            "study": load_study(enrolment=self.object, now=timezone.now()),
            "extensions": granted.select_related("activity", "granted_by"),
            "may_extend": self.request.user.has_perm(GRANT_PERMISSION)
            and not self.object.participant.erased_at,
        }
