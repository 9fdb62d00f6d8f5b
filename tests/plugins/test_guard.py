"""What a plugin raises stays with it, and what keeps failing is left alone for a while."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.db import connection

from prokadry.plugins import guard, health
from prokadry.plugins.discovery import Failure
from prokadry.plugins.registry import Registry, contributions, registering
from prokadry.plugins.signals import GuardedSignal


@dataclass(eq=False)
class Seam:
    """Answers, or raises what is in `raises`."""

    key: str
    order: int = 100
    raises: Exception | None = None
    takes_s: float = 0
    calls: list[int] = field(default_factory=list)

    def answer(self, number: int) -> int:
        self.calls.append(number)
        Now.s += self.takes_s
        if self.raises:
            raise self.raises
        return number


class Now:
    s = 0.0


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    Now.s = 1000.0
    monkeypatch.setattr(guard, "clock", lambda: Now.s)
    health.reset()
    guard.reset()
    yield
    health.reset()
    guard.reset()


@pytest.fixture
def seams() -> Registry[Seam]:
    return Registry("tests.guarded", Seam)


def test_an_entry_knows_the_plugin_that_was_loading(seams: Registry[Seam]) -> None:
    seams.register(Seam("own"))
    with registering("reading"):
        seams.register(Seam("page"))
    assert (seams.plugin_of("own"), seams.plugin_of("page"), seams.plugin_of("gone")) == ("", "reading", "")
    assert contributions("reading") == {"tests.guarded": ["page"]}


def test_a_plugin_turned_off_leaves_the_registry_as_it_found_it(seams: Registry[Seam]) -> None:
    own = seams.register(Seam("own"))
    with registering("reading"):
        seams.unregister("own")
        seams.register(Seam("own"))
        seams.register(Seam("page"))
    health.turn_off(Failure("reading", "ready", "why"))
    assert list(seams) == [own]
    assert seams.plugin_of("own") == ""
    assert health.failures() == [Failure("reading", "ready", "why")]
    assert health.is_off("reading")


def test_an_exception_becomes_the_default_and_is_remembered(seams: Registry[Seam]) -> None:
    with registering("reading"):
        broken = seams.register(Seam("page", raises=ValueError("no such page")))
    assert seams.call(broken, broken.answer, 1, default=-1) == -1
    assert health.faults() == [
        health.Fault("reading", "tests.guarded:page.answer", 1, "ValueError: no such page")
    ]
    broken.raises = None
    assert seams.call(broken, broken.answer, 2, default=-1) == 2
    assert health.faults() == []


def test_a_fault_of_ours_is_not_hidden(seams: Registry[Seam]) -> None:
    own = seams.register(Seam("own", raises=ValueError("ours")))
    with pytest.raises(ValueError, match="ours"):
        seams.call(own, own.answer, 1, default=-1)


def test_what_keeps_failing_is_tried_once_a_minute(seams: Registry[Seam]) -> None:
    with registering("reading"):
        broken = seams.register(Seam("page", raises=ValueError("down")))
    for number in range(20):
        assert seams.call(broken, broken.answer, number, default=-1) == -1
    assert len(broken.calls) == guard.FAILURES_TO_OPEN
    Now.s += guard.OPEN_S - 1
    seams.call(broken, broken.answer, 30, default=-1)
    Now.s += 1
    seams.call(broken, broken.answer, 31, default=-1)
    seams.call(broken, broken.answer, 32, default=-1)
    assert broken.calls[guard.FAILURES_TO_OPEN :] == [31]
    broken.raises = None
    Now.s += guard.OPEN_S
    assert [seams.call(broken, broken.answer, number, default=-1) for number in (41, 42)] == [41, 42]


def test_what_is_slow_again_and_again_is_called_no_more(seams: Registry[Seam]) -> None:
    with registering("reading"):
        slow = seams.register(Seam("page", takes_s=guard.SLOW_S + 1))
    answers = [seams.call(slow, slow.answer, number, default=-1) for number in range(7)]
    assert answers == [0, 1, 2, 3, 4, -1, -1]
    assert health.faults()[0].cause == "took 3.0 s"


@pytest.mark.django_db
def test_a_failed_statement_leaves_the_callers_transaction_usable() -> None:
    def break_it() -> None:
        with connection.cursor() as cursor:
            cursor.execute("select nothing from nowhere")

    assert guard.call("reading", "seam", break_it, default="kept") == "kept"
    with connection.cursor() as cursor:
        cursor.execute("select 1")
        assert cursor.fetchone() == (1,)


def test_a_plugins_receiver_never_harms_the_sender() -> None:
    heard: list[int] = []
    happened = GuardedSignal()

    def break_down(sender: object, number: int, **kwargs: object) -> None:
        raise RuntimeError("cannot hear")

    def listen(sender: object, number: int, **kwargs: object) -> None:
        heard.append(number)

    with registering("reading"):
        happened.connect(break_down)
    happened.connect(listen)
    happened.send(None, number=1)
    assert heard == [1]
    assert health.faults() == [health.Fault("reading", "signal:break_down", 1, "RuntimeError: cannot hear")]
    health.turn_off(Failure("reading", "ready", "why"))
    happened.send(None, number=2)
    assert (heard, health.faults()[0].count) == ([1, 2], 1)
