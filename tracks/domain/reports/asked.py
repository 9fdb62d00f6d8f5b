from django.db.models import Q, QuerySet

from courses.models import Completion

from ...extensions import ReportScope
from ..rollup import DONE


def asked_rows(scope: ReportScope) -> QuerySet[Completion]:
    """Return what people of a season are asked for, and what they have done of it though it is off the site now."""
    rows = Completion.objects.filter(
        Q(activity__is_live=True) | Q(state__in=DONE), season=scope.season.key, is_assigned=True
    )
    if scope.track:
        rows = rows.filter(track=scope.track)
    if scope.activity is not None:
        rows = rows.filter(activity=scope.activity)
    return rows
