"""Numbers as people read them: time codes, percents rounded down, sizes are left to Django's own filters."""

from decimal import ROUND_FLOOR, Decimal

from django.utils.formats import number_format

from .typography import NBSP

NO_VALUE = "—"


def format_timecode(seconds: float) -> str:
    """Return whole seconds as `41:20` or `1:02:03`, rounded down; negative input counts as 0."""
    total = max(int(seconds), 0)
    minutes, second = divmod(total, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def format_iso_duration(seconds: float) -> str:
    """Return seconds as an ISO 8601 duration, such as `PT41M20S`."""
    total = max(int(seconds), 0)
    minutes, second = divmod(total, 60)
    hours, minute = divmod(minutes, 60)
    parts = [f"{hours}H" if hours else "", f"{minute}M" if minute else "", f"{second}S" if second else ""]
    return "PT" + ("".join(parts) or "0S")


def format_pct(value: float | Decimal | None) -> str:
    """Return 0–100 as `86,4 %`: one decimal, rounded down, none when whole; a dash for None.

    Rounding down keeps 74.96 below a threshold of 75 from reading as 75.
    """
    if value is None:
        return NO_VALUE
    floored = Decimal(str(value)).quantize(Decimal("0.1"), rounding=ROUND_FLOOR)
    whole = floored == floored.to_integral_value()
    return number_format(floored, decimal_pos=0 if whole else 1) + NBSP + "%"


def format_share(share: float | Decimal | None) -> str:
    """Return a share 0–1 as a percent; a dash for None."""
    return format_pct(None if share is None else Decimal(str(share)) * 100)
