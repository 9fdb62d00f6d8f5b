"""Media units: a recording counted in whole seconds, each of which is seen when its middle was played."""

from courses.domain.evidence.constants import UNIT_MS


def units_of(duration_ms: int) -> int:
    """How many units a recording has: floor(duration + 0.5 s)."""
    return (duration_ms + UNIT_MS // 2) // UNIT_MS


def units_before(media_ms: int) -> int:
    """How many units have their middle before a moment of the recording: u + 0.5 s < media."""
    return (media_ms + UNIT_MS // 2 - 1) // UNIT_MS
