"""Everything that was credited to one person for one activity, and why: the same for them and for organisers."""

from .live import CheckpointFact, LiveTimeline, Stretch
from .read import Timeline, credited_timeline, find_completion
from .recorded import RecordedTimeline, Sitting
from .snapshot import take_snapshot

__all__ = [
    "CheckpointFact",
    "LiveTimeline",
    "RecordedTimeline",
    "Sitting",
    "Stretch",
    "Timeline",
    "credited_timeline",
    "find_completion",
    "take_snapshot",
]
