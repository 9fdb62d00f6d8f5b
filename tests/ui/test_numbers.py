from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from prokadry.ui.numbers import format_iso_duration, format_pct, format_share, format_timecode

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0:00"), (59.9, "0:59"), (2480, "41:20"), (3600, "1:00:00"), (3723, "1:02:03"), (-5, "0:00")],
)
def test_timecode(seconds, shown):
    assert format_timecode(seconds) == shown


@given(st.integers(0, 10**6))
def test_timecode_loses_nothing(seconds):
    total = 0
    for part in format_timecode(seconds).split(":"):
        total = total * 60 + int(part)
    assert total == seconds


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "PT0S"), (2480, "PT41M20S"), (3600, "PT1H"), (3723, "PT1H2M3S")]
)
def test_iso_duration(seconds, shown):
    assert format_iso_duration(seconds) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (86.4, "86,4"),
        (86.49, "86,4"),
        (74.99, "74,9"),
        (100, "100"),
        (75.0, "75"),
        (0, "0"),
        (Decimal("33.3333"), "33,3"),
    ],
)
def test_percent_is_rounded_down(value, shown):
    with translation.override("ru"):
        assert format_pct(value) == f"{shown}{NBSP}%"


def test_share_is_a_percent():
    with translation.override("ru"):
        assert format_share(0.864) == f"86,4{NBSP}%"
        assert format_share(0.29) == f"29{NBSP}%"


def test_nothing_to_count_is_neither_0_nor_100():
    assert format_pct(None) == "—"
    assert format_share(None) == "—"
