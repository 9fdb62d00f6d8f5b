from datetime import datetime

from ...models import Activity


def list_streams_ahead(*, now: datetime, limit: int = 5) -> list[Activity]:
    """Return the published streams that run or come next, soonest first, each with its page; one query."""
    coming = Activity.objects.filter(is_live=True, page__live=True, ends_at__gt=now, starts_at__isnull=False)
    return list(coming.select_related("page").order_by("starts_at", "id")[:limit])
