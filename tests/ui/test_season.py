from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prokadry.ui.season import place_stages

TODAY = date(2026, 8, 27)
DAYS = st.dates(date(2026, 1, 1), date(2027, 6, 30))


def stage(starts_on, ends_on):
    return SimpleNamespace(starts_on=starts_on, ends_on=ends_on)


SEASON = [
    stage(date(2026, 5, 1), date(2026, 8, 31)),
    stage(date(2026, 8, 10), date(2026, 9, 30)),
    stage(date(2026, 10, 1), date(2026, 12, 18)),
    stage(date(2026, 12, 1), None),
]


def test_stages_lie_on_the_months_they_cover():
    plan = place_stages(SEASON, TODAY)
    assert [month.month for month in plan.months] == [5, 6, 7, 8, 9, 10, 11, 12]
    assert [(p.first_line, p.last_line) for p in plan.stages] == [(1, 5), (4, 6), (6, 9), (8, 9)]
    assert [p.phase for p in plan.stages] == ["now", "now", "ahead", "ahead"]
    assert [p.is_short for p in plan.stages] == [False, False, False, True]


def test_the_last_day_of_a_stage_still_belongs_to_it():
    assert place_stages(SEASON, date(2026, 8, 31)).stages[0].phase == "now"
    assert place_stages(SEASON, date(2026, 9, 1)).stages[0].phase == "past"


def test_today_is_a_point_of_its_month():
    assert place_stages(SEASON, date(2026, 5, 1)).today_x == pytest.approx(125 * 0.5 / 31, abs=0.1)
    assert place_stages(SEASON, TODAY).today_x == pytest.approx(125 * (3 + 26.5 / 31), abs=0.1)
    assert place_stages(SEASON, date(2026, 4, 30)).today_x is None
    assert place_stages(SEASON, date(2027, 1, 1)).today_x is None


def test_a_season_without_stages_has_no_scale():
    assert place_stages([], TODAY).months == []


@given(st.lists(st.tuples(DAYS, st.none() | st.integers(0, 200)), min_size=1, max_size=8), DAYS)
def test_every_stage_lies_on_the_scale(spans, today):
    stages = [stage(start, None if days is None else start + timedelta(days=days)) for start, days in spans]
    plan = place_stages(stages, today)
    count = len(plan.months)
    assert 2 <= count <= 12
    assert all(1 <= p.first_line < p.last_line <= count + 1 for p in plan.stages)
    assert plan.today_x is None or 0 <= plan.today_x <= 1000
