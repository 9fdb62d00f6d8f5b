"""Scenes under a roof: halls, rooms and tables where the season happens."""

import itertools
from random import Random

from prokadry.demo.canvas import Canvas
from prokadry.demo.light import INK, ORANGE, PAPER, Light
from prokadry.demo.portraits import Traits, draw_person, roll_traits

_WALLS = ("#d9ebdf", "#e6e1be", "#cfe2da", "#f1e3c2")
_DEEP = "#0f3d43"
_NOTES = ("#f6c06c", ORANGE, "#6db7ba", "#93cdc9", PAPER)


def draw_crowd(canvas: Canvas, rng: Random, top: float) -> None:
    """Three rows of heads seen from behind, darker towards us."""
    for row, (radius, colour) in enumerate(((8, "#1d565c"), (10.5, "#11444a"), (14, "#07282d"))):
        y = top + row * 22
        x = rng.uniform(-6, 8)
        while x < canvas.width + radius:
            lift = rng.uniform(-1.5, 1.5)
            canvas.circle(x, y + lift, radius, colour)
            if rng.random() < 0.18:
                canvas.circle(x, y - radius * 1.1 + lift, radius * 0.42, colour)
            spread = radius * 1.9
            canvas.path(
                f"M{x - spread} {y + radius * 3.4}c0-{radius * 2.7} {spread * 2}-{radius * 2.7} {spread * 2} 0z",
                colour,
            )
            x += radius * rng.uniform(3.9, 4.5)


def draw_seated(canvas: Canvas, rng: Random, x: float, bottom: float, size: float) -> Traits:
    """A person seen to the chest; size is the height of the drawn part."""
    look = roll_traits(rng, female=rng.random() < 0.5)
    scale = size / 120
    draw_person(canvas, look, (x - 60 * scale, bottom - 120 * scale), scale)
    return look


def draw_window(canvas: Canvas, light: Light, rng: Random, box: tuple[float, float, float, float]) -> None:
    """A window with the hour outside: sky, sun and hills."""
    x, y, width, height = box
    for edge, colour in zip((0, 0.36, 0.6, 0.78), light.sky, strict=True):
        canvas.rect(x, y + height * edge, width, height * (1 - edge), colour)
    canvas.circle(x + width * rng.uniform(0.3, 0.7), y + height * 0.36, height * 0.12, light.sun)
    peak = x + width * rng.uniform(0.3, 0.6)
    canvas.poly(
        [
            (x, y + height),
            (x, y + height * 0.72),
            (peak, y + height * 0.46),
            (x + width, y + height * 0.8),
            (x + width, y + height),
        ],
        light.far,
    )
    canvas.frame(x - 2, y - 2, width + 4, height + 4, 3, "#0a5962")
    canvas.rect(x + width / 2 - 1, y, 2, height, "#0a5962")


def hall(canvas: Canvas, light: Light, rng: Random) -> None:
    """A full hall before a screen."""
    canvas.rect(0, 0, 320, 180, _DEEP)
    left = rng.uniform(54, 86)
    canvas.poly([(left + 20, 110), (left + 160, 110), (left + 220, 180), (left - 40, 180)], "#14484f")
    canvas.rect(left, 16, 180, 94, INK)
    for edge, colour in zip((0, 0.4, 0.66, 0.84), light.sky, strict=True):
        canvas.rect(left + 4, 20 + 86 * edge, 172, 86 * (1 - edge), colour)
    canvas.corners(left + 14, 30, 152, 66, 14, 3, "#0a5962" if not light.moon else PAPER)
    look = roll_traits(rng, female=rng.random() < 0.5)
    draw_person(canvas, look, (left + 90 - 33, 106 - 66), 66 / 120)
    if rng.random() < 0.6:
        canvas.rect(left + 190, 84, 20, 36, "#0a5962")
        canvas.circle(left + 200, 62, 7, ORANGE)
        canvas.path(f"M{left + 186} 90c0-24 28-24 28 0z", INK)
        canvas.rect(left + 186, 84, 28, 4, "#d9ebdf")
    draw_crowd(canvas, rng, 122)


