"""What the HTTP edge and the background loop ask of a store."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from ..domain.evidence.ranges import Ranges
from ..domain.evidence.store import EvidenceStore


class EdgeStore(EvidenceStore, Protocol):
    """What the HTTP edge asks of a store beside the write path itself.

    `epoch` is an integer that changes when what was acknowledged but not yet written may have been lost.
    `asking` are the streams in which people are asked whether they are here, each with the times (UTC
    milliseconds) in which they are; the background loop sets it.
    """

    epoch: int
    asking: Mapping[int, Ranges]

    def flush(self, *, now: datetime) -> dict[int, set[int]]:
        """Write what was taken and return the participants marked, by activity.

        On a fault of the database raise it and keep everything for the next time.
        """
        ...

    def close(self) -> None:
        """Say that this process has written everything and takes no more."""
        ...

    def start_lane(self, participant: int, t0_ms: int, *, now_ms: int) -> None:
        """Remember that a recorded session of this participant started then; one yet to come is passed over."""
        ...

    def lane_end(self, participant: int, t0_ms: int) -> int | None:
        """Return where the lane of the session that started at `t0_ms` ended at the latest, if known."""
        ...

    def is_present(self, activity: int, participant: int, now_ms: int) -> bool:
        """Tell whether a live ping of this participant came in the 75 s before now."""
        ...

    def has_answered(self, activity: int, participant: int, period: int) -> bool:
        """Tell whether this process took the participant's answer to the prompt of a period."""
        ...
