"""The built-in reports: who has completed what, and how far activities, districts and tracks are."""

from .completions import CompletionsReport
from .progress import ActivityReport, DistrictReport, TrackReport

__all__ = ["ActivityReport", "CompletionsReport", "DistrictReport", "TrackReport"]
