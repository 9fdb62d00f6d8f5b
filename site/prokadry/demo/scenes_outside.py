"""Scenes under the sky: houses, roads, water and hills at one hour of the day."""

import math
from random import Random

from prokadry.demo.canvas import Canvas, Point
from prokadry.demo.light import INK, ORANGE, PAPER, Light, draw_reflection, draw_sky
from prokadry.demo.scenery import draw_fir, draw_tree, draw_walker, draw_windows


def facade(canvas: Canvas, light: Light, rng: Random) -> None:
    """An office of government: columns or plain wings, a flagless roof, people going in."""
    draw_sky(canvas, light, rng, 150)
    canvas.wave(120, 9, rng.uniform(0, 6), 50, light.far)
    tower = rng.uniform(218, 236)
    canvas.rect(tower, rng.uniform(30, 46), 60, 112, light.far)
    draw_windows(canvas, rng, (tower + 4, 52, 52, 84), (6, 8), light, light.near)
    wall = "#1f5a60" if not light.moon else light.far
    canvas.rect(34, 58, 204, 84, wall)
    canvas.rect(28, 52, 216, 7, light.dark)
    columns = rng.random() < 0.55
    draw_windows(
        canvas, rng, (38, 64, 62 if columns else 196, 58), (4 if columns else 12, 3), light, light.near
    )
    if columns:
        draw_windows(canvas, rng, (172, 64, 62, 58), (4, 3), light, light.near)
        _draw_portico(canvas, light)
    else:
        canvas.rect(126, 106, 20, 36, light.dark)
        canvas.rect(129, 110, 14, 32, light.window)
    canvas.rect(0, 140, 320, 40, light.near)
    canvas.poly([(116, 140), (156, 140), (214, 180), (70, 180)], light.far)
    for _ in range(rng.randint(4, 7)):
        draw_walker(canvas, rng.uniform(60, 270), rng.uniform(150, 172), rng.uniform(20, 27), light.dark)
    for x in (rng.uniform(6, 22), rng.uniform(262, 300)):
        draw_tree(canvas, x, 152, rng.uniform(44, 60), light.dark, light.dark)


def _draw_portico(canvas: Canvas, light: Light) -> None:
    canvas.rect(104, 62, 64, 78, light.near)
    canvas.poly([(98, 62), (174, 62), (136, 40)], PAPER if not light.moon else light.sky[3])
    for column in range(5):
        canvas.rect(106 + column * 13.6, 64, 5.6, 74, PAPER if not light.moon else light.sky[3])
    canvas.rect(100, 136, 72, 6, light.dark)


def campus(canvas: Canvas, light: Light, rng: Random) -> None:
    """A university: a tower with a clock, long wings, trees and students on the paths."""
    draw_sky(canvas, light, rng, 150)
    canvas.wave(124, 8, rng.uniform(0, 6), 40, light.far)
    middle = rng.uniform(140, 190)
    wall = "#2a666b" if not light.moon else light.far
    for side in (-1, 1):
        left = middle - 104 if side < 0 else middle + 24
        canvas.rect(left, 84, 80, 60, wall)
        canvas.rect(left - 3, 80, 86, 5, light.dark)
        draw_windows(canvas, rng, (left + 4, 88, 72, 50), (7, 3), light, light.near)
    canvas.rect(middle - 24, 44, 48, 100, light.near)
    canvas.poly([(middle - 28, 44), (middle + 28, 44), (middle, 18)], light.dark)
    canvas.rect(middle - 0.8, 8, 1.6, 14, light.dark)
    canvas.circle(middle, 60, 9, PAPER)
    canvas.line([(middle, 60), (middle, 54.5)], 1.2, INK)
    canvas.line([(middle, 60), (middle + 4, 62)], 1.2, INK)
    draw_windows(canvas, rng, (middle - 20, 74, 40, 44), (4, 3), light, light.far)
    canvas.rect(middle - 7, 122, 14, 22, light.window)
    canvas.rect(0, 142, 320, 38, light.near)
    canvas.poly([(middle - 8, 142), (middle + 8, 142), (middle + 60, 180), (middle - 70, 180)], light.far)
    for x in (12, 38, 286, 308):
        draw_tree(
            canvas,
            x + rng.uniform(-6, 6),
            154,
            rng.uniform(46, 66),
            rng.choice((light.dark, light.near)),
            light.dark,
        )
    for _ in range(rng.randint(5, 8)):
        draw_walker(
            canvas, middle + rng.uniform(-110, 110), rng.uniform(152, 174), rng.uniform(18, 25), light.dark
        )


