"""Instants as unix milliseconds and back, in whole numbers all the way."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def to_ms(instant: datetime) -> int:
    """Return an instant as unix milliseconds, floored."""
    return (instant - EPOCH) // MILLISECOND


def from_ms(ms: int) -> datetime:
    """Return unix milliseconds as an instant in UTC."""
    return EPOCH + ms * MILLISECOND
