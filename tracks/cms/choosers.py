"""Choosers of courses, activities and people that show names instead of numbers."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from courses.models import Activity, Course
from prokadry.accounts.models import User

from ..domain import kinds


def match_words(query: str, *fields: str) -> Q:
    """Return the condition that every word of `query` is in one of `fields`, in any letter case.

    SQLite folds the case of Latin letters only, so a capitalised form is tried as well.
    """
    condition = Q()
    for word in query.split():
        found = Q()
        for field in fields:
            for form in {word, word.lower(), word.capitalize()}:
                found |= Q(**{f"{field}__icontains": form})
        condition &= found
    return condition


class WordsFilterForm(BaseFilterForm):
    """Searches the fields of `searched`."""

    q = forms.CharField(label=_("Search"), required=False)
    searched: tuple[str, ...] = ("title",)

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        """Return the objects in which every word of the query is found."""
        objects = super().filter(objects)
        query = self.cleaned_data.get("q")
        if query:
            self.is_searching, self.search_query = True, query
            objects = objects.filter(match_words(query, *self.searched))
        return objects


class ActivityFilterForm(WordsFilterForm):
    searched = ("title", "course__title")


class PersonFilterForm(WordsFilterForm):
    searched = ("last_name", "first_name", "patronymic", "email")


class CourseListing:
    """A list of courses, with a note at those that are not published."""

    filter_form_class = WordsFilterForm

    @property
    def columns(self) -> list[Column]:
        return [*super().columns, Column("status", label=_("Status"), accessor=describe_publication)]  # type: ignore[misc]  # a mixin for Wagtail's views


class ActivityListing:
    """A list of activities with their type and course."""

    filter_form_class = ActivityFilterForm

    def get_object_list(self) -> QuerySet[Activity]:
        return Activity.objects.select_related("course")

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,  # type: ignore[misc]  # as above
            Column("type", label=_("Type"), accessor=kinds.label_of),
            Column("course", label=_("Course"), accessor="course"),
            Column("status", label=_("Status"), accessor=describe_publication),
        ]


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


def describe_publication(record: Course | Activity) -> Any:
    """Return whether a course or activity is published, in words."""
    return _("Published") if record.is_live else _("Not published")


class NamedChooser(ChooserViewSet):
    """A chooser whose widget is used where a panel asks for it, and nowhere by itself."""

    register_widget = False
    listing: type

    @cached_property
    def choose_view_class(self) -> type:
        return type("Choose", (self.listing, ChooseView), {})

    @cached_property
    def choose_results_view_class(self) -> type:
        return type("ChooseResults", (self.listing, ChooseResultsView), {})


class CourseChooser(NamedChooser):
    model = Course
    listing = CourseListing
    icon = "folder-open-inverse"
    choose_one_text = _("Choose a course")
    choose_another_text = _("Choose another course")


class ActivityChooser(NamedChooser):
    model = Activity
    listing = ActivityListing
    icon = "media"
    choose_one_text = _("Choose an activity")
    choose_another_text = _("Choose another activity")


class PersonChooser(NamedChooser):
    model = User
    listing = PersonListing
    icon = "user"
    choose_one_text = _("Choose a participant")
    choose_another_text = _("Choose another participant")


course_chooser = CourseChooser("tracks_course_chooser")
activity_chooser = ActivityChooser("tracks_activity_chooser")
person_chooser = PersonChooser("tracks_person_chooser")