def city(canvas: Canvas, light: Light, rng: Random) -> None:
    """Towers by the water towards evening, doubled in the river."""
    draw_sky(canvas, light, rng, 140)
    for depth, colour in ((0, light.far), (1, light.near)):
        x = rng.uniform(-20, 0)
        while x < 320:
            width, height = rng.uniform(16, 34), rng.uniform(34, 92) * (1 - depth * 0.32)
            canvas.rect(x, 128 - height, width, height, colour)
            if rng.random() < 0.3:
                canvas.poly(
                    [(x, 128 - height + 0.5), (x + width, 128 - height + 0.5), (x + width, 120 - height)],
                    colour,
                )
            if rng.random() < 0.25:
                canvas.rect(x + width / 2 - 0.7, 114 - height, 1.4, 14, colour)
            if depth or rng.random() < 0.5:
                pane = light.near if not depth else light.dark
                draw_windows(
                    canvas,
                    rng,
                    (x + 2, 132 - height, width - 4, height - 6),
                    (max(2, int(width / 7)), max(2, int(height / 10))),
                    light,
                    pane,
                )
            x += width + rng.uniform(1, 9)
    canvas.rect(0, 126, 320, 6, light.dark)
    canvas.rect(0, 132, 320, 48, light.far)
    for _ in range(5):
        draw_reflection(
            canvas,
            rng,
            rng.uniform(20, 300),
            rng.uniform(136, 150),
            168,
            light.glow if not light.moon else light.window,
        )
    canvas.poly([(0, 180), (0, 164), (120, 170), (210, 180)], light.dark)
    for x in (18, 30, 62):
        draw_walker(canvas, x, 172, 24, INK)


def bridge(canvas: Canvas, light: Light, rng: Random) -> None:
    """A cable-stayed bridge over a strait."""
    sun = rng.uniform(130, 210)
    draw_sky(canvas, light, rng, 132, sun)
    canvas.wave(124, 14, rng.uniform(0, 6), 46, light.far)
    canvas.rect(0, 132, 320, 48, light.near)
    draw_reflection(canvas, rng, sun, 140, 166, light.glow)
    shift = rng.uniform(-16, 16)
    for pylon in (92 + shift, 236 + shift):
        for leg in (-7, 7):
            canvas.line([(pylon + leg, 172), (pylon + leg * 0.1, 34)], 4, INK)
        canvas.rect(pylon - 4, 96, 8, 3, INK)
        for cable in range(8):
            for side in (-1, 1):
                canvas.line([(pylon, 42 + cable * 6.5), (pylon + side * (10 + cable * 8.6), 131)], 1, INK)
    canvas.rect(0, 130, 320, 5, INK)
    for lamp in range(24):
        canvas.rect(lamp * 14 + 4, 128.4, 1.8, 1.8, light.window)
    for _ in range(rng.randint(1, 2)):
        _draw_boat(canvas, light, rng.uniform(20, 280), rng.uniform(150, 166))
    canvas.poly([(0, 180), (0, 158), (40, 166), (92, 180)], light.dark)


def _draw_boat(canvas: Canvas, light: Light, x: float, y: float) -> None:
    canvas.poly([(x - 16, y), (x + 18, y), (x + 12, y + 6), (x - 12, y + 6)], light.dark)
    canvas.rect(x - 8, y - 5, 14, 5, PAPER)
    canvas.rect(x - 2, y - 9, 5, 4, light.window)


