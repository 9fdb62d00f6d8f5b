"""Things that many scenes share: windows, passers-by, trees."""

from random import Random

from prokadry.demo.canvas import Canvas
from prokadry.demo.light import Light


def draw_windows(
    canvas: Canvas,
    rng: Random,
    box: tuple[float, float, float, float],
    grid: tuple[int, int],
    light: Light,
    pane: str,
) -> None:
    """A grid of windows in a box (x, y, width, height), some of them lit."""
    x, y, width, height = box
    columns, rows = grid
    step_x, step_y = width / columns, height / rows
    lit_share = 0.55 if light.moon else 0.28
    for row in range(rows):
        for column in range(columns):
            lit = rng.random() < lit_share
            canvas.rect(
                x + column * step_x + step_x * 0.24,
                y + row * step_y + step_y * 0.2,
                step_x * 0.52,
                step_y * 0.58,
                light.window if lit else pane,
            )


def draw_walker(canvas: Canvas, x: float, ground: float, height: float, colour: str) -> None:
    """A passer-by seen from afar."""
    head = height * 0.14
    canvas.circle(x, ground - height + head, head, colour)
    canvas.poly(
        [
            (x - height * 0.15, ground - height * 0.68),
            (x + height * 0.15, ground - height * 0.68),
            (x + height * 0.2, ground - height * 0.26),
            (x + height * 0.13, ground),
            (x - height * 0.13, ground),
            (x - height * 0.2, ground - height * 0.26),
        ],
        colour,
    )


def draw_fir(canvas: Canvas, x: float, ground: float, height: float, colour: str) -> None:
    for part in range(3):
        top = ground - height * (1 - part * 0.24)
        half = height * (0.12 + part * 0.07)
        canvas.poly([(x, top), (x + half, top + height * 0.46), (x - half, top + height * 0.46)], colour)
    canvas.rect(x - height * 0.03, ground - height * 0.08, height * 0.06, height * 0.08, colour)


def draw_tree(canvas: Canvas, x: float, ground: float, height: float, crown: str, trunk: str) -> None:
    canvas.rect(x - height * 0.03, ground - height * 0.5, height * 0.06, height * 0.5, trunk)
    canvas.ellipse(x, ground - height * 0.66, height * 0.27, height * 0.36, crown)
    canvas.ellipse(x + height * 0.12, ground - height * 0.5, height * 0.2, height * 0.22, crown)
