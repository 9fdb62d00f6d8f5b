from itertools import pairwise

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from prokadry.ui import film

TOTAL = st.integers(1, 7200)
RANGES = st.lists(st.tuples(st.integers(-50, 8000), st.integers(-50, 8000)), max_size=20)
SEEN = [(0, 850), (990, 2620)]


def covered(ranges):
    return {second for start, end in ranges for second in range(int(start), int(end))}


@given(TOTAL, RANGES)
def test_normal_ranges_cover_the_same_seconds_in_order(total, ranges):
    normal = film.normalize_ranges(ranges, total)
    assert covered(normal) == {s for s in covered(ranges) if 0 <= s < total}
    flat = [edge for piece in normal for edge in piece]
    assert flat == sorted(set(flat))


@given(TOTAL, RANGES)
def test_seen_and_missing_make_the_whole(total, ranges):
    seen, missing = covered(film.normalize_ranges(ranges, total)), covered(film.missing_ranges(ranges, total))
    assert not seen & missing
    assert seen | missing == set(range(total))


@given(TOTAL, RANGES)
def test_sheet_exposes_exactly_the_credited_seconds(total, ranges):
    sheet = film.draw_sheet(total, ranges)
    drawn_s = sum(rect.width for frame in sheet.frames for rect in frame.seen) * sheet.frame_s / 60
    assert drawn_s == pytest.approx(
        len(covered(film.normalize_ranges(ranges, total))), abs=0.05 * len(sheet.frames)
    )


@given(TOTAL, RANGES, st.none() | st.floats(-10, 9000))
def test_strip_stays_inside_its_film(total, ranges, head):
    strip = film.draw_strip(total, ranges, head=head)
    rects = [*strip.seen, *strip.cuts, *([strip.head] if strip.head else [])]
    assert all(rect.x >= -0.01 and rect.x + rect.width <= total + 0.02 for rect in rects)
    assert len(strip.cuts) == film.STRIP_FRAMES - 1


@given(TOTAL, RANGES)
def test_cells_of_a_letter_fill_the_line(total, ranges):
    cells = film.draw_cells(total, ranges)
    assert sum(cell.width for cell in cells) == pytest.approx(100, abs=0.02 * max(len(cells), 1))
    assert all(first.is_seen != second.is_seen for first, second in pairwise(cells))


@pytest.mark.parametrize(
    ("total_s", "frame_s", "frames"),
    [
        (80, 5, 16),
        (150, 5, 30),
        (600, 15, 40),
        (601, 60, 11),
        (52 * 60, 60, 52),
        (3600, 60, 60),
        (3601, 120, 31),
        (7200, 120, 60),
        (5 * 3600, 300, 60),
        (20 * 3600, 600, 120),
    ],
)
def test_a_frame_is_a_minute_from_ten_minutes_to_an_hour(total_s, frame_s, frames):
    sheet = film.draw_sheet(total_s, [])
    assert (sheet.frame_s, len(sheet.frames)) == (frame_s, frames)


def test_sheet_numbers_every_tenth_frame_in_minutes():
    assert [frame.label for frame in film.draw_sheet(3000, []).frames if frame.label] == [
        "00",
        "10",
        "20",
        "30",
        "40",
    ]
    assert [frame.label for frame in film.draw_sheet(5400, []).frames if frame.label] == [
        "00",
        "20",
        "40",
        "60",
        "80",
    ]


def test_short_frames_are_numbered_by_time_codes():
    sheet = film.draw_sheet(80, [])
    assert [frame.label for frame in sheet.frames if frame.label] == ["0:00", "0:50"]
    with translation.override("ru"):
        assert sheet.scale_words == "Один кадр — 5 секунд."
        assert film.draw_sheet(1200, []).scale_words == "Один кадр — 1 минута."


def test_playhead_stands_in_its_own_frame():
    frames = film.draw_sheet(3120, SEEN, head=2611).frames
    assert [index for index, frame in enumerate(frames) if frame.head] == [43]
    assert film.draw_strip(3120, SEEN, head=2611).head.x == 2611


def test_course_is_cut_into_its_activities():
    strip = film.draw_strip(840, [(0, 480)], cuts=7)
    assert len(strip.cuts) == 6
    assert strip.cuts[0].x == pytest.approx(120 - 1.2)


@pytest.mark.parametrize(
    ("percent", "bar"),
    [
        (None, None),
        (0, None),
        (100, film.Rect(0, 100)),
        (97.5, film.Rect(2.5, 97.5)),
        (130, film.Rect(0, 100)),
    ],
)
def test_presence_grows_from_below(percent, bar):
    assert film.draw_stream(percent) == bar


def test_credit_in_words():
    with translation.override("ru"):
        assert (
            film.describe_credit(SEEN, 3120) == "Засчитано 41:20 из 52:00: с 0:00 по 14:10 и с 16:30 по 43:40"
        )
        assert film.describe_credit([], 3120) == "Пока ничего не засчитано из 52:00"
        assert film.describe_ranges([(0, 60), (120, 180), (240, 300)], 300) == (
            "с 0:00 по 1:00, с 2:00 по 3:00 и с 4:00 по 5:00"
        )


def test_what_need_not_be_watched_is_drawn_and_said_apart():
    excluded = [(0, 90), (3100, 4000)]
    frames = film.draw_sheet(3120, [(90, 180)], excluded=excluded).frames
    assert [frame.skipped for frame in frames[:2]] == [[film.Rect(0, 60)], [film.Rect(0, 30)]]
    assert frames[51].skipped == [film.Rect(40, 20)]
    assert film.draw_strip(3120, [], excluded=excluded).skipped == [film.Rect(0, 90), film.Rect(3100, 20)]
    with translation.override("ru"):
        assert film.describe_credit([(90, 180)], 3120, excluded=excluded) == (
            "Засчитано 1:30 из 50:10: с 1:30 по 3:00; не нужно смотреть: с 0:00 по 1:30 и с 51:40 по 52:00"
        )
