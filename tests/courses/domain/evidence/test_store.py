from threading import Thread

import pytest

from courses.domain.evidence.admission import AdmittedSlot
from courses.domain.evidence.store import BufferFull, Drained, EvidenceStore, MemoryBuffer, Row
from tests.courses.domain.evidence.simulation import NOON_MS


def row(sid, *ks):
    return Row(sid, NOON_MS, tuple(AdmittedSlot(k, ((k * 5, k * 5 + 5),)) for k in ks))


def test_what_was_appended_is_drained_once():
    store: EvidenceStore = MemoryBuffer()
    assert store.append([row(1, 0, 1), row(2, 0)]) == 0
    assert store.drain() == Drained([row(1, 0, 1), row(2, 0)], {})
    assert store.drain() == Drained([], {})


def test_known_slots_are_counted_even_after_a_drain():
    buffer = MemoryBuffer()
    buffer.append([row(1, 0, 1)])
    buffer.drain()
    assert buffer.append([row(1, 0, 1, 2)]) == 2
    assert buffer.append([row(2, 0)]) == 0


def test_a_row_that_brings_nothing_new_is_not_kept():
    buffer = MemoryBuffer(max_slots=4)
    buffer.append([row(1, 0, 1)])
    assert [buffer.append([row(1, 0, 1)]) for _ in range(100)] == [2] * 100
    buffer.append([row(1)])
    assert buffer.drain().rows == [row(1, 0, 1)]


def test_a_full_buffer_takes_all_rows_or_none():
    buffer = MemoryBuffer(max_slots=3)
    buffer.append([row(1, 0, 1)])
    with pytest.raises(BufferFull):
        buffer.append([row(2, 0), row(3, 0)])
    assert buffer.append([row(2, 0)]) == 0
    assert [taken.sid for taken in buffer.drain().rows] == [1, 2]
    assert buffer.append([row(3, 0, 1, 2)]) == 0


def test_what_a_failed_writer_gives_back_comes_first_again():
    buffer = MemoryBuffer(max_slots=3)
    buffer.append([row(1, 0, 1)])
    buffer.mark(9, 7, NOON_MS)
    failed = buffer.drain()
    buffer.append([row(1, 2)])
    buffer.mark(9, 8, NOON_MS)
    buffer.restore(failed)
    with pytest.raises(BufferFull):
        buffer.append([row(1, 3)])
    drained = buffer.drain()
    assert drained.rows == [row(1, 0, 1), row(1, 2)]
    assert set(map(frozenset, drained.marks.values())) == {frozenset({7, 8})}


def test_it_remembers_a_bounded_number_of_sessions_heard_from_last():
    buffer = MemoryBuffer(max_sessions=2)
    buffer.append([row(1, 0), row(2, 0), row(1, 1), row(3, 0)])
    assert [buffer.append([row(sid, 0)]) for sid in (1, 2)] == [1, 0]


def test_what_it_forgot_is_new_again():
    buffer = MemoryBuffer()
    buffer.append([row(1, 0)])
    buffer.forget()
    assert buffer.append([row(1, 0)]) == 0
    assert len(buffer.drain().rows) == 2


def test_marks_are_kept_once_by_slot():
    buffer = MemoryBuffer()
    for participant in (7, 8, 7):
        buffer.mark(9, participant, NOON_MS)
    buffer.mark(9, 7, NOON_MS + 15_000)
    first = NOON_MS // 15_000
    marks = buffer.drain().marks
    assert marks == {(9, first + n): {7, 8} if n < 5 else {7} for n in range(6)}
    assert all(activity == 9 for activity, _ in marks)


def test_marks_are_bounded_and_refused_whole():
    buffer = MemoryBuffer(max_marks=10)
    buffer.mark(9, 1, NOON_MS)
    buffer.mark(9, 2, NOON_MS)
    with pytest.raises(BufferFull):
        buffer.mark(9, 3, NOON_MS)
    assert set(map(frozenset, buffer.drain().marks.values())) == {frozenset({1, 2})}
    buffer.mark(9, 3, NOON_MS)


def test_threads_lose_nothing():
    buffer = MemoryBuffer()
    drained = []

    def write(sid):
        for k in range(300):
            buffer.append([row(sid, k)])
            buffer.mark(9, sid, NOON_MS + k * 1000)
            if k % 50 == 0:
                drained.append(buffer.drain())

    threads = [Thread(target=write, args=(sid,)) for sid in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    drained.append(buffer.drain())
    rows = [taken for part in drained for taken in part.rows]
    assert sorted((taken.sid, taken.slots[0].k) for taken in rows) == [
        (s, k) for s in range(4) for k in range(300)
    ]
    marked = {(slot, sid) for part in drained for (_, slot), sids in part.marks.items() for sid in sids}
    assert len(marked) == 4 * len({slot for slot, _ in marked})


def test_only_what_is_new_of_a_row_is_kept():
    buffer = MemoryBuffer()
    buffer.append([row(1, 0, 1)])
    assert buffer.append([row(1, 1, 2)]) == 1
    assert buffer.drain().rows == [row(1, 0, 1), row(1, 2)]


def test_refusals_are_kept_within_the_bound():
    buffer = MemoryBuffer(max_slots=3)
    refused = row(1)._replace(refused={"stale": 7})
    assert [buffer.append([refused]) for _ in range(3)] == [0, 0, 0]
    with pytest.raises(BufferFull):
        buffer.append([refused])
    assert buffer.drain().rows == [refused] * 3


def test_the_first_answer_to_a_prompt_is_kept():
    buffer = MemoryBuffer(max_marks=2)
    buffer.answer(9, 7, 100, NOON_MS)
    buffer.answer(9, 7, 100, NOON_MS + 1000)
    failed = buffer.drain()
    buffer.answer(9, 7, 100, NOON_MS + 2000)
    buffer.restore(failed)
    buffer.answer(9, 8, 100, NOON_MS)
    with pytest.raises(BufferFull):
        buffer.answer(9, 9, 100, NOON_MS)
    assert buffer.drain().answers == {(9, 7, 100): NOON_MS, (9, 8, 100): NOON_MS}
