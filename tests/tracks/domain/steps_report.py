from tests.factories import NOW
from tracks.extensions import CellKind, Column, Tone


class StepsReport:
    """A report of a plugin."""

    key = "steps"
    order = 1
    title = summary = "Шаги"
    permission = "courses.view_all_completions"
    filters = frozenset()
    columns = (
        Column("who", "Кто"),
        Column("done", "Готово", CellKind.NUMBER, Tone.DONE),
        Column("rest", "Осталось", CellKind.NUMBER, Tone.REST),
        Column("share", "Доля", CellKind.SHARE),
        Column("at", "Когда", CellKind.INSTANT),
    )

    def rows(self, scope, *, now):
        yield ["=1+1", 3, 1, 0.7499, NOW]
        yield [None, 0, 0, None, None]