def train(canvas: Canvas, light: Light, rng: Random) -> None:
    """A train crossing the country, with poles, hills and woods."""
    draw_sky(canvas, light, rng, 132)
    canvas.wave(112, 16, rng.uniform(0, 6), 58, light.far)
    canvas.wave(126, 8, rng.uniform(0, 6), 30, light.near)
    for _ in range(rng.randint(8, 16)):
        draw_fir(canvas, rng.uniform(0, 320), 130, rng.uniform(18, 34), light.near)
    canvas.rect(0, 130, 320, 50, light.dark)
    start, cars = rng.uniform(-44, -8), rng.choice((2, 3))
    end = start + cars * 66
    canvas.path(f"M{end} 100h26c22 0 36 14 40 34h-66z", PAPER)
    canvas.path(f"M{end + 26} 107h4c12 0 20 5 25 12h-29z", INK)
    for car in range(cars):
        x = start + car * 66
        canvas.rect(x, 100, 64.5, 34, PAPER)
        for window in range(5):
            canvas.rect(x + 6 + window * 11, 107, 8, 9, INK if rng.random() < 0.55 else light.window)
        canvas.rect(x, 122, 64.5, 12, "#0a5962")
    canvas.path(f"M{end} 122h61c3 4 4 8 5 12h-66z", "#0a5962")
    canvas.rect(0, 136, 320, 2.6, "#8a5f4a")
    canvas.rect(0, 146, 320, 3.4, "#b9723c")
    for sleeper in range(-1, 30):
        x = sleeper * 12
        canvas.poly([(x + 6, 134.5), (x + 9, 134.5), (x + 3, 152), (x - 1, 152)], "#41646a")
    for pole in range(5):
        x = pole * 84 + 18
        canvas.rect(x, 56, 2, 78, light.dark)
        canvas.rect(x - 8, 62, 18, 1.6, light.dark)
    canvas.line([(0, 66), (320, 66)], 0.8, light.dark)


def port(canvas: Canvas, light: Light, rng: Random) -> None:
    """A river port: cranes, stacked boxes and a barge."""
    sun = rng.uniform(60, 260)
    draw_sky(canvas, light, rng, 126, sun)
    canvas.wave(114, 8, rng.uniform(0, 6), 52, light.far)
    canvas.rect(0, 124, 320, 56, light.far)
    draw_reflection(canvas, rng, sun, 136, 160, light.glow)
    for x in (rng.uniform(30, 70), rng.uniform(120, 160), rng.uniform(220, 270)):
        _draw_crane(canvas, light.dark, x, 124, rng.uniform(64, 88), rng.choice((-1, 1)))
    canvas.rect(0, 120, 320, 7, light.near)
    boxes = ("#0a5962", "#cf8f50", "#d9ebdf", "#2f7f83", ORANGE)
    for row in range(3):
        x = 6.0 + row * 5
        while x < 150 - row * 34:
            canvas.rect(x, 111 - row * 9, 19, 8.4, rng.choice(boxes))
            x += 20
    left = rng.uniform(120, 170)
    canvas.poly([(left, 146), (left + 150, 146), (left + 138, 160), (left + 10, 160)], light.dark)
    for box in range(5):
        canvas.rect(left + 16 + box * 20, 138, 19, 8.4, rng.choice(boxes))
        if rng.random() < 0.5:
            canvas.rect(left + 16 + box * 20, 129.4, 19, 8.4, rng.choice(boxes))
    canvas.rect(left + 120, 126, 18, 20, PAPER)
    canvas.rect(left + 123, 130, 12, 5, INK)
    canvas.wave(176, 3, rng.uniform(0, 6), 36, light.near)


