"""What the pages of courses show, read in a number of queries that does not depend on how much there is."""

from .course import CourseIndexView, CourseView, course_index_view, course_view
from .lecture import is_known_to
from .live import LiveView, live_view
from .webinar import WebinarView, webinar_view

__all__ = [
    "CourseIndexView",
    "CourseView",
    "LiveView",
    "WebinarView",
    "course_index_view",
    "course_view",
    "is_known_to",
    "live_view",
    "webinar_view",
]
