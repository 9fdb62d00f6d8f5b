from courses.domain.evidence.audience import tally
from courses.domain.evidence.passages import find_exits, find_repeated, find_skipped

UNITS = 900


def crowd(*groups):
    """The audience of groups of (number of people, the ranges each of them played)."""
    return tally([runs for number, runs in groups for _ in range(number)], units=UNITS)


def test_the_moment_at_which_many_leave():
    audience = crowd((60, [(0, UNITS)]), (30, [(0, 400)]), *((1, [(0, at)]) for at in range(50, 850, 50)))
    (found,) = find_exits(audience)
    assert found.start <= 399 < found.end
    assert (found.at, found.people) == (399, 31)


def test_a_few_more_than_elsewhere_may_be_chance():
    scattered = [(1, [(0, at)]) for at in range(20, 840, 20)]
    assert find_exits(crowd((200, [(0, UNITS)]), *scattered, (2, [(0, 405)]))) == []
    assert find_exits(crowd((200, [(0, UNITS)]), *scattered, (9, [(0, 405)])))


def test_who_leaves_one_after_another_leaves_at_one_moment():
    (found,) = find_exits(crowd((60, [(0, UNITS)]), *((3, [(0, at)]) for at in range(400, 418, 2))))
    assert (found.start <= 399, found.end >= 416, found.people) == (True, True, 27)


def test_those_who_reach_the_end_have_not_left():
    assert find_exits(crowd((60, [(0, UNITS)]), (30, [(0, UNITS - 3)]))) == []


def test_who_leaves_evenly_does_not_stand_out():
    assert find_exits(crowd(*((1, [(0, at)]) for at in range(1, UNITS, 2)))) == []


def test_a_passage_watched_again():
    audience = crowd((50, [(0, UNITS)]), (20, [(0, 500), (300, UNITS)]))
    (found,) = find_repeated(audience)
    assert (found.start, found.end) == (300, 500)
    assert round(found.rate, 3) == round(20 / 70, 3)


def test_what_everybody_watches_again_evenly_does_not_stand_out():
    assert find_repeated(crowd((30, [(0, UNITS), (0, UNITS)]))) == []


def test_a_skipped_beginning():
    (found,) = find_skipped(crowd((40, [(0, UNITS)]), (20, [(60, UNITS)])))
    assert (found.start, found.end, round(found.rate, 3)) == (0, 60, round(20 / 60, 3))


def test_short_gaps_do_not_part_a_passage_and_blinks_are_none():
    audience = crowd(
        (40, [(0, 100), (200, UNITS)]), (40, [(0, UNITS)]), (1000, [(150, 152), (400, 402), (899, 900)])
    )
    assert all(found.end - found.start >= 3 for found in find_skipped(audience))
    repeated = crowd((40, [(0, UNITS), (100, 150), (152, 200)]))
    assert [(found.start, found.end) for found in find_repeated(repeated)] == [(100, 200)]


def test_nothing_is_said_of_a_few():
    audience = crowd((4, [(0, UNITS)]), (5, [(60, 400), (300, 400)]))
    assert (find_exits(audience), find_repeated(audience), find_skipped(audience)) == ([], [], [])


def test_at_most_three_are_named_in_order():
    starts = (100, 250, 400, 550)
    audience = crowd((20, [(0, UNITS), *((at, at + 20) for at in starts), (400, 420)]), (5, [(0, 300)]))
    found = find_repeated(audience)
    assert [passage.start for passage in found] == sorted(passage.start for passage in found)
    assert len(found) == 3
    assert 400 in [passage.start for passage in found]
