"""What tracks itself brings, registered through the seams that plugins use."""

from prokadry.accounts.extensions import personal_data

from .domain import cards
from .domain.personal_parts import ACTS, Deadlines, Studies
from .domain.reports import ActivityReport, CompletionsReport, DistrictReport, TrackReport
from .extensions import dashboard_cards, reports


def register() -> None:
    """Enter the built-in reports and cards into the registries; called once when the app is ready."""
    for report in (CompletionsReport(), ActivityReport(), DistrictReport(), TrackReport()):
        reports.register(report)
    for card in cards.BUILT_IN:
        dashboard_cards.register(card)
    for part in (Studies(), Deadlines(), ACTS):
        personal_data.register(part)
