"""Users in the CMS: no user name, but names in full, a region and a time zone."""

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views import users

from ..domain.emails import confirm_email
from ..domain.personal_data import ErasureRefused, erase_person
from ..domain.roles import role_label
from ..models import User
from .fields import RegionField, TimeZoneField

OWN_FIELDS = {"patronymic", "region", "time_zone", "is_staff"}


class PersonFields(forms.ModelForm):
    """Adds our fields to Wagtail's forms; an address that staff typed counts as confirmed."""

    region = RegionField(label=_("Region"), required=False)
    time_zone = TimeZoneField(label=_("Time zone"), initial="Europe/Moscow")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_staff"].help_text = _("May enter the areas for staff, as far as their groups allow.")
        self.fields["time_zone"].offer(self.instance.time_zone)
        self.fields["groups"].label_from_instance = role_label

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Someone with this e-mail is there already."))
        return email

    def save(self, commit: bool = True) -> User:
        user = super().save(commit)
        if commit:
            confirm_email(user=user)
        return user


class PersonCreationForm(PersonFields, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        fields = UserCreationForm.Meta.fields | OWN_FIELDS


class PersonEditForm(PersonFields, UserEditForm):
    class Meta(UserEditForm.Meta):
        fields = UserEditForm.Meta.fields | OWN_FIELDS


class ErasureForm(forms.Form):
    """Why a person is erased: their request in writing."""

    reason = forms.CharField(
        label=_("Grounds for the erasure"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Which request it was, and when. Without names: this note is kept for ever."),
    )


class IndexView(users.IndexView):
    @property
    def columns(self) -> list[Column]:
        """Wagtail's columns, with the region instead of the level of access."""
        columns = [column for column in super().columns if column.name != "is_superuser"]
        columns.insert(3, Column("region", label=_("Region"), sort_key="region__name", width="20%"))
        return columns

    def get_base_queryset(self):
        return super().get_base_queryset().filter(erased_at__isnull=True).select_related("region")


class EditView(users.EditView):
    def get_object(self, queryset: QuerySet[User] | None = None) -> User:
        """Return the person; somebody who was erased is nobody to edit."""
        return super().get_object(User.objects.filter(erased_at__isnull=True))


class EraseView(users.DeleteView):
    """Erases a person on their written request, in the place of Wagtail's deletion, which would take results along."""

    page_title = _("Erase personal data")
    success_message = _("The personal data is erased.")
    form_class = ErasureForm

    def get_object(self, queryset: QuerySet[User] | None = None) -> User:
        """Return the person; somebody who was erased is nobody to erase."""
        return get_object_or_404(User, pk=self.kwargs["pk"], erased_at__isnull=True)

    def form_valid(self, form: ErasureForm) -> HttpResponse:
        """Erase, or say which plugin refuses and keep the request."""
        address = self.object.email
        try:
            erasure = erase_person(
                user=self.object,
                by=self.request.user,
                now=timezone.now(),
                reason=form.cleaned_data["reason"],
            )
        except ErasureRefused as refusal:
            form.add_error(
                None,
                _(
                    "Nothing is erased: part of the data could not be (%(plugins)s). The request is kept. Once the "
                    "plugin works, send this form again."
                )
                % {"plugins": ", ".join(refusal.plugins)},
            )
            return self.form_invalid(form)
        if erasure.waits_for:
            messages.warning(
                self.request,
                _(
                    "The account is anonymous, but not everything is erased: rows of %(plugins)s are still there. The "
                    "first page of the CMS reminds of it."
                )
                % {"plugins": ", ".join(erasure.waits_for)},
            )
        else:
            messages.success(
                self.request,
                _("The personal data is erased. A letter goes to %(email)s.") % {"email": address},
            )
        return self.run_after_hook() or redirect(self.get_success_url())


class UserViewSet(users.UserViewSet):
    index_view_class = IndexView
    edit_view_class = EditView
    delete_view_class = EraseView
    ordering = "name"

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return PersonEditForm if for_update else PersonCreationForm
