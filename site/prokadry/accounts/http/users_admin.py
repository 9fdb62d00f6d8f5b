"""Users in the CMS: no user name, but names in full, a region and a time zone."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views import users

from ..domain.emails import confirm_email
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


class IndexView(users.IndexView):
    @property
    def columns(self) -> list[Column]:
        """Wagtail's columns, with the region instead of the level of access."""
        columns = [column for column in super().columns if column.name != "is_superuser"]
        columns.insert(3, Column("region", label=_("Region"), sort_key="region__name", width="20%"))
        return columns

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("region")


class UserViewSet(users.UserViewSet):
    index_view_class = IndexView
    ordering = "name"

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return PersonEditForm if for_update else PersonCreationForm