def stage(canvas: Canvas, light: Light, rng: Random) -> None:
    """A lit stage with people to be honoured or heard."""
    canvas.rect(0, 0, 320, 180, "#0b2e36")
    for x in (60, 160, 260):
        spread = rng.uniform(34, 48)
        canvas.poly([(x - 6, 0), (x + 6, 0), (x + spread, 132), (x - spread, 132)], "#15444c")
    for x in (60, 160, 260):
        canvas.rect(x - 8, 0, 16, 7, INK)
    for edge, colour in zip((0, 0.4, 0.7), light.sky[1:], strict=True):
        canvas.rect(100, 22 + 58 * edge, 120, 58 * (1 - edge), colour)
    canvas.corners(108, 30, 104, 42, 10, 2.4, "#0a5962" if not light.moon else PAPER)
    canvas.circle(160, 51, 12, ORANGE)
    canvas.poly([(154, 51.5), (158.5, 56), (167, 46.5), (165, 44.5), (158.5, 51.8), (156, 49.5)], INK)
    people = rng.randint(4, 6)
    for index in range(people):
        seat = 160 + (index - (people - 1) / 2) * 42
        draw_seated(canvas, rng, seat, 134, rng.uniform(50, 56))
    canvas.rect(0, 130, 320, 50, "#123c43")
    canvas.rect(0, 130, 320, 3.4, "#cf8f50")
    draw_crowd(canvas, rng, 144)


def workshop(canvas: Canvas, light: Light, rng: Random) -> None:
    """A group at one table before a window and a wall of notes."""
    canvas.rect(0, 0, 320, 180, rng.choice(_WALLS))
    side = rng.choice((0, 1))
    draw_window(canvas, light, rng, (28 if side else 176, 22, 116, 64))
    board = 176 if side else 28
    for row in range(2):
        for column in range(4):
            if rng.random() < 0.8:
                canvas.rect(board + column * 29, 26 + row * 31, 25, 25, rng.choice(_NOTES))
    for index in range(4):
        draw_seated(canvas, rng, 54 + index * 71 + rng.uniform(-8, 8), 148, rng.uniform(84, 96))
    canvas.rect(0, 144, 320, 36, _DEEP)
    canvas.rect(0, 144, 320, 4, "#0a5962")
    for index in range(4):
        x = 40 + index * 71 + rng.uniform(-6, 6)
        kind = rng.random()
        if kind < 0.4:
            canvas.poly([(x, 144), (x + 30, 144), (x + 27, 126), (x + 3, 126)], PAPER)
            canvas.circle(x + 15, 135, 2, "#93cdc9")
        elif kind < 0.75:
            canvas.poly([(x, 148), (x + 22, 148), (x + 28, 156), (x - 2, 156)], rng.choice(_NOTES))
        else:
            canvas.rect(x + 6, 136, 8, 9, ORANGE)


def office(canvas: Canvas, light: Light, rng: Random) -> None:
    """One person at a desk by a big window, with shelves and a lamp."""
    canvas.rect(0, 0, 320, 180, "#14474e" if light.moon else "#1f5a60")
    draw_window(canvas, light, rng, (rng.uniform(24, 40), 18, 128, 88))
    shelf = rng.uniform(206, 220)
    for row in range(3):
        y = 30 + row * 30
        canvas.rect(shelf, y + 22, 84, 3, INK)
        x = shelf + 3
        while x < shelf + 76:
            width, height = rng.uniform(4, 8), rng.uniform(13, 21)
            canvas.rect(
                x,
                y + 22 - height,
                width,
                height,
                rng.choice(("#d9ebdf", "#6db7ba", "#cf8f50", "#0a353a", "#f6c06c")),
            )
            x += width + rng.choice((0.8, 0.8, 6))
    draw_seated(canvas, rng, rng.uniform(150, 180), 146, 100)
    canvas.rect(0, 142, 320, 38, INK)
    canvas.rect(0, 142, 320, 4, "#8a5f4a")
    x = rng.uniform(60, 84)
    canvas.poly([(x, 142), (x + 50, 142), (x + 46, 112), (x + 4, 112)], "#d9ebdf")
    canvas.rect(x - 8, 141, 66, 3, PAPER)
    lamp = rng.uniform(232, 262)
    canvas.line([(lamp, 142), (lamp - 6, 118), (lamp + 10, 100)], 2.4, PAPER)
    canvas.poly([(lamp + 2, 94), (lamp + 18, 101), (lamp + 20, 112), (lamp - 4, 104)], ORANGE)
    for sheet in range(3):
        canvas.poly(
            [
                (206 - sheet, 139.5 - sheet * 2.2),
                (232 + sheet, 139.5 - sheet * 2.2),
                (234, 142 - sheet * 2.2),
                (204, 142 - sheet * 2.2),
            ],
            PAPER if sheet % 2 else "#b9ded5",
        )


