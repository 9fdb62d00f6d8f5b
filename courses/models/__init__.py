from .amendments import Appeal, AppealDecision, Excuse, Outage
from .completion import Completion
from .evidence import (
    CheckIn,
    CheckInAttempt,
    EvidenceWriter,
    PingRow,
    PresenceSlot,
    Progress,
    PromptAnswer,
    RetainedPing,
    WatchSession,
)
from .live import Checkpoint, LiveBreak, LiveStreamMaterial, LiveStreamPage, LiveStreamSpeaker
from .materials import Material
from .pages import ActivityPage, CourseIndexPage, CoursePage
from .records import Activity, Course, Speaker
from .video import Video, VideoRevision
from .webinar import Chapter, ExcludedRange, WebinarMaterial, WebinarPage, WebinarSpeaker

__all__ = [
    "Activity",
    "ActivityPage",
    "Appeal",
    "AppealDecision",
    "Chapter",
    "CheckIn",
    "CheckInAttempt",
    "Checkpoint",
    "Completion",
    "Course",
    "CourseIndexPage",
    "CoursePage",
    "EvidenceWriter",
    "ExcludedRange",
    "Excuse",
    "LiveBreak",
    "LiveStreamMaterial",
    "LiveStreamPage",
    "LiveStreamSpeaker",
    "Material",
    "Outage",
    "PingRow",
    "PresenceSlot",
    "Progress",
    "PromptAnswer",
    "RetainedPing",
    "Speaker",
    "Video",
    "VideoRevision",
    "WatchSession",
    "WebinarMaterial",
    "WebinarPage",
    "WebinarSpeaker",
]
