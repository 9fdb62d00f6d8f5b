"""docs/evidence.md shows the table of the simulator as it is now."""

from pathlib import Path

from courses.simulation.report import HEADINGS
from courses.simulation.run import BEHAVIOURS

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "evidence.md"


def test_the_document_has_a_row_for_every_behaviour_and_no_other() -> None:
    lines = DOCUMENT.read_text().splitlines()
    first = lines.index("| " + " | ".join(HEADINGS) + " |") + 2
    rows = [line.split(" | ") for line in lines[first : lines.index("", first)]]
    shown = [(cells[0].removeprefix("| "), cells[1]) for cells in rows]
    assert shown == [(behaviour.measure, behaviour.title) for behaviour in BEHAVIOURS]
    for cells in rows:
        over, over_allowed, under, under_allowed = (int(cell.rstrip(" |")) for cell in cells[5:9])
        assert over <= over_allowed
        assert under <= under_allowed