def _draw_crane(canvas: Canvas, colour: str, x: float, ground: float, height: float, way: int) -> None:
    for leg in (-8, 8):
        canvas.line([(x + leg, ground), (x + leg * 0.4, ground - height * 0.5)], 2.6, colour)
    canvas.rect(x - 5, ground - height * 0.62, 12, height * 0.14, colour)
    tip: Point = (x + way * 46, ground - height)
    canvas.line([(x, ground - height * 0.55), tip], 2.4, colour)
    canvas.line(
        [(x - way * 6, ground - height * 0.62), (x + way * 4, ground - height * 0.92), tip], 1.2, colour
    )
    canvas.line([tip, (tip[0], ground - height * 0.52)], 0.9, colour)
    canvas.rect(tip[0] - 4, ground - height * 0.52, 8, 5, colour)


def mountains(canvas: Canvas, light: Light, rng: Random) -> None:
    """Snowy ranges over a village."""
    draw_sky(canvas, light, rng, 140)
    for depth, colour in ((0, light.far), (1, light.near)):
        x = -30.0
        while x < 330:
            width, top = rng.uniform(84, 134), rng.uniform(36, 66) + depth * 40
            peak = x + width * rng.uniform(0.4, 0.6)
            canvas.poly([(x - 22, 162), (peak, top), (x + width + 22, 162)], colour)
            if not depth:
                _draw_snow(
                    canvas,
                    (x - 22, 162),
                    (peak, top),
                    (x + width + 22, 162),
                    light.sky[3] if light.moon else PAPER,
                )
            x += width * 0.72
    canvas.wave(146, 7, rng.uniform(0, 6), 44, light.dark)
    for _ in range(rng.randint(12, 22)):
        draw_fir(canvas, rng.uniform(0, 320), rng.uniform(146, 154), rng.uniform(16, 32), light.dark)
    canvas.rect(0, 156, 320, 24, light.dark)
    for _ in range(rng.randint(6, 10)):
        x, y = rng.uniform(70, 250), rng.uniform(150, 168)
        _draw_cottage(canvas, light, x, y)


def _draw_snow(canvas: Canvas, left: Point, peak: Point, right: Point, colour: str) -> None:
    def along(end: Point, share: float) -> Point:
        return peak[0] + (end[0] - peak[0]) * share, peak[1] + (end[1] - peak[1]) * share

    one, two = along(left, 0.3), along(right, 0.3)
    width = two[0] - one[0]
    canvas.poly(
        [
            one,
            peak,
            two,
            (one[0] + width * 0.72, one[1] - 5),
            (one[0] + width * 0.5, one[1] + 5),
            (one[0] + width * 0.28, one[1] - 5),
        ],
        colour,
    )


def _draw_cottage(canvas: Canvas, light: Light, x: float, y: float) -> None:
    canvas.rect(x, y, 13, 8, light.far)
    canvas.poly([(x - 2, y + 0.4), (x + 15, y + 0.4), (x + 6.5, y - 6.5)], INK)
    canvas.rect(x + 3, y + 2.4, 2.6, 3, light.window)
    canvas.rect(x + 8, y + 2.4, 2.6, 3, light.window)


def coast(canvas: Canvas, light: Light, rng: Random) -> None:
    """A lighthouse on a headland over a bay."""
    sun = rng.uniform(50, 170)
    draw_sky(canvas, light, rng, 118, sun)
    canvas.wave(112, 10, rng.uniform(0, 6), 60, light.far)
    canvas.rect(0, 116, 320, 64, light.far)
    draw_reflection(canvas, rng, sun, 124, 160, light.glow)
    for _ in range(8):
        canvas.rect(rng.uniform(0, 250), rng.uniform(122, 164), rng.uniform(10, 34), 1.1, light.sky[1])
    canvas.path("M160 180c20-34 62-52 160-54v54z", light.near)
    canvas.path("M210 180c24-22 60-30 110-30v30z", light.dark)
    x = rng.uniform(244, 276)
    canvas.poly([(x - 11, 138), (x + 11, 138), (x + 7, 62), (x - 7, 62)], PAPER)
    for band in (0.18, 0.62):
        top = 62 + 76 * band
        half, low = 7 + 4 * band, 7 + 4 * (band + 0.2)
        canvas.poly([(x - half, top), (x + half, top), (x + low, top + 15), (x - low, top + 15)], "#0a5962")
    canvas.rect(x - 10, 58, 20, 4, INK)
    canvas.rect(x - 5, 47, 10, 11, light.window)
    canvas.poly([(x - 8, 47.4), (x + 8, 47.4), (x, 37)], INK)
    canvas.rect(x + 16, 124, 24, 14, light.far)
    canvas.poly([(x + 13, 124.4), (x + 43, 124.4), (x + 28, 114)], INK)
    _draw_boat(canvas, light, rng.uniform(30, 130), rng.uniform(136, 156))
    draw_walker(canvas, x - 26, 150, 17, INK)


