"""What a simulated person really watched, measured without a line of the code that credits it."""

from math import ceil

from ..domain.evidence.ranges import Ranges

SLOT_S = 15
SLOT_MS = SLOT_S * 1000


class Truth:
    """Seconds of a recording that were played, or 15-second slots of a stream in which a person was there."""

    def __init__(self) -> None:
        self.counted: set[int] = set()

    def watch(self, from_ms: float, to_ms: float) -> None:
        """Add a stretch of the recording; a second is watched when its middle is played."""
        self.counted.update(range(ceil(from_ms / 1000 - 0.5), ceil(to_ms / 1000 - 0.5)))

    def attend(self, from_ms: int, to_ms: int) -> None:
        """Add a stretch of the stream, from its start; a slot is attended when any part of it is."""
        self.counted.update(range(from_ms // SLOT_MS, -(-to_ms // SLOT_MS)))


def seconds_of(ranges: Ranges) -> set[int]:
    """Return what was credited of a recording as a set of its seconds."""
    return {second for start, end in ranges for second in range(start, end)}


def slots_of(ranges: Ranges) -> set[int]:
    """Return what was credited of a stream, in seconds from its start, as a set of its slots."""
    return {slot for start, end in ranges for slot in range(start // SLOT_S, -(-end // SLOT_S))}
