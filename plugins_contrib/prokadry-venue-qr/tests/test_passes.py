"""Passes: what is read of them, for how long, and what is no pass."""

from datetime import timedelta

import pytest
from django.core.signing import Signer
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st
from prokadry_venue_qr.domain.passes import ExpiredPass, NoPass, Pass, read_pass, sign_pass

from tests.factories import NOW

SECOND = timedelta(seconds=1)


def drawn() -> str:
    return sign_pass(participant_id=7, activity_id=3, now=NOW)


@pytest.mark.parametrize("text", ["{}", " {} ", "https://prokadry.example/p/venue_qr/c/{}/"])
def test_a_pass_is_read_bare_or_as_the_address_it_is_shown_as(text: str) -> None:
    assert read_pass(text.format(drawn()), now=NOW) == Pass(7, 3, NOW)


@pytest.mark.parametrize(
    ("after_s", "refusal"),
    [(64, None), (65, ExpiredPass), (86_400, ExpiredPass), (-5, None), (-6, NoPass)],
)
def test_the_life_of_a_pass(after_s: int, refusal: type[Exception] | None) -> None:
    if refusal is None:
        assert read_pass(drawn(), now=NOW + after_s * SECOND).participant_id == 7
        return
    with pytest.raises(refusal):
        read_pass(drawn(), now=NOW + after_s * SECOND)


@given(st.one_of(st.text(), st.none(), st.integers(), st.binary()))
def test_anything_else_is_no_pass(text: object) -> None:
    with pytest.raises(NoPass):
        read_pass(text, now=NOW)


@given(st.integers(min_value=0), st.characters(categories=["Lu", "Ll", "Nd"]))
def test_forger_changes_any_character(place: int, letter: str) -> None:
    token = drawn()
    place %= len(token)
    forged = token[:place] + letter + token[place + 1 :]
    if forged == token:
        return
    with pytest.raises(NoPass):
        read_pass(forged, now=NOW)


def test_forger_signs_with_another_purpose_of_the_same_secret() -> None:
    with pytest.raises(NoPass):
        read_pass(Signer(salt="something.else", sep=".").sign("7-3-0"), now=NOW)


def test_a_pass_outlives_a_change_of_the_secret() -> None:
    with override_settings(SECRET_KEY="old"):
        token = drawn()
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=["old"]):
        assert read_pass(token, now=NOW).participant_id == 7
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=[]), pytest.raises(NoPass):
        read_pass(token, now=NOW)
