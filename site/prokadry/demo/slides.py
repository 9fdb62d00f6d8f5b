"""Slides of a lecture: a film frame with viewfinder corners, the chapter's points and its speaker."""

import zlib

from PIL import Image, ImageDraw

from prokadry.demo.lettering import get_face
from prokadry.demo.portraits import draw_portrait
from prokadry.demo.specs import Chapter, LectureSpec, Speaker

SIZE = (1280, 720)

_FILM, _HOLE, _UNSEEN, _HATCH = "#061518", "#22393d", "#0a262b", "#3b636a"
_PAPER, _MUTED, _SEEN, _NOW = "#eef5f4", "#b3c7c8", "#a9dcd7", "#ff9f2e"
_GROUNDS = ("#0f3d43", "#123c43", "#0d343b", "#134248", "#0b3a40")
_LEFT, _TEXT_WIDTH = 88, 690
_ASIDE, _ASIDE_WIDTH = 872, 304
_STRIP_TOP, _STRIP_HEIGHT = 580, 44
_MAX_HEADING_LINES = 3
_LEAST_POINT = 20


def draw_title(lecture: LectureSpec) -> Image.Image:
    """The opening slide: the lecture's title, its course and its speaker."""
    image, pen = _draw_frame(lecture)
    size = 60 if len(lecture.title) <= 70 else 50
    face = get_face(size, 800)
    lines = face.wrap(lecture.title, _TEXT_WIDTH + 20)
    y = 360 - (len(lines) - 1) * size * 0.58
    for line in lines:
        face.draw(pen, (_LEFT, y), line, _PAPER)
        y += size * 1.16
    y = 560
    for line in get_face(26, 500).wrap(lecture.course, _TEXT_WIDTH):
        get_face(26, 500).draw(pen, (_LEFT, y), line, _MUTED)
        y += 36
    _draw_speaker(image, pen, lecture.speaker, top=196)
    return image


def draw_chapter(lecture: LectureSpec, number: int, shown: int) -> Image.Image:
    """The slide of a chapter (numbered from 0) with its first `shown` points."""
    chapter = lecture.chapters[number]
    image, pen = _draw_frame(lecture)
    _draw_counter(pen, number, len(lecture.chapters))
    y = _draw_heading(pen, chapter)
    _draw_points(pen, chapter, shown, y)
    _draw_speaker(image, pen, chapter.speaker, top=156)
    share = shown / max(1, len(chapter.bullets))
    _draw_strip(pen, number, len(lecture.chapters), share)
    return image


def _draw_frame(lecture: LectureSpec) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", SIZE, _FILM)
    pen = ImageDraw.Draw(image)
    for x in range(10, SIZE[0], 40):
        for y in (12, SIZE[1] - 26):
            pen.rounded_rectangle((x, y, x + 20, y + 13), 3, fill=_HOLE)
    ground = _GROUNDS[zlib.crc32(lecture.course.encode()) % len(_GROUNDS)]
    pen.rectangle((20, 38, SIZE[0] - 21, SIZE[1] - 39), fill=ground)
    _draw_corners(pen, (44, 62, SIZE[0] - 45, SIZE[1] - 63), 34, 4, _PAPER)
    light, bold = get_face(26, 400), get_face(26, 800)
    light.draw(pen, (_LEFT, 118), "Про", _PAPER)
    bold.draw(pen, (_LEFT + light.width("Про"), 118), "Кадры", _PAPER)
    return image, pen


def _draw_corners(
    pen: ImageDraw.ImageDraw, box: tuple[int, int, int, int], arm: int, stroke: int, colour: str
) -> None:
    left, top, right, bottom = box
    reach, thick = arm - 1, stroke - 1
    for x, to_x, edge_x in ((left, left + reach, left + thick), (right - reach, right, right)):
        for y, edge_y in ((top, top + thick), (bottom - thick, bottom)):
            pen.rectangle((x, y, to_x, edge_y), fill=colour)
        for y, to_y in ((top, top + reach), (bottom - reach, bottom)):
            pen.rectangle((edge_x - thick, y, edge_x, to_y), fill=colour)


