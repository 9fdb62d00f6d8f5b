from .completion import Completion
from .evidence import CheckIn, CheckInAttempt, PingRow, PresenceSlot, Progress, WatchSession
from .live import Checkpoint, LiveBreak, LiveStreamMaterial, LiveStreamPage, LiveStreamSpeaker
from .materials import Material
from .pages import ActivityPage, CourseIndexPage, CoursePage
from .records import Activity, Course, Speaker
from .video import Video, VideoRevision
from .webinar import Chapter, WebinarMaterial, WebinarPage, WebinarSpeaker

__all__ = [
    "Activity",
    "ActivityPage",
    "Chapter",
    "CheckIn",
    "CheckInAttempt",
    "Checkpoint",
    "Completion",
    "Course",
    "CourseIndexPage",
    "CoursePage",
    "LiveBreak",
    "LiveStreamMaterial",
    "LiveStreamPage",
    "LiveStreamSpeaker",
    "Material",
    "PingRow",
    "PresenceSlot",
    "Progress",
    "Speaker",
    "Video",
    "VideoRevision",
    "WatchSession",
    "WebinarMaterial",
    "WebinarPage",
    "WebinarSpeaker",
]
