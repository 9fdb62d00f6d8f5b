from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.domain.evidence.codes import check_in_code, code_is_valid

SECRET = b"a secret"
CHECKPOINT = UUID("6d9c0f63-7a1c-4e43-9ad4-4d0a3a6b6f11")
MINUTE = 29_772_720
AT_S = MINUTE * 60


def code_at(at_s, *, stream=9, checkpoint=CHECKPOINT):
    return check_in_code(SECRET, stream=stream, checkpoint=checkpoint, minute=at_s // 60)


def accepts(code, at_s):
    return code_is_valid(code, SECRET, stream=9, checkpoint=CHECKPOINT, at_s=at_s)


def test_a_code_is_six_digits_with_leading_zeros():
    codes = [check_in_code(SECRET, stream=9, checkpoint=1, minute=minute) for minute in range(2000)]
    assert {len(code) for code in codes} == {6}
    assert all(code.isascii() and code.isdigit() for code in codes)
    assert any(code.startswith("0") for code in codes)
    assert len(set(codes)) > 1990


def test_a_code_typed_late_within_two_minutes_is_accepted():
    shown_s = AT_S + 59
    assert [accepts(code_at(shown_s), shown_s + late_s) for late_s in (0, 1, 60, 120)] == [True] * 4


def test_a_code_relayed_after_three_minutes_is_refused():
    assert not accepts(code_at(AT_S), AT_S + 180)
    assert accepts(code_at(AT_S), AT_S + 179)


def test_a_code_of_a_coming_minute_is_refused():
    assert not accepts(code_at(AT_S + 60), AT_S + 59)


def test_a_code_is_worth_nothing_elsewhere():
    other = UUID("00000000-0000-0000-0000-000000000001")
    assert not accepts(code_at(AT_S, stream=8), AT_S)
    assert not accepts(code_at(AT_S, checkpoint=other), AT_S)
    assert not code_is_valid(code_at(AT_S), b"other", stream=9, checkpoint=CHECKPOINT, at_s=AT_S)


def test_only_six_ascii_digits_can_be_a_code():
    code = code_at(AT_S)
    eastern = "".join(chr(ord("٠") + int(digit)) for digit in code)
    for wrong in (eastern, f" {code}", f"{code}\n", code[:5], f"{code}0", "", None, int(code), [code], True):
        assert not accepts(wrong, AT_S)


@given(st.one_of(st.text(max_size=8), st.from_regex(r"[0-9]{6}", fullmatch=True)))
def test_any_answer_gets_a_verdict(code):
    assert accepts(code, AT_S) == (code in {code_at(AT_S - late_s) for late_s in (0, 60, 120)})


@pytest.mark.parametrize("at_s", [0, 59, 60])
def test_the_first_minutes_of_time_have_codes_too(at_s):
    assert accepts(code_at(at_s), at_s)
