from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prokadry.ui.themes import read_theme, themes
from prokadry.ui.themes.checks import check_themes
from prokadry.ui.themes.contrast import contrast, find_weak
from prokadry.ui.themes.palette import palettes

from .folders import BASE_CSS, registered, write_theme

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000", "#fff", 21), ("#767676", "#ffffff", 4.54), ("#ff0000", "#ffffff", 4.0), ("#123", "#112233", 1)],
)
def test_known_ratios(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)


@given(colours, colours)
def test_the_ratio_is_symmetric_and_bounded(one: str, other: str) -> None:
    assert 1 <= contrast(one, other) == contrast(other, one) <= 21


def test_every_view_of_every_theme_is_readable() -> None:
    assert check_themes() == []
    for theme in themes:
        assert len(palettes(theme, BASE_CSS)) == 5


def test_a_pale_colour_is_named_with_its_view_and_ratio(tmp_path: Path) -> None:
    folder = write_theme(tmp_path, tokens='[tokens.light]\nink-2 = "#9aa5a6"\n')
    with registered(folder):
        found = check_themes()
    assert {message.id for message in found} == {"themes.E004"}
    assert {message.obj for message in found} == {"themes/trial"}
    assert "light: --ink-2 on --surface has a contrast of 2.53:1, 4.5:1 is needed (#9aa5a6 on #ffffff)" in [
        message.msg for message in found
    ]


def test_the_legible_version_wants_more(tmp_path: Path) -> None:
    folder = write_theme(tmp_path, tokens='[tokens.legible-light]\nkey = "#5c5c5c"\n')
    weak = {(one.view, one.over, one.needed) for one in find_weak(read_theme(folder), BASE_CSS)}
    assert ("legible-light", "key", 7) in weak
    assert {view for view, _over, _needed in weak} == {"legible-light"}


def test_what_base_sets_for_the_legible_version_wins_over_a_theme(tmp_path: Path) -> None:
    tokens = '[tokens.light]\nground = "#f0f0f0"\nnow = "#ffee00"\n'
    legible = palettes(read_theme(write_theme(tmp_path, tokens=tokens)), BASE_CSS)["legible-light"]
    assert (legible["ground"], legible["now"]) == ("#fff", "#ffee00")


def test_a_scheme_that_a_theme_does_not_have_is_not_judged(tmp_path: Path) -> None:
    tokens = '[tokens.dark]\nink = "#222222"\n'
    theme = read_theme(write_theme(tmp_path, modes='["light", "legible"]', tokens=tokens))
    assert [*find_weak(theme, BASE_CSS)] == []