def library(canvas: Canvas, light: Light, rng: Random) -> None:
    """Walls of books and readers under lamps."""
    canvas.rect(0, 0, 320, 180, _DEEP)
    books = ("#2f7f83", "#6db7ba", "#cf8f50", "#d9ebdf", "#0a353a", "#8a4a1c", "#f6c06c", "#39666c")
    for row in range(4):
        y = 6 + row * 27
        for bay in range(4):
            left = 6 + bay * 78
            if bay == 2 and row in (1, 2):
                continue
            canvas.rect(left, y, 74, 25, "#0b2e36")
            x = left + 2.0
            while x < left + 68:
                width, height = rng.uniform(3, 6.5), rng.uniform(14, 22)
                canvas.rect(x, y + 24 - height, width, height, rng.choice(books))
                x += width + rng.choice((0.5, 0.5, 0.5, 5))
            canvas.rect(left, y + 24, 74, 2.4, INK)
    draw_window(canvas, light, rng, (166, 37, 66, 48))
    for index, x in enumerate((52, 128, 268)):
        draw_seated(canvas, rng, x + rng.uniform(-8, 8), 150, 84 + index % 2 * 6)
    canvas.rect(0, 146, 320, 34, INK)
    canvas.rect(0, 146, 320, 4, "#563212")
    for x in (92, 190, 232):
        canvas.rect(x - 1, 128, 2, 18, "#cf8f50")
        canvas.path(f"M{x - 12} 130c2-14 22-14 24 0z", ORANGE if not light.moon else "#ffb454")
        canvas.rect(x - 7, 144, 14, 2.4, "#cf8f50")
    for x in (38, 116, 252):
        canvas.poly([(x, 147), (x + 14, 143), (x + 28, 147), (x + 28, 151), (x + 14, 147.5), (x, 151)], PAPER)


def interview(canvas: Canvas, light: Light, rng: Random) -> None:
    """A conversation across a table, or with a face on a screen."""
    canvas.rect(0, 0, 320, 180, rng.choice(_WALLS))
    online = rng.random() < 0.5
    if online:
        canvas.rect(150, 26, 142, 92, INK)
        for edge, colour in zip((0, 0.4, 0.66, 0.84), light.sky, strict=True):
            canvas.rect(154, 30 + 84 * edge, 134, 84 * (1 - edge), colour)
        draw_seated(canvas, rng, 221, 114, 78)
        canvas.corners(162, 38, 118, 68, 12, 2.4, PAPER if light.moon else "#0a5962")
        canvas.rect(216, 118, 10, 26, INK)
        draw_seated(canvas, rng, 76, 148, 108)
    else:
        draw_window(canvas, light, rng, (104, 20, 112, 64))
        draw_seated(canvas, rng, 58, 148, 102)
        draw_seated(canvas, rng, 206, 148, 88)
        draw_seated(canvas, rng, 268, 148, 96)
    canvas.rect(0, 142, 320, 38, "#8a5f4a")
    canvas.rect(0, 142, 320, 4, "#cf8f50")
    canvas.rect(118, 126, 7, 16, "#93cdc9")
    canvas.poly([(84, 152), (112, 152), (118, 164), (80, 164)], PAPER)
    canvas.rect(88, 155, 18, 1.4, "#6db7ba")
    canvas.rect(87, 158.4, 22, 1.4, "#6db7ba")
    canvas.poly([(232, 152), (262, 152), (266, 164), (230, 164)], PAPER)
    canvas.circle(176, 156, 5, ORANGE)


def maproom(canvas: Canvas, light: Light, rng: Random) -> None:
    """People over a big map with routes and marks."""
    canvas.rect(0, 0, 320, 180, "#123c43")
    canvas.rect(30, 14, 260, 112, "#d9ebdf")
    for _ in range(9):
        x, y = rng.uniform(30, 230), rng.uniform(14, 96)
        width, height = rng.uniform(26, 60), rng.uniform(14, 30)
        canvas.rect(
            x,
            y,
            min(width, 290 - x),
            min(height, 126 - y),
            rng.choice(("#b9ded5", "#93cdc9", "#e6e1be", "#c6d9c0")),
        )
    river = [(30.0, rng.uniform(30, 100))]
    while river[-1][0] < 290:
        river.append(
            (
                min(290.0, river[-1][0] + rng.uniform(18, 34)),
                min(118, max(22, river[-1][1] + rng.uniform(-20, 20))),
            )
        )
    canvas.line(river, 3.2, "#6db7ba")
    marks = sorted((rng.uniform(48, 272), rng.uniform(30, 96)) for _ in range(6))
    for one, two in itertools.pairwise(marks):
        for dash in range(0, 10, 2):
            start, end = dash / 10, (dash + 1) / 10
            canvas.line(
                [
                    (one[0] + (two[0] - one[0]) * start, one[1] + (two[1] - one[1]) * start),
                    (one[0] + (two[0] - one[0]) * end, one[1] + (two[1] - one[1]) * end),
                ],
                1.3,
                "#0a5962",
            )
    here = rng.randrange(len(marks))
    for index, (x, y) in enumerate(marks):
        colour = ORANGE if index == here else "#0a5962"
        canvas.path(f"M{x} {y + 9}c-9-10-6-16 0-16c6 0 9 6 0 16z", colour)
        canvas.circle(x, y - 1.4, 2, PAPER)
    canvas.frame(26, 10, 268, 120, 4, INK)
    for x in (62, 256):
        draw_seated(canvas, rng, x + rng.uniform(-10, 10), 184, 112)
    if rng.random() < 0.6:
        draw_seated(canvas, rng, 160 + rng.uniform(-14, 14), 186, 92)


