"""What lists of news and events have in common: choices to filter by, and a page of rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from prokadry.accounts.enums import FederalDistrict


@dataclass(frozen=True)
class Choice:
    """One value of a filter, with its words."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """A filter: its parameter in addresses, its name and its values; `chosen` is "" when it is not used."""

    parameter: str
    label: str
    chosen: str
    choices: list[Choice]

    @property
    def is_known(self) -> bool:
        """Whether the chosen value, if any, is one of those on offer."""
        return not self.chosen or any(choice.is_chosen for choice in self.choices)


@dataclass(frozen=True)
class Listing:
    """One page of rows and the filters that made it: one facet as chips, the others as a form.

    `hidden` are the parameters that the form must carry along; `is_filtered` tells whether any filter is set.
    """

    page: Page
    chips: Facet
    selects: list[Facet]
    hidden: list[tuple[str, str]]
    is_filtered: bool

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter of the form is set, so the form is shown open."""
        return any(facet.chosen for facet in self.selects)


def make_facet(parameter: str, label: str, chosen: str, values: Iterable[tuple[str, Any]]) -> Facet:
    """Return a facet of (value, words) pairs; repeated and empty values are left out, order is kept."""
    unique = {value: str(words) for value, words in values if value}
    choices = [Choice(value=value, label=words, is_chosen=value == chosen) for value, words in unique.items()]
    return Facet(parameter=parameter, label=label, chosen=chosen, choices=choices)


def district_values(districts: Iterable[str | None]) -> list[tuple[str, str]]:
    """Return the federal districts among `districts` with their names, in the official order."""
    present = set(districts)
    return [(value, str(label)) for value, label in FederalDistrict.choices if value in present]


def take_page(rows: QuerySet, number: str | None, *, per_page: int) -> Page:
    """Return a page of rows: the first for a number that is none, the last for one too large."""
    return Paginator(rows, per_page).get_page(number or 1)
