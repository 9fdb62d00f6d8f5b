from collections.abc import Iterable, Mapping

from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _

from prokadry.ui.clock import MOSCOW

from ..models import NewsIndexPage, NewsPage
from ..querysets import NewsQuerySet
from .listings import Facet, Listing, district_values, make_facet, take_page

NEWS_PER_PAGE = 10
RELATED_NEWS = 3
FILTERS = {
    "rubric": "rubric__slug",
    "region": "region__code",
    "district": "region__district",
    "year": "published_year",
}


def list_news(*, index: NewsIndexPage, query: Mapping[str, str]) -> Listing:
    """Return the page of news that `query` (rubric, region, district, year, page) asks for, newest first.

    An unknown value of a filter finds nothing rather than everything: the reader sees that it is not known.
    """
    active = {name: query.get(name, "") for name in FILTERS}
    rows = _with_year(NewsPage.objects.visible().child_of(index))
    facets = _make_facets(rows, active)
    rubric, *selects = facets
    found = _narrow(rows, active, facets).newest().for_list("row")
    return Listing(
        page=take_page(found, query.get("page"), per_page=NEWS_PER_PAGE),
        chips=rubric,
        selects=[facet for facet in selects if facet.choices],
        hidden=[("rubric", active["rubric"])] if active["rubric"] else [],
        is_filtered=any(active.values()),
    )


def list_related(*, news: NewsPage) -> list[NewsPage]:
    """Return up to three other news of the same rubric, newest first; a preview of unsaved news has none."""
    if not news.rubric_id:
        return []
    others = NewsPage.objects.visible().filter(rubric_id=news.rubric_id)
    return list(others.exclude(pk=news.pk).newest().select_related("rubric")[:RELATED_NEWS])


def _with_year(rows: NewsQuerySet) -> NewsQuerySet:
    dated: NewsQuerySet = rows.annotate(published_year=ExtractYear("published_at", tzinfo=MOSCOW))
    return dated


def _narrow(rows: NewsQuerySet, active: Mapping[str, str], facets: Iterable[Facet]) -> NewsQuerySet:
    # Only values that are on offer reach the database, which would not take every year or character.
    if not all(facet.is_known for facet in facets):
        return rows.none()
    narrowed: NewsQuerySet = rows.filter(**{FILTERS[name]: value for name, value in active.items() if value})
    return narrowed


def _make_facets(rows: NewsQuerySet, active: Mapping[str, str]) -> list[Facet]:
    """Return rubric, district, region and year from what there is, read in one query."""
    columns = ("rubric__slug", "rubric__name", "region__code", "region__name", "region__district")
    there = list(rows.order_by("rubric__order", "rubric__name").values(*columns, "published_year").distinct())
    regions = sorted((row["region__name"] or "", row["region__code"] or "") for row in there)
    years = sorted({row["published_year"] for row in there}, reverse=True)
    values = {
        "rubric": (_("Rubrics"), [(row["rubric__slug"], row["rubric__name"]) for row in there]),
        "district": (_("Federal district"), district_values(row["region__district"] for row in there)),
        "region": (_("Region"), [(code, name) for name, code in regions]),
        "year": (_("Year"), [(str(year), str(year)) for year in years]),
    }
    return [make_facet(name, label, active[name], pairs) for name, (label, pairs) in values.items()]
