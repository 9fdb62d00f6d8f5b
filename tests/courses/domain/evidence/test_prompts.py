from hypothesis import given
from hypothesis import strategies as st

from courses.domain.evidence.constants import CLOCK_SLACK_MS
from courses.domain.evidence.prompts import (
    PROMPT_MS,
    answered_period,
    expected_askings,
    expires_in_s,
    is_asked,
    open_prompt,
    prompt_of,
)

SECRET = b"secret"
PERIOD = 1_481_000
DAY = ((PERIOD * 1_200_000, (PERIOD + 72) * 1_200_000),)
WHO = {"activity": 9, "participant": 7}
people = st.integers(1, 10**6)


def asked(now_ms, times=DAY, **who):
    return open_prompt(SECRET, **(WHO | who), asked_ms=times, now_ms=now_ms)


def answer(prompt_id, now_ms, secret=SECRET, **who):
    return answered_period(prompt_id, secret, **(WHO | who), now_ms=now_ms)


@given(people, people, st.integers(PERIOD, PERIOD + 71))
def test_the_90_s_lie_within_the_period(activity, participant, period):
    prompt = prompt_of(SECRET, activity=activity, participant=participant, period=period)
    assert period * 1_200_000 <= prompt.starts_ms
    assert prompt.starts_ms + PROMPT_MS <= (period + 1) * 1_200_000


@given(st.lists(st.tuples(st.integers(-10, 90), st.integers(0, 95)), max_size=5), st.integers(-90, 1290))
def test_expected_is_the_mean_over_all_moments(stays, pause_s):
    """As its definition says, with people who come and go and a break that begins at some second."""
    first_s = PERIOD * 1_200
    marks = {}
    for person, (first, length) in enumerate(stays):
        for slot in range(first_s // 15 + first, first_s // 15 + first + length):
            marks[slot] = marks.get(slot, 0) | 1 << person
    times = ((first_s - 600, first_s + pause_s), (first_s + pause_s + 200, first_s + 1_500))
    asked = 0
    for second in range(first_s, first_s + 1_111):
        if any(start <= second and second + 90 <= end for start, end in times):
            slots = {moment // 15 for moment in range(second, second + 90)}
            asked += sum(
                all(marks.get(slot, 0) >> person & 1 for slot in slots) for person in range(len(stays))
            )
    in_ms = tuple((start * 1000, end * 1000) for start, end in times)
    assert expected_askings(marks, in_ms, PERIOD) == round(asked / 1_111)


def test_expected_is_close_to_who_is_asked_and_exact_where_all_stay():
    first = PERIOD * 80
    everybody, half = (1 << 2_000) - 1, (1 << 1_000) - 1
    marks = {slot: everybody if slot < first + 40 else half for slot in range(first, first + 80)}
    asked = sum(
        all(
            marks[slot] >> n & 1
            for slot in range(prompt.starts_ms // 15_000, (prompt.starts_ms + 89_999) // 15_000 + 1)
        )
        for n in range(2_000)
        if (prompt := prompt_of(SECRET, activity=9, participant=n, period=PERIOD))
    )
    assert abs(expected_askings(marks, DAY, PERIOD) - asked) < 4 * 500**0.5
    assert expected_askings(dict.fromkeys(marks, half), DAY, PERIOD) == 1_000


def test_moments_are_spread_over_the_period():
    starts = {
        prompt_of(SECRET, activity=9, participant=n, period=PERIOD).starts_ms % 1_200_000 for n in range(500)
    }
    assert len(starts) > 350
    assert min(starts) < 60_000
    assert max(starts) > 1_050_000


@given(people)
def test_it_stands_for_90_s(participant):
    prompt = prompt_of(SECRET, activity=9, participant=participant, period=PERIOD)
    first, end = prompt.starts_ms, prompt.starts_ms + PROMPT_MS
    assert asked(first, participant=participant) == asked(end - 1, participant=participant) == prompt
    assert asked(end, participant=participant) is None
    assert (expires_in_s(prompt, first), expires_in_s(prompt, end - 1)) == (90, 0)


def test_only_while_people_are_asked():
    prompt = prompt_of(SECRET, **WHO, period=PERIOD)
    first, end = prompt.starts_ms, prompt.starts_ms + PROMPT_MS
    assert asked(first, ((first, end),)) == prompt
    for times in (
        (),
        ((first, end - 1),),
        ((first + 1, end),),
        ((first, first + 40_000), (first + 50_000, end)),
    ):
        assert asked(first + 45_000, times) is None
        assert not is_asked(prompt, times)


def test_an_answer_counts_until_it_expires():
    prompt = prompt_of(SECRET, **WHO, period=PERIOD)
    until_ms = prompt.starts_ms + PROMPT_MS + CLOCK_SLACK_MS
    assert answer(prompt.id, prompt.starts_ms) == answer(prompt.id, until_ms - 1) == PERIOD
    assert answer(prompt.id, prompt.starts_ms - 1) is None
    assert answer(prompt.id, until_ms) is None


def test_another_prompt_is_no_answer():
    prompt = prompt_of(SECRET, **WHO, period=PERIOD)
    now_ms = prompt.starts_ms + 1000
    assert answer(prompt.id, now_ms, participant=8) is None
    assert answer(prompt.id, now_ms, activity=10) is None
    assert answer(prompt.id, now_ms, secret=b"other") is None
    for other in ("", "x", f"{PERIOD}-", prompt.id[:-1], prompt.id + "0", "\x00" * 200):
        assert answer(other, now_ms) is None
