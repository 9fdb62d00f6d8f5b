"""The eleven clocks of the country, drawn on the home page as frames of one film."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prokadry.ui.clock import format_time


@dataclass(frozen=True)
class Frame:
    """A city that stands for a time zone, with its picture; `number` names the file `zone-NN.svg`."""

    number: int
    zone: str
    city: str | Promise
    alt: str | Promise

    @property
    def picture(self) -> str:
        return f"prokadry/img/zone-{self.number:02}.svg"


@dataclass(frozen=True)
class ZoneClock:
    """A frame and the wall time in it, as «14:05»."""

    frame: Frame
    time: str


FRAMES = [
    Frame(1, "Europe/Kaliningrad", _("Kaliningrad"), _("lighthouse on a sea coast")),
    Frame(2, "Europe/Moscow", _("Moscow"), _("Shukhov tower above the roofs")),
    Frame(3, "Europe/Samara", _("Samara"), _("barge on the Volga")),
    Frame(4, "Asia/Yekaterinburg", _("Yekaterinburg"), _("Ural mountains and firs")),
    Frame(5, "Asia/Omsk", _("Omsk"), _("steppe, a grain elevator and a road")),
    Frame(6, "Asia/Krasnoyarsk", _("Krasnoyarsk"), _("dam on the Yenisei")),
    Frame(7, "Asia/Irkutsk", _("Irkutsk"), _("rock above lake Baikal")),
    Frame(8, "Asia/Yakutsk", _("Yakutsk"), _("houses on piles")),
    Frame(9, "Asia/Vladivostok", _("Vladivostok"), _("cable-stayed bridge")),
    Frame(10, "Asia/Magadan", _("Magadan"), _("lights at the foot of hills")),
    Frame(11, "Asia/Kamchatka", _("Kamchatka"), _("volcano")),
]


def read_clocks(*, now: datetime) -> list[ZoneClock]:
    """Return the eleven frames from west to east with their wall time at `now`."""
    return [ZoneClock(frame=frame, time=format_time(now, ZoneInfo(frame.zone))) for frame in FRAMES]
