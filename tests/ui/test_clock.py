from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from prokadry.ui import clock

VLADIVOSTOK = ZoneInfo("Asia/Vladivostok")
KALININGRAD = ZoneInfo("Europe/Kaliningrad")
NOW = datetime(2026, 8, 27, 9, 6, tzinfo=UTC)
CLOSES_AT = datetime(2026, 8, 27, 21, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _russian():
    with translation.override("ru"):
        yield


def spaced(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_instant_in_words():
    assert spaced(clock.format_instant(CLOSES_AT, VLADIVOSTOK)) == "28 августа, 07:00"
    assert (
        spaced(clock.format_instant(CLOSES_AT, VLADIVOSTOK, with_weekday=True))
        == "пятница, 28 августа, 07:00"
    )
    assert spaced(clock.format_instant(CLOSES_AT, VLADIVOSTOK, with_year=True)) == "28 августа 2026, 07:00"


def test_a_deadline_is_shown_as_its_last_minute_on_two_clocks():
    clocks = clock.deadline_clocks(CLOSES_AT, VLADIVOSTOK)
    assert spaced(clocks.own) == "28 августа, 06:59"
    assert spaced(clocks.moscow) == "27 августа, 23:59 мск"


def test_in_moscow_one_clock_is_enough():
    clocks = clock.deadline_clocks(CLOSES_AT, clock.MOSCOW)
    assert (spaced(clocks.own), clocks.moscow) == ("27 августа, 23:59 мск", None)


def test_another_zone_with_the_time_of_moscow_needs_no_second_clock():
    assert clock.two_clocks(CLOSES_AT, ZoneInfo("Europe/Volgograd")).moscow is None


def test_short_times_name_the_day_when_moscow_has_another():
    at = datetime(2026, 8, 27, 20, 0, tzinfo=UTC)
    times = clock.two_times(at, VLADIVOSTOK)
    assert (times.own, spaced(times.moscow)) == ("06:00", "27 августа, 23:00 мск")
    noon = clock.two_times(datetime(2026, 8, 27, 9, 0, tzinfo=UTC), VLADIVOSTOK)
    assert (noon.own, spaced(noon.moscow)) == ("19:00", "12:00 мск")


@pytest.mark.parametrize(
    ("left", "words", "short"),
    [
        (timedelta(hours=11, minutes=54), "Осталось 11 часов 54 минуты", "Осталось 11 ч 54 мин"),
        (timedelta(days=1), "Остался 1 день", "Остался 1 д"),
        (timedelta(days=2, minutes=5), "Осталось 2 дня", "Осталось 2 д"),
        (timedelta(days=5, hours=21), "Осталось 5 дней 21 час", "Осталось 5 д 21 ч"),
        (timedelta(hours=21), "Остался 21 час", "Остался 21 ч"),
        (timedelta(minutes=1), "Осталась 1 минута", "Осталась 1 мин"),
        (timedelta(minutes=11), "Осталось 11 минут", "Осталось 11 мин"),
        (timedelta(seconds=59), "Осталось меньше минуты", "Осталось меньше минуты"),
        (timedelta(0), "", ""),
        (timedelta(hours=-1), "", ""),
    ],
)
def test_what_is_left_agrees_in_number_and_gender(left, words, short):
    assert spaced(clock.left_words(NOW + left, NOW)) == words
    assert spaced(clock.left_words(NOW + left, NOW, short=True)) == short


@given(st.integers(1, 10**8))
def test_what_is_left_is_never_more_than_there_is(seconds):
    factors = {"д": 86400, "ч": 3600, "мин": 60}
    words = clock.remaining(NOW + timedelta(seconds=seconds), NOW, short=True)
    if words == "меньше минуты":
        assert seconds < 60
        return
    parts = [part.split("\N{NO-BREAK SPACE}") for part in words.split(" ")]
    shown = sum(int(count) * factors[unit] for count, unit in parts)
    assert shown <= seconds < shown + factors[parts[0][1]]


@pytest.mark.parametrize(
    ("now", "kind"),
    [
        (CLOSES_AT - timedelta(hours=24), ""),
        (CLOSES_AT - timedelta(hours=24) + timedelta(seconds=1), "soon"),
        (CLOSES_AT - timedelta(seconds=1), "soon"),
        (CLOSES_AT, "past"),
    ],
)
def test_deadline_is_near_under_24_hours_and_past_at_its_instant(now, kind):
    assert clock.describe_deadline(CLOSES_AT, now, VLADIVOSTOK).kind == kind


def test_offset_from_moscow():
    assert clock.moscow_offset(VLADIVOSTOK, NOW) == "МСК+7"
    assert clock.moscow_offset(KALININGRAD, NOW) == "МСК−1"
    assert clock.moscow_offset(clock.MOSCOW, NOW) == "МСК"
    assert clock.moscow_offset(ZoneInfo("Asia/Kolkata"), NOW) == "МСК+2:30"


def test_zone_of_a_person():
    assert clock.person_zone(SimpleNamespace(zone=VLADIVOSTOK)) == VLADIVOSTOK
    assert clock.person_zone(AnonymousUser()) == clock.MOSCOW
    assert clock.person_zone(None) == clock.MOSCOW
