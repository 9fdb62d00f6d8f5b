"""The chooser of people, for every app that asks for a participant in the CMS."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from prokadry.ui.choosers import NamedChooser, WordsFilterForm

from .models import User


class PersonFilterForm(WordsFilterForm):
    searched = ("last_name", "first_name", "patronymic", "email")


class PersonListing:
    """A list of active people with their e-mail."""

    filter_form_class = PersonFilterForm

    def get_object_list(self) -> QuerySet[User]:
        return User.objects.filter(is_active=True).select_related("region")

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,  # type: ignore[misc]  # as above
            Column("email", label=_("E-mail"), accessor="email"),
            Column("region", label=_("Region"), accessor="region"),
        ]


class PersonChooser(NamedChooser):
    model = User
    listing = PersonListing
    icon = "user"
    choose_one_text = _("Choose a participant")
    choose_another_text = _("Choose another participant")


person_chooser = PersonChooser("person_chooser")
