"""The simulator's own measure of what was really watched."""

from courses.simulation.truth import Truth, seconds_of, slots_of


def test_a_second_is_watched_when_its_middle_is_played() -> None:
    truth = Truth()
    truth.watch(400, 2_600)
    assert truth.counted == {0, 1, 2}
    truth.watch(10_501, 11_500)
    assert truth.counted == {0, 1, 2}
    truth.watch(10_500, 10_501)
    assert truth.counted == {0, 1, 2, 10}


def test_a_slot_is_attended_when_any_part_of_it_is() -> None:
    truth = Truth()
    truth.attend(14_999, 15_001)
    assert truth.counted == {0, 1}
    truth.attend(45_000, 60_000)
    assert truth.counted == {0, 1, 3}
    truth.attend(75_000, 75_000)
    assert truth.counted == {0, 1, 3}


def test_what_is_credited_is_counted_in_the_same_units() -> None:
    assert seconds_of(((0, 2), (5, 6))) == {0, 1, 5}
    assert slots_of(((0, 30), (45, 60))) == {0, 1, 3}
