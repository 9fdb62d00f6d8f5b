"""How figures are printed: one line each, with the floor or bound to read it against."""


def row(what: str, figure: str, bound: str = "") -> None:
    """Print one line: what was measured, the figure, and the floor or bound to read it against."""
    print(f"{what:<66}{figure:>16}   {bound}", flush=True)


def note(text: str) -> None:
    """Print a line that explains the ones around it."""
    print(f"  {text}", flush=True)
