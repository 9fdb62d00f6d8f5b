"""Choosers of courses and activities that show names instead of numbers."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from courses.models import Activity, Course
from prokadry.ui.choosers import NamedChooser, WordsFilterForm

from ..domain import kinds


class ActivityFilterForm(WordsFilterForm):
    searched = ("title", "course__title")


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


def describe_publication(record: Course | Activity) -> Any:
    """Return whether a course or activity is published, in words."""
    return _("Published") if record.is_live else _("Not published")


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


course_chooser = CourseChooser("tracks_course_chooser")
activity_chooser = ActivityChooser("tracks_activity_chooser")
