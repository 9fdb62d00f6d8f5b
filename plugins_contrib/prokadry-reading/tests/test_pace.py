"""Time cannot be made: whatever is claimed, in whatever order and however often."""

from hypothesis import given
from hypothesis import strategies as st
from prokadry_reading.pace import SLOWEST_WPM, Claim, earliest, latest, needed_s, reached_at, with_claims

from courses.domain.evidence.ranges import merged, total

WORDS = {"a": 40, "b": 90, "c": 7}
WINDOW = (100, 200)

spans = st.tuples(st.integers(60, 240), st.integers(1, 60)).map(lambda one: (one[0], one[0] + one[1]))
claims = st.builds(lambda span, key: Claim(*span, key), spans, st.sampled_from([*WORDS, "gone"]))
ranges = st.lists(spans, max_size=8).map(merged)


def credit(*batches: list[Claim], elsewhere=()):
    kept: dict = {}
    for batch in batches:
        kept = with_claims(kept, batch, elsewhere=elsewhere, window=WINDOW, words=WORDS)
    return kept


@st.composite
def honest_days(draw) -> list[Claim]:
    """What one page really showed: one section after the other, in pieces that do not contradict each other."""
    at, found = draw(st.integers(90, 110)), []
    for length, gap, key in draw(
        st.lists(
            st.tuples(st.integers(1, 20), st.integers(0, 5), st.sampled_from([*WORDS])),
            min_size=1,
            max_size=12,
        )
    ):
        found.append(Claim(at, at + length, key))
        at += length + gap
    return found


@given(st.lists(st.lists(claims, max_size=6), max_size=6), ranges)
def test_never_more_is_credited_than_passed_on_the_wall_clock(batches, elsewhere) -> None:
    kept = credit(*batches, elsewhere=elsewhere)
    given_away = [span for found in kept.values() for span in found]
    assert total(merged(given_away)) == sum(map(total, kept.values()))
    assert all(WINDOW[0] <= start < end <= WINDOW[1] for start, end in given_away)
    assert total(merged([*given_away, *elsewhere])) == total(given_away) + total(elsewhere)
    assert set(kept) <= set(WORDS)


@given(st.lists(claims, max_size=10))
def test_reports_that_come_again_change_nothing(batch) -> None:
    once = credit(batch)
    assert with_claims(once, batch, elsewhere=(), window=WINDOW, words=WORDS) == once or any(
        total(found) == needed_s(WORDS[key], SLOWEST_WPM) for key, found in once.items()
    )


@given(honest_days(), st.randoms(use_true_random=False), st.integers(0, 11))
def test_order_and_repetition_of_what_was_really_shown_do_not_matter(day, random, repeated) -> None:
    mixed = [*day, day[repeated % len(day)]]
    random.shuffle(mixed)
    assert credit(*[[claim] for claim in mixed]) == credit(day)


@given(honest_days())
def test_honest_reader_is_credited_every_second_up_to_what_the_slowest_need(day) -> None:
    kept = credit(day)
    for key, words in WORDS.items():
        shown = sum(
            max(0, min(claim.end, WINDOW[1]) - max(claim.start, WINDOW[0]))
            for claim in day
            if claim.key == key
        )
        assert total(kept.get(key, ())) == min(shown, needed_s(words, SLOWEST_WPM))


@given(ranges, st.integers(1, 80))
def test_first_and_last_seconds_and_the_moment_that_was_enough(found, count) -> None:
    first, last = earliest(found, count), latest(found, count)
    assert total(first) == total(last) == min(count, total(found))
    at = reached_at(found, count)
    assert (at is not None) == (total(found) >= count)
    if at is not None:
        assert sum(max(0, min(end, at) - start) for start, end in found) == count
