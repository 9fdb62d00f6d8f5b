from hypothesis import given
from hypothesis import strategies as st

from courses.domain.chapters import view_chapters
from courses.domain.evidence.ranges import merged, total
from courses.domain.evidence.recording import Recording
from courses.enums import CompletionState

spans = st.tuples(st.integers(0, 600), st.integers(0, 600)).map(lambda pair: (min(pair), max(pair)))


def test_says_what_is_credited_of_each_part():
    views = view_chapters(
        [(45, "Третья"), (0, "Первая"), (20, "Вторая"), (900, "За концом")],
        recording=Recording(80),
        seen=[(0, 30), (41, 45)],
    )
    assert [(view.title, view.start_s, view.end_s, view.state, view.missing) for view in views] == [
        ("Первая", 0, 20, CompletionState.COMPLETED, ()),
        ("Вторая", 20, 45, CompletionState.IN_PROGRESS, ((30, 41),)),
        ("Третья", 45, 80, CompletionState.NOT_STARTED, ((45, 80),)),
    ]


def test_a_second_at_a_seam_is_not_named():
    (view,) = view_chapters([(0, "Одна")], recording=Recording(60), seen=[(0, 30), (31, 60)])
    assert (view.state, view.missing) == (CompletionState.COMPLETED, ())


def test_while_the_length_is_unknown_all_are_listed():
    assert [view.title for view in view_chapters([(0, "а"), (30, "б")], recording=Recording(0), seen=[])] == [
        "а",
        "б",
    ]


@given(st.lists(st.integers(0, 700), max_size=8), st.integers(1, 600), st.lists(spans, max_size=6))
def test_chapters_cut_the_recording_without_gap_or_overlap(starts, duration_s, seen):
    views = view_chapters(
        [(start, "Глава") for start in starts], recording=Recording(duration_s), seen=merged(seen)
    )
    assert [view.end_s for view in views[:-1]] == [view.start_s for view in views[1:]]
    assert all(total(view.missing) <= view.end_s - view.start_s for view in views)
    if views:
        assert views[-1].end_s == duration_s


def test_a_chapter_that_nobody_has_to_watch_says_so():
    recording = Recording(60, ((0, 20), (50, 60)))
    views = view_chapters([(0, "Заставка"), (20, "Лекция")], recording=recording, seen=[(20, 50)])
    assert [(view.state, view.missing) for view in views] == [
        (CompletionState.EXCUSED, ()),
        (CompletionState.COMPLETED, ()),
    ]
