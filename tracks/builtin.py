"""What tracks itself brings, registered through the seams that plugins use."""

from .domain.reports import ActivityReport, CompletionsReport, DistrictReport, TrackReport
from .extensions import reports


def register() -> None:
    """Enter the built-in reports into the registry; called once when the app is ready."""
    for report in (CompletionsReport(), ActivityReport(), DistrictReport(), TrackReport()):
        reports.register(report)
