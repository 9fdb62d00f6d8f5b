"""The plan of the next season is a copy of this one's."""

from datetime import timedelta
from typing import Any

from courses.extensions import activity_types
from courses.models import ActivityPage, Completion
from tracks.domain.enrolments import enrol
from tracks.domain.plugins import is_enabled
from tracks.domain.seasons import copy_season
from tracks.models import Enrolment, Season

from ..programme import Programme, activity_of, completion_of, make_person, signed_in
from .asking import read
from .base import ContractBase


class SeasonContract(ContractBase):
    """A copied season uses the plugin, and has nothing of what people did."""

    def test_a_copied_season_uses_it(self, programme: Programme) -> None:
        assert is_enabled(self.plugin, copied(programme))

    def test_a_copied_season_asks_for_it_anew(
        self, programme: Programme, page: ActivityPage, django_capture_on_commit_callbacks: Any
    ) -> None:
        did = programme.enrol()
        before = self.complete(page, did.participant, django_capture_on_commit_callbacks)
        target = copied(programme)
        assert not Enrolment.objects.filter(season=target).exists()
        newcomer = make_person()
        enrol(participant=newcomer, season=target, level=did.level, now=programme.now)
        activity = activity_of(page)
        asked = Completion.objects.filter(participant=newcomer)
        # What was held last year cannot be asked of anybody.
        is_over = activity_types.get(activity.type).happens_once
        expected = [] if is_over else [(activity.pk, target.key, True, 0)]
        assert list(asked.values_list("activity", "season", "is_assigned", "share")) == expected
        after = completion_of(did.participant, page)
        assert (after.state, after.season, after.evidence) == (before.state, before.season, before.evidence)
        for person in (newcomer, did.participant):
            for path in ("/learn/", programme.course.url, page.url):
                read(signed_in(person), path)


def copied(programme: Programme) -> Season:
    """Return the programme's season a year later."""
    return copy_season(
        season=programme.season,
        key="2027",
        title="Следующий сезон",
        starts_on=(programme.now + timedelta(days=365)).date(),
        by=None,
        now=programme.now,
    )