def north(canvas: Canvas, light: Light, rng: Random) -> None:
    """Houses on piles, snow underfoot, smoke and the aurora's bands at night."""
    draw_sky(canvas, light, rng, 140)
    if light.moon:
        for band, colour in enumerate(("#1d5a5a", "#2f7f76")):
            phase = rng.uniform(0, 6)
            top = [(x * 8.0, 40 + band * 16 + 9 * math.sin(x / 5 + phase)) for x in range(41)]
            canvas.poly([*top, *[(x, y + 11) for x, y in reversed(top)]], colour)
    canvas.wave(122, 9, rng.uniform(0, 6), 40, light.far)
    snow = light.sky[3] if light.moon else "#d9e5e2"
    canvas.rect(0, 138, 320, 42, snow)
    x = rng.uniform(14, 40)
    while x < 270:
        width, floors = rng.uniform(46, 74), rng.randint(2, 4)
        height = floors * 14 + 6
        canvas.rect(x, 136 - height, width, height, light.near)
        canvas.rect(x - 2, 132 - height, width + 4, 5, INK)
        draw_windows(
            canvas,
            rng,
            (x + 3, 138 - height, width - 6, height - 6),
            (int(width / 11), floors),
            light,
            light.far,
        )
        for pile in range(int(width / 9)):
            canvas.rect(x + 3 + pile * 9, 136, 3, 8, INK)
        x += width + rng.uniform(14, 30)
    for _ in range(rng.randint(4, 8)):
        draw_fir(canvas, rng.uniform(0, 320), 146, rng.uniform(26, 44), light.dark)
    for _ in range(rng.randint(3, 5)):
        draw_walker(canvas, rng.uniform(40, 290), rng.uniform(158, 170), rng.uniform(20, 25), light.dark)


def fields(canvas: Canvas, light: Light, rng: Random) -> None:
    """Steppe: furrows to the horizon, an elevator, a road with a line of poles."""
    draw_sky(canvas, light, rng, 116)
    canvas.wave(112, 6, rng.uniform(0, 6), 70, light.far)
    canvas.rect(0, 114, 320, 66, light.near)
    vanish = rng.uniform(120, 210)
    for furrow in range(-10, 14):
        x = furrow * 44
        colour = light.far if furrow % 2 else "#b98445"
        if not light.moon:
            canvas.poly([(vanish, 114), (x, 180), (x + 18, 180)], colour)
    canvas.poly([(vanish - 1, 114), (vanish + 1, 114), (vanish + 46, 180), (vanish - 30, 180)], light.dark)
    left = rng.uniform(24, 60)
    for silo in range(4):
        canvas.rect(left + silo * 11, 82, 9.6, 34, "#d9ebdf" if not light.moon else light.far)
    canvas.rect(left - 16, 62, 15, 54, light.near)
    canvas.rect(left - 19, 58, 64, 5, light.dark)
    for pole in range(5):
        share = (pole + 1) / 5
        foot, size = vanish + 14 + pole * pole * 7.5 + pole * 4, 16 + 62 * share * share
        ground = 114 + 62 * share * share * 0.72
        canvas.rect(foot, ground - size, 1 + share, size, INK)
        canvas.rect(foot - 6 * share, ground - size * 0.9, 13 * share, 1 + 0.4 * share, INK)
    draw_tree(canvas, rng.uniform(250, 300), 130, 34, light.dark, light.dark)