def desk(canvas: Canvas, light: Light, rng: Random) -> None:
    """A desk from above: papers, a laptop, a cup, marks of work."""
    canvas.rect(0, 0, 320, 180, rng.choice(("#1f5a60", "#2c767b", "#cf8f50", "#123c43")))
    canvas.poly([(36, 40), (152, 26), (166, 140), (50, 154)], PAPER)
    for line in range(8):
        x, y, length = 55 + line * 1.3, 60 + line * 10.2, rng.uniform(46, 82)
        rise = length * 0.12
        canvas.poly([(x, y), (x + length, y - rise), (x + length, y - rise + 2.4), (x, y + 2.4)], "#93cdc9")
    canvas.poly([(53, 46), (112, 39), (113, 44), (54, 51)], "#0a5962")
    x = rng.uniform(180, 196)
    canvas.rect(x, 40, 112, 72, INK)
    for edge, colour in zip((0, 0.4, 0.66, 0.84), light.sky, strict=True):
        canvas.rect(x + 4, 44 + 62 * edge, 104, 62 * (1 - edge), colour)
    draw_seated(canvas, rng, x + 56, 106, 52)
    canvas.corners(x + 12, 52, 88, 46, 9, 2, PAPER)
    canvas.poly([(x - 6, 112), (x + 118, 112), (x + 126, 152), (x - 14, 152)], "#d9e5e2")
    for row in range(3):
        for key in range(10):
            canvas.rect(x + 3 - row * 2 + key * (10.8 + row * 0.4), 117 + row * 7.4, 8.4, 5.2, "#39666c")
    canvas.rect(x + 36, 141, 40, 8, "#b3c7c8")
    canvas.circle(164, 162, 17, "#0b2125")
    canvas.circle(164, 162, 13.5, "#8a4a1c")
    for note, place in enumerate(((14, 152), (22, 12), (288, 8))):
        canvas.rect(*place, 24, 24, _NOTES[(note + rng.randrange(5)) % 5])
    canvas.line([(96, 166), (136, 148)], 3.4, ORANGE)


def studio(canvas: Canvas, light: Light, rng: Random) -> None:
    """The studio of a live stream: two at a table, a camera before them."""
    canvas.rect(0, 0, 320, 180, "#0b2e36")
    for panel in range(8):
        canvas.rect(panel * 40, 0, 38, 132, "#15444c" if panel % 2 else "#123c43")
    draw_sky_panel(canvas, light, rng)
    draw_seated(canvas, rng, 112, 148, 100)
    draw_seated(canvas, rng, 212, 148, 100)
    canvas.poly([(60, 138), (264, 138), (250, 180), (74, 180)], "#d9ebdf")
    canvas.poly([(60, 138), (264, 138), (262, 144), (62, 144)], ORANGE)
    for x in (126, 198):
        canvas.line([(x, 138), (x, 120)], 1.6, INK)
        canvas.ellipse(x, 117, 3.4, 5, INK)
    camera = rng.choice((26, 272))
    canvas.line([(camera, 180), (camera, 118)], 5, INK)
    canvas.rect(camera - 20, 92, 42, 28, INK)
    canvas.circle(camera + (14 if camera < 160 else -12), 106, 9, "#2c767b")
    canvas.circle(camera + (14 if camera < 160 else -12), 106, 4.5, "#93cdc9")
    canvas.circle(camera, 96.5, 2, "#ff6b57")


def draw_sky_panel(canvas: Canvas, light: Light, rng: Random) -> None:
    """A backdrop screen with the hour's sky and a city line."""
    for edge, colour in zip((0, 0.4, 0.66, 0.84), light.sky, strict=True):
        canvas.rect(70, 18 + 64 * edge, 184, 64 * (1 - edge), colour)
    x = 70.0
    while x < 250:
        width = min(rng.uniform(8, 18), 254 - x)
        height = rng.uniform(6, 30)
        canvas.rect(x, 82 - height, width, height, light.far)
        x += width + rng.uniform(0, 5)
    canvas.frame(66, 14, 192, 72, 4, INK)
