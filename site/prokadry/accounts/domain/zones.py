"""Time zones as people choose them: one for each of the eleven clocks of the country."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from prokadry.ui.clock import moscow_offset

CLOCKS = {
    "Europe/Kaliningrad": gettext_noop("Kaliningrad"),
    "Europe/Moscow": gettext_noop("Moscow"),
    "Europe/Samara": gettext_noop("Samara"),
    "Asia/Yekaterinburg": gettext_noop("Yekaterinburg"),
    "Asia/Omsk": gettext_noop("Omsk"),
    "Asia/Krasnoyarsk": gettext_noop("Krasnoyarsk"),
    "Asia/Irkutsk": gettext_noop("Irkutsk"),
    "Asia/Yakutsk": gettext_noop("Yakutsk"),
    "Asia/Vladivostok": gettext_noop("Vladivostok"),
    "Asia/Magadan": gettext_noop("Magadan"),
    "Asia/Kamchatka": gettext_noop("Kamchatka"),
}


def zone_choices(*, now: datetime, current: str = "") -> list[tuple[str, str]]:
    """Return (IANA name, label) pairs from west to east, with `current` first if it is none of the eleven."""
    choices = [(name, f"{_(city)}, {moscow_offset(ZoneInfo(name), now)}") for name, city in CLOCKS.items()]
    if current and current not in CLOCKS:
        choices.insert(0, (current, f"{current}, {moscow_offset(ZoneInfo(current), now)}"))
    return choices
