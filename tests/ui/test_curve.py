from prokadry.ui.curve import LEVELS, POINTS, Heat, Mark, average, draw_area, draw_heat, draw_marks


def test_an_area_spans_the_whole_width():
    assert draw_area([1.0, 0.5]) == "M0 100V0L250 0L750 50L1000 50V100Z"
    assert draw_area([]) == ""


def test_a_long_recording_is_drawn_with_few_points():
    assert draw_area([0.5] * 20_000).count("L") == POINTS + 1


def test_means_keep_the_whole():
    assert average([1, 1, 3, 3, 5], 2) == [1.0, 11 / 3]
    assert average([1, 2], 9) == [1, 2]
    assert average([], 4) == []


def test_equal_shades_are_one_stretch_and_nothing_is_not_drawn():
    heat = draw_heat([0, 0.25, 0.25, 0.9], full=0.5)
    assert heat == [Heat(250, 500, LEVELS // 2), Heat(750, 250, LEVELS)]
    assert draw_heat([0, 0], full=0.5) == []
    assert draw_heat([0.3], full=0) == []


def test_marks_lie_inside_the_drawing():
    assert draw_marks([(0, "1"), (30, "2"), (60, "3")], 60) == [Mark(500, "2")]