def _draw_counter(pen: ImageDraw.ImageDraw, number: int, total: int) -> None:
    light, bold = get_face(24, 400), get_face(24, 800)
    parts = ((light, "Глава ", _MUTED), (bold, f"{number + 1:02d}", _NOW), (light, f"/{total:02d}", _MUTED))
    x = _ASIDE + _ASIDE_WIDTH - sum(face.width(text) for face, text, _ in parts)
    for face, text, colour in parts:
        face.draw(pen, (x, 118), text, colour)
        x += face.width(text)


def _draw_heading(pen: ImageDraw.ImageDraw, chapter: Chapter) -> float:
    size = 46
    while len(get_face(size, 750).wrap(chapter.heading, _TEXT_WIDTH)) > _MAX_HEADING_LINES:
        size -= 4
    face = get_face(size, 750)
    y = 150 + size
    for line in face.wrap(chapter.heading, _TEXT_WIDTH):
        face.draw(pen, (_LEFT, y), line, _PAPER)
        y += round(size * 1.14)
    return y


def _draw_points(pen: ImageDraw.ImageDraw, chapter: Chapter, shown: int, top: float) -> None:
    size = 28
    while size > _LEAST_POINT and top + _points_height(chapter, size) > _STRIP_TOP - 24:
        size -= 1
    face = get_face(size, 450)
    y = top + 26
    for index, point in enumerate(chapter.bullets):
        visible = index < shown
        _draw_film(pen, (_LEFT, round(y) - 20, _LEFT + 25, round(y) - 3), seen=visible)
        for line in face.wrap(point, _TEXT_WIDTH - 44):
            if visible:
                face.draw(pen, (_LEFT + 44, y), line, _PAPER)
            y += size * 1.32
        y += 13


def _points_height(chapter: Chapter, size: int) -> float:
    face = get_face(size, 450)
    lines = sum(len(face.wrap(point, _TEXT_WIDTH - 44)) for point in chapter.bullets)
    return lines * size * 1.32 + 13 * (len(chapter.bullets) - 1)


def _draw_film(pen: ImageDraw.ImageDraw, box: tuple[int, int, int, int], *, seen: bool) -> None:
    """A frame of film: developed, or hatched as not yet seen."""
    left, top, right, bottom = box
    if seen:
        pen.rectangle(box, fill=_SEEN)
        return
    pen.rectangle(box, fill=_UNSEEN)
    height = bottom - top
    for x in range(left, right + height, 8):
        low, high = (
            (max(left, x - height), min(bottom, top + x - left)),
            (min(right, x), max(top, top + x - right)),
        )
        pen.line((low, high), fill=_HATCH, width=2)


def _draw_speaker(image: Image.Image, pen: ImageDraw.ImageDraw, speaker: Speaker, top: int) -> None:
    portrait = draw_portrait(0, traits=speaker.portrait, size=_ASIDE_WIDTH - 28)
    image.paste(portrait, (_ASIDE + 14, top + 14))
    _draw_corners(pen, (_ASIDE, top, _ASIDE + _ASIDE_WIDTH - 1, top + _ASIDE_WIDTH - 1), 26, 3, _PAPER)
    y = top + _ASIDE_WIDTH + 38
    for line in get_face(26, 700).wrap(speaker.full_name, _ASIDE_WIDTH + 10):
        get_face(26, 700).draw(pen, (_ASIDE, y), line, _PAPER)
        y += 32
    for line in get_face(20, 400).wrap(speaker.position, _ASIDE_WIDTH + 10)[:3]:
        get_face(20, 400).draw(pen, (_ASIDE, y), line, _MUTED)
        y += 27


def _draw_strip(pen: ImageDraw.ImageDraw, number: int, total: int, share: float) -> None:
    gap = 8
    width = (_TEXT_WIDTH - gap * (total - 1)) / total
    for index in range(total):
        left = round(_LEFT + index * (width + gap))
        right, bottom = round(left + width), _STRIP_TOP + _STRIP_HEIGHT
        _draw_film(pen, (left, _STRIP_TOP, right, bottom), seen=index < number)
        if index == number:
            pen.rectangle((left, _STRIP_TOP, round(left + width * share), bottom), fill=_SEEN)
            _draw_corners(pen, (left - 5, _STRIP_TOP - 5, right + 5, bottom + 5), 14, 3, _NOW)
        pen.rectangle((left + 4, bottom - 23, left + 34, bottom - 3), fill=_FILM)
        get_face(16, 700).draw(pen, (left + 9, bottom - 8), f"{index + 1:02d}", "#ffb454")
