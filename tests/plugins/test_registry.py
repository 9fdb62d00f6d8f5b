"""Registries refuse what would only fail later, and name who is at fault."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.extensions import access_policies, activity_types, completion_rules
from prokadry.plugins.registry import Registry, RegistryError


@dataclass(frozen=True)
class Seam:
    key: str
    order: int = 100


def registry(*entries: Seam) -> Registry[Seam]:
    found: Registry[Seam] = Registry("tests.seams", Seam)
    for entry in entries:
        found.register(entry)
    return found


@given(st.permutations([Seam("b", 1), Seam("a", 2), Seam("c", 2), Seam("d", 9)]))
def test_order_of_registration_never_shows(entries: list[Seam]) -> None:
    assert [entry.key for entry in registry(*entries)] == ["b", "a", "c", "d"]


def test_a_taken_key_names_both() -> None:
    seams = registry(Seam("webinar"))
    with pytest.raises(RegistryError, match=r"tests\.seams.*order=7.*'webinar'.*order=100"):
        seams.register(Seam("webinar", 7))
    assert seams.get("webinar").order == 100


@pytest.mark.parametrize("key", ["", "with space", "1st", "dash-ed", "ключ!"])
def test_a_malformed_key_is_refused(key: str) -> None:
    with pytest.raises(RegistryError, match="malformed"):
        registry(Seam(key))


def test_a_stranger_is_refused() -> None:
    with pytest.raises(RegistryError, match="not a Seam"):
        registry().register("webinar")  # type: ignore[arg-type]  # that is the point


def test_what_is_missing_is_told_apart_from_what_is_there() -> None:
    seams = registry(Seam("webinar"))
    assert "webinar" in seams
    assert len(seams) == 1
    assert seams.find("quiz") is None
    with pytest.raises(RegistryError, match="no entry 'quiz'; registered: webinar"):
        seams.get("quiz")
    seams.unregister("webinar")
    with pytest.raises(RegistryError, match="registered: nothing"):
        seams.unregister("webinar")


def test_the_built_in_parts_enter_through_the_seams() -> None:
    assert [kind.key for kind in activity_types] == ["webinar", "live_stream"]
    assert {kind.rule for kind in activity_types} <= {rule.key for rule in completion_rules}
    assert [policy.key for policy in access_policies] == ["published", "assigned"]
