"""What becomes of a meeting in the next season."""

from datetime import date

import pytest

from courses.models import Activity
from tests.factories import NOW
from tests.tracks.makers import make_curriculum, make_season
from tracks.domain.curricula import resolve_items
from tracks.domain.seasons import copy_season
from tracks.models import PluginSwitch


@pytest.mark.parametrize(("starts_on", "is_asked_for"), [(date(2027, 8, 7), False), (date(2026, 8, 8), True)])
def test_a_meeting_that_was_held_is_left_out_and_one_ahead_stays_when_it_is(
    meeting: Activity, starts_on: date, is_asked_for: bool
) -> None:
    season = make_season()
    PluginSwitch.objects.create(season=season, plugin="venue_qr", is_on=True, changed_at=NOW)
    make_curriculum([meeting.page.get_parent().specific], season=season)
    target = copy_season(season=season, key="next", title="Next", starts_on=starts_on, by=None, now=NOW)
    found = [(item.activity, item.closes_at) for item in resolve_items(target.curricula.get())]
    assert found == ([(meeting, meeting.closes_at)] if is_asked_for else [])
