"""A small flat-colour drawing surface: logical units, SVG-like paths, supersampled edges."""

import math
import re
from collections.abc import Iterable, Sequence

from PIL import Image, ImageDraw

Point = tuple[float, float]

_TOKEN = re.compile(r"[MmLlHhVvCcZz]|-?(?:\d+\.\d+|\.\d+|\d+)")
_ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6}
_CURVE_STEPS = 20


def bend(start: Point, first: Point, second: Point, end: Point, steps: int = _CURVE_STEPS) -> list[Point]:
    """Sample a cubic Bézier curve, its start left out."""
    points = []
    for step in range(1, steps + 1):
        t = step / steps
        a, b, c, d = (1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3
        points.append(
            (
                a * start[0] + b * first[0] + c * second[0] + d * end[0],
                a * start[1] + b * first[1] + c * second[1] + d * end[1],
            )
        )
    return points


def trace(path: str) -> list[list[Point]]:
    """Turn SVG path data (M, L, H, V, C, Z in either case) into polylines.

    Raises ValueError for a command it does not know.
    """
    outlines: list[list[Point]] = []
    tokens = _TOKEN.findall(path)
    here: Point = (0.0, 0.0)
    command, at = "", 0
    while at < len(tokens):
        if tokens[at].isalpha():
            command, at = tokens[at], at + 1
        if command in "Zz":
            here = outlines[-1][0]
            continue
        count = _ARGUMENTS.get(command.upper())
        if count is None:
            raise ValueError(f"unknown path command in {path!r}")
        numbers = [float(token) for token in tokens[at : at + count]]
        at += count
        pairs = _absolute(command, numbers, here)
        if command in "Mm":
            outlines.append([pairs[0]])
            command = "l" if command == "m" else "L"
        elif command in "Cc":
            outlines[-1] += bend(here, pairs[0], pairs[1], pairs[2])
        else:
            outlines[-1] += pairs
        here = outlines[-1][-1]
    return outlines


def _absolute(command: str, numbers: Sequence[float], here: Point) -> list[Point]:
    dx, dy = here if command.islower() else (0.0, 0.0)
    if command in "Hh":
        return [(numbers[0] + dx, here[1])]
    if command in "Vv":
        return [(here[0], numbers[0] + dy)]
    return [(numbers[i] + dx, numbers[i + 1] + dy) for i in range(0, len(numbers), 2)]


class Canvas:
    """Draw in logical units; `finish` gives the picture at its real size with smooth edges."""

    def __init__(self, size: tuple[int, int], units_wide: float, ground: str, supersample: int = 2) -> None:
        self._supersample = supersample
        self._scale = size[0] * supersample / units_wide
        self._image = Image.new("RGB", (size[0] * supersample, size[1] * supersample), ground)
        self._draw = ImageDraw.Draw(self._image)
        self.width = units_wide
        self.height = units_wide * size[1] / size[0]

    def _px(self, points: Iterable[Point]) -> list[Point]:
        return [(x * self._scale, y * self._scale) for x, y in points]

    def rect(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        if width <= 0 or height <= 0:
            return
        (x0, y0), (x1, y1) = self._px([(x, y), (x + width, y + height)])
        self._draw.rectangle((round(x0), round(y0), round(x1) - 1, round(y1) - 1), fill=fill)

    def frame(self, x: float, y: float, width: float, height: float, stroke: float, color: str) -> None:
        self.rect(x, y, width, stroke, color)
        self.rect(x, y + height - stroke, width, stroke, color)
        self.rect(x, y, stroke, height, color)
        self.rect(x + width - stroke, y, stroke, height, color)

    def circle(self, x: float, y: float, radius: float, fill: str) -> None:
        self.ellipse(x, y, radius, radius, fill)

    def ellipse(self, x: float, y: float, across: float, down: float, fill: str) -> None:
        (x0, y0), (x1, y1) = self._px([(x - across, y - down), (x + across, y + down)])
        self._draw.ellipse((x0, y0, x1, y1), fill=fill)

    def ring(self, x: float, y: float, radius: float, stroke: float, color: str) -> None:
        (x0, y0), (x1, y1) = self._px([(x - radius, y - radius), (x + radius, y + radius)])
        self._draw.ellipse((x0, y0, x1, y1), outline=color, width=max(1, round(stroke * self._scale)))

    def poly(self, points: Iterable[Point], fill: str) -> None:
        self._draw.polygon(self._px(points), fill=fill)

    def path(self, data: str, fill: str, shift: Point = (0, 0), scale: float = 1.0) -> None:
        """Fill SVG path data, scaled about the origin and then shifted."""
        for outline in trace(data):
            self.poly([(x * scale + shift[0], y * scale + shift[1]) for x, y in outline], fill)

    def line(self, points: Sequence[Point], stroke: float, color: str) -> None:
        self._draw.line(
            self._px(points), fill=color, width=max(1, round(stroke * self._scale)), joint="curve"
        )

    def corners(
        self, x: float, y: float, width: float, height: float, arm: float, stroke: float, color: str
    ) -> None:
        """The four viewfinder corners around a box."""
        for left, top, right, down in (
            (x, y, 1, 1),
            (x + width, y, -1, 1),
            (x, y + height, 1, -1),
            (x + width, y + height, -1, -1),
        ):
            self.rect(min(left, left + right * arm), min(top, top + down * stroke), arm, stroke, color)
            self.rect(min(left, left + right * stroke), min(top, top + down * arm), stroke, arm, color)

    def wave(self, base: float, height: float, phase: float, length: float, fill: str) -> None:
        """A soft hill line from edge to edge, filled down to the bottom."""
        points = [
            (
                x,
                base
                - height * (0.6 * math.sin(x / length + phase) + 0.4 * math.sin(2.3 * x / length + phase)),
            )
            for x in _steps(0, self.width, 80)
        ]
        self.poly([*points, (self.width, self.height), (0, self.height)], fill)

    def finish(self) -> Image.Image:
        return self._image.reduce(self._supersample) if self._supersample > 1 else self._image


def _steps(start: float, end: float, count: int) -> list[float]:
    return [start + (end - start) * index / count for index in range(count + 1)]
