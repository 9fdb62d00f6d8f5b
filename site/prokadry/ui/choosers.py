"""Choosers of the CMS that search by words and show names instead of numbers."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet


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
