"""The hours of the day as colours: teal shadow, orange light; the sky is drawn in flat bands."""

from dataclasses import dataclass
from random import Random

from prokadry.demo.canvas import Canvas

INK = "#06262c"
PAPER = "#f1f4f3"
ORANGE = "#ff9f2e"
AMBER = "#ffb454"


@dataclass(frozen=True, slots=True)
class Light:
    """Colours of one hour: four sky bands from the top, the sun or moon, and land from far to near."""

    sky: tuple[str, str, str, str]
    sun: str
    far: str
    near: str
    dark: str
    window: str
    moon: bool = False

    @property
    def glow(self) -> str:
        return self.sky[3]


HOURS = (
    Light(
        ("#6db7ba", "#93cdc9", "#b9ded5", "#d9ebdf"), "#fff3d6", "#2f7f83", "#0f4c52", "#0a353a", "#d9ebdf"
    ),
    Light(
        ("#65afb3", "#8fc8c4", "#badacb", "#dfe6cf"), "#fff0c9", "#2e7b7f", "#0e494f", "#0a353a", "#dfe6cf"
    ),
    Light(
        ("#5da7ac", "#8ac4be", "#bcd7c2", "#e6e1be"), "#ffecbd", "#2c767b", "#0e474d", "#093338", "#e6e1be"
    ),
    Light(
        ("#559fa5", "#86bfb9", "#bdd3b8", "#ecdcae"), "#ffe9b0", "#2b7277", "#0d444a", "#093136", "#ecdcae"
    ),
    Light(
        ("#458f96", "#78b3ac", "#c6c69c", "#f1ce8d"), "#ffe19d", "#276a70", "#0c3f45", "#082d32", "#ffe19d"
    ),
    Light(
        ("#357f88", "#6ba79f", "#d0b981", "#f6c06c"), "#ffd98a", "#236168", "#0b3a40", "#08292e", "#ffd98a"
    ),
    Light(
        ("#286c76", "#62938c", "#d0a468", "#fab04d"), "#ffce74", "#1e575e", "#0a3338", "#07252a", "#ffce74"
    ),
    Light(("#1c5963", "#5a7f78", "#cf8f50", "#ff9f2e"), "#ffc25e", "#194d54", "#082c31", "#062025", AMBER),
    Light(("#12434c", "#3a5d60", "#9c6a4c", "#e8823a"), "#ffb04d", "#123c43", "#08272c", "#061f24", AMBER),
    Light(
        ("#0b2e36", "#1d454c", "#3f5656", "#8a5f4a"),
        "#f3ead2",
        "#123a41",
        "#0a2228",
        "#05181c",
        AMBER,
        moon=True,
    ),
    Light(
        ("#061d23", "#0c2a31", "#143a42", "#21505a"),
        "#f3ead2",
        "#123239",
        "#081c21",
        "#03100f",
        AMBER,
        moon=True,
    ),
)


def draw_sky(canvas: Canvas, light: Light, rng: Random, horizon: float, sun_x: float | None = None) -> None:
    """Fill the canvas with the hour's bands down to the horizon, with its sun, or its moon and stars."""
    edges = (0.0, 0.40, 0.66, 0.84)
    for edge, colour in zip(edges, light.sky, strict=True):
        canvas.rect(0, horizon * edge, canvas.width, canvas.height - horizon * edge, colour)
    x = sun_x if sun_x is not None else rng.uniform(0.16, 0.84) * canvas.width
    if light.moon:
        _draw_night(canvas, light, rng, x)
        return
    hour = HOURS.index(light)
    height = horizon * (0.26 + 0.085 * hour)
    canvas.circle(x, height, 17 + hour * 0.7, light.sun)


def _draw_night(canvas: Canvas, light: Light, rng: Random, x: float) -> None:
    for _ in range(34):
        star = rng.uniform(0, canvas.width), rng.uniform(0, canvas.height * 0.4)
        canvas.circle(*star, rng.choice((0.4, 0.5, 0.8)), "#dfeceb")
    canvas.circle(x, 34, 14, light.sun)
    canvas.circle(x + 6.5, 30, 12.5, light.sky[0])


def draw_reflection(canvas: Canvas, rng: Random, x: float, top: float, bottom: float, colour: str) -> None:
    """Short level strokes under a light, as on still water."""
    y = top
    while y < bottom:
        half = rng.uniform(8, 22)
        centre = x + rng.uniform(-7, 7)
        canvas.rect(centre - half, y, half * 2, 1.3, colour)
        y += rng.uniform(4.2, 6.4)
