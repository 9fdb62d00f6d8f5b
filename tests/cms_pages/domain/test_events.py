from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation
from icalendar import Calendar

from cms_pages.domain.calendar import build_calendar
from cms_pages.domain.event_clock import describe_clock
from cms_pages.domain.events import list_calendar, list_events
from cms_pages.models import EventPage
from tests.cms_pages.factories import NOW, make_event, make_event_index, make_region

pytestmark = pytest.mark.django_db


def titles(**query: str) -> list[str]:
    return [event.title for event in list_events(index=make_event_index(), query=query, now=NOW).page]


def test_upcoming_and_past_divide_at_the_end() -> None:
    make_event("Завтра")
    make_event("Идёт", starts_at=NOW - timedelta(hours=5), ends_at=NOW + timedelta(minutes=1))
    make_event("Идёт без конца", starts_at=NOW - timedelta(hours=1))
    make_event("Кончилось", starts_at=NOW - timedelta(hours=5), ends_at=NOW)
    make_event("Давно", starts_at=NOW - timedelta(hours=2))
    assert titles() == ["Идёт", "Идёт без конца", "Завтра"]
    assert titles(period="past") == ["Давно", "Кончилось"]


def test_filters_by_place_and_format() -> None:
    region = make_region("RU-PRI")
    make_event("В Приморье", region=region)
    make_event("В сети", online_url="https://example.org/")
    make_event("И там, и там", place="Омск", online_url="https://example.org/")
    assert titles(region="RU-PRI") == ["В Приморье"]
    assert titles(district=region.district) == ["В Приморье"]
    assert titles(format="online") == ["В сети", "И там, и там"]
    assert titles(format="on_site") == ["В Приморье", "И там, и там"]
    assert titles(format="x") == []


def test_the_zone_is_the_places_then_the_regions_then_moscow() -> None:
    region = make_region("RU-PRI")
    assert make_event(region=region).zone == ZoneInfo("Asia/Vladivostok")
    assert make_event(region=region, time_zone="Asia/Omsk").zone == ZoneInfo("Asia/Omsk")
    assert make_event().zone == ZoneInfo("Europe/Moscow")


def test_must_end_after_it_starts() -> None:
    event = make_event()
    event.ends_at = event.starts_at
    with pytest.raises(ValidationError) as caught:
        event.full_clean()
    assert "ends_at" in caught.value.error_dict
    with pytest.raises(IntegrityError), transaction.atomic():
        EventPage.objects.filter(pk=event.pk).update(ends_at=event.starts_at - timedelta(hours=1))


def test_needs_a_place_or_a_link() -> None:
    with pytest.raises(ValidationError):
        make_event(place="")


def test_times_are_told_in_both_zones() -> None:
    start = datetime(2026, 8, 29, 2, 0, tzinfo=UTC)
    event = make_event(region=make_region("RU-PRI"), starts_at=start, ends_at=start + timedelta(hours=2))
    with translation.override("ru"):
        clock = describe_clock(event, now=NOW)
    assert (clock.day, clock.time, clock.moscow) == ("29\u00a0авг", "сб, 12:00", "05:00\u00a0мск")
    assert clock.full.replace("\u00a0", " ") == "суббота, 29 августа, 12:00–14:00"
    assert clock.moscow_full.replace("\u00a0", " ") == "29 августа, 05:00 мск"


def test_another_day_in_moscow_is_named() -> None:
    event = make_event(region=make_region("RU-PRI"), starts_at=datetime(2026, 8, 28, 18, 0, tzinfo=UTC))
    with translation.override("ru"):
        clock = describe_clock(event, now=NOW)
    assert (clock.time, clock.moscow) == ("сб, 04:00", "пт, 21:00\u00a0мск")


def test_moscow_time_stands_once_and_marked() -> None:
    with translation.override("ru"):
        clock = describe_clock(make_event(starts_at=datetime(2025, 8, 28, 9, 0, tzinfo=UTC)), now=NOW)
    assert (clock.time, clock.moscow, clock.is_over) == ("2025, чт, 12:00\u00a0мск", "", True)


def test_the_calendar_keeps_zone_place_and_address() -> None:
    start = datetime(2026, 8, 29, 2, 0, tzinfo=UTC)
    event = make_event("Презентация", region=make_region("RU-PRI"), starts_at=start)
    body = build_calendar([event], name="События", base_url="https://example.org", now=NOW)
    calendar = Calendar.from_ical(body)
    entry = calendar.events[0]
    assert entry.start == start
    assert entry.end == start + timedelta(hours=2)
    assert str(entry["dtstart"].params["TZID"]) == "Asia/Vladivostok"
    assert [str(zone["tzid"]) for zone in calendar.timezones] == ["Asia/Vladivostok"]
    assert str(entry["summary"]) == "Презентация"
    assert str(entry["location"]) == "Владивосток"
    assert str(entry["url"]) == f"https://example.org/events/{event.slug}/"
    assert str(entry["uid"]) == f"event-{event.pk}@prokadry"


def test_the_subscribed_calendar_forgets_after_ninety_days() -> None:
    make_event("Весной", starts_at=NOW - timedelta(days=100))
    make_event("Летом", starts_at=NOW - timedelta(days=80))
    assert [event.title for event in list_calendar(now=NOW)] == ["Летом"]
