"""How editors see the public site in Wagtail."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.query import PageQuerySet
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import EventPage, NewsPage, Rubric
from .rich_text import PageAddressHandler


class RubricViewSet(SnippetViewSet):
    model = Rubric
    icon = "tag"
    menu_label = _("Rubrics")
    list_display = ["name", "slug", "order"]
    search_fields = ["name"]
    add_to_admin_menu = False


def _show_day(at: datetime) -> str:
    """The day and time an editor typed; Wagtail's own column says «3 days ago», and nothing right of the future."""
    return date_format(localtime(at), "j E Y, H:i")


class NewsListingView(IndexView):
    default_ordering = "-published_at"

    def annotate_queryset(self, pages: PageQuerySet) -> PageQuerySet:
        return super().annotate_queryset(pages).select_related("rubric")


class EventListingView(IndexView):
    default_ordering = "-starts_at"

    def annotate_queryset(self, pages: PageQuerySet) -> PageQuerySet:
        return super().annotate_queryset(pages).select_related("region")


class NewsListing(PageListingViewSet):
    """All news in one list, with the date and the rubric readers see."""

    model = NewsPage
    index_view_class = NewsListingView
    icon = "doc-full-inverse"
    menu_label = _("News")
    menu_order = 110
    add_to_admin_menu = True
    columns = [
        *PageListingViewSet.columns[:2],
        Column(
            "published_at",
            label=_("Date"),
            accessor=lambda news: _show_day(news.published_at),
            sort_key="published_at",
            width="14%",
        ),
        Column("rubric", label=_("Rubric"), sort_key="rubric__name", width="14%"),
        *PageListingViewSet.columns[3:],
    ]
    list_filter = ["rubric", "region"]


class EventListing(PageListingViewSet):
    """All events in one list, with when and where."""

    model = EventPage
    index_view_class = EventListingView
    icon = "calendar-alt"
    menu_label = _("Events")
    menu_order = 120
    add_to_admin_menu = True
    columns = [
        *PageListingViewSet.columns[:2],
        Column(
            "starts_at",
            label=_("Starts at"),
            accessor=lambda event: _show_day(event.starts_at),
            sort_key="starts_at",
            width="14%",
        ),
        Column("region", label=_("Region"), sort_key="region__name", width="18%"),
        *PageListingViewSet.columns[3:],
    ]
    list_filter = ["region"]


register_snippet(RubricViewSet)


@hooks.register("register_admin_viewset")
def register_listings() -> list[PageListingViewSet]:
    return [NewsListing("news_listing"), EventListing("event_listing")]


@hooks.register("register_rich_text_features", order=20)
def register_page_links(features: FeatureRegistry) -> None:
    """Take the place of Wagtail's own handler of links to pages."""
    features.register_link_type(PageAddressHandler)
