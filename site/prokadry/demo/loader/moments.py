"""When things of the demo happen, counted from the moment of loading."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from prokadry.demo.specs import StreamSlot

MOSCOW = ZoneInfo("Europe/Moscow")
STREAM_HOURS = (18, 19, 20)
CLOSED_YESTERDAY = 2
CLOSES_SOON = 3
OPEN_LATER = 30


@dataclass(frozen=True)
class Moments:
    """The calendar of one load; every answer is an aware instant, deadlines are exclusive."""

    now: datetime
    # How long ago the running stream began, and how long it must still last to be kept as it is.
    running_for: ClassVar[timedelta] = timedelta(minutes=20)
    must_last: ClassVar[timedelta] = timedelta(hours=2)

    def moscow_midnight(self, days: int) -> datetime:
        """Return the start of the Moscow day that lies `days` after today."""
        day = self.now.astimezone(MOSCOW).date() + timedelta(days=days)
        return datetime.combine(day, time(), MOSCOW)

    def local(self, days: int, wall: str, zone: str) -> datetime:
        """Return the instant of the wall time «HH:MM» in `zone`, `days` after today there."""
        hour, minute = map(int, wall.split(":"))
        here = ZoneInfo(zone)
        day = self.now.astimezone(here).date() + timedelta(days=days)
        return datetime.combine(day, time(hour, minute), here)

    def window(self, number: int) -> tuple[datetime, datetime]:
        """Return when the webinar with this place in the load opens and closes.

        The first two are over; the third closed yesterday, the fourth closes within the hour; then come those
        open now, and the last ones open later.
        """
        if number < CLOSED_YESTERDAY:
            return self.moscow_midnight(-20 + number), self.moscow_midnight(-7 + number)
        if number == CLOSED_YESTERDAY:
            return self.moscow_midnight(-14), self.moscow_midnight(0)
        if number == CLOSES_SOON:
            return self.moscow_midnight(-10), self.now.replace(second=0, microsecond=0) + timedelta(
                minutes=50
            )
        if number < OPEN_LATER:
            return self.moscow_midnight(-9 + number // 4), self.moscow_midnight(1 + number // 2)
        return self.moscow_midnight(number - OPEN_LATER + 3), self.moscow_midnight(number - OPEN_LATER + 17)

    def stream(self, slot: StreamSlot, duration_min: int) -> tuple[datetime, datetime]:
        """Return when the stream of a slot starts and ends; the running one lasts two hours more."""
        if slot is StreamSlot.RUNNING:
            started = self.now.replace(second=0, microsecond=0) - self.running_for
            return started, started + self.running_for + timedelta(minutes=145)
        direction, _dash, count = slot.value.partition("-")
        steps = int(count)
        days = -(steps * 3 - 1) if direction == "past" else steps * 2
        starts = self.moscow_midnight(days) + timedelta(hours=STREAM_HOURS[steps % len(STREAM_HOURS)])
        return starts, starts + timedelta(minutes=duration_min)
