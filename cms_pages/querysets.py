"""Reads of news and events, chained like any Wagtail page query."""

from datetime import datetime, timedelta
from typing import Self

from django.core.cache import cache
from django.db.models import Q
from wagtail.models import PageViewRestriction
from wagtail.query import PageQuerySet

from .content_version import Part, read_version
from .covers import prefetch_covers

# How long an event lasts when the editor did not say.
USUAL_LENGTH = timedelta(hours=2)
PRIVATE_PATHS_S = 3600


def read_private_paths() -> list[str]:
    """Return the tree paths of pages behind a view restriction, kept until one of them changes."""
    key = f"cms_pages.private.{read_version(Part.SHARED)}"
    return cache.get_or_set(key, _load_private_paths, PRIVATE_PATHS_S)


def _load_private_paths() -> list[str]:
    return list(PageViewRestriction.objects.order_by("page__path").values_list("page__path", flat=True))


class VisibleQuerySet(PageQuerySet):
    def visible(self) -> Self:
        """Keep what everybody may read: published, and no page above it is restricted."""
        pages = self.live()
        for path in read_private_paths():
            pages = pages.exclude(path__startswith=path)
        return pages


class NewsQuerySet(VisibleQuerySet):
    def newest(self) -> Self:
        """Order by the date readers see, newest first."""
        return self.order_by("-published_at", "-pk")

    def for_list(self, *covers: str, social: bool = False) -> Self:
        """Fetch with each item all that a list draws: rubric, region and cover in the named sizes."""
        return self.select_related("rubric", "region", "cover").prefetch_related(
            prefetch_covers("cover", *covers, social=social)
        )


class EventQuerySet(VisibleQuerySet):
    def upcoming(self, now: datetime) -> Self:
        """Keep what has not ended at `now`, the nearest first."""
        return self.filter(self._not_over(now)).order_by("starts_at", "pk")

    def past(self, now: datetime) -> Self:
        """Keep what has ended at `now`, the latest first."""
        return self.exclude(self._not_over(now)).order_by("-starts_at", "-pk")

    def for_list(self) -> Self:
        """Fetch with each event its region, whose zone the times are shown in."""
        return self.select_related("region")

    @staticmethod
    def _not_over(now: datetime) -> Q:
        return Q(ends_at__gt=now) | Q(ends_at__isnull=True, starts_at__gt=now - USUAL_LENGTH)
