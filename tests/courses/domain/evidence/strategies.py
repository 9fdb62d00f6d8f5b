"""Random facts and claims for the property tests."""

from hypothesis import strategies as st

from courses.domain.evidence.admission import AdmittedSlot
from courses.domain.evidence.constants import SLOT_UNITS
from courses.domain.evidence.ranges import merged

UNITS = 120


@st.composite
def unit_ranges(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    """What one slot may hold: up to four ranges, SLOT_UNITS units in all."""
    starts = draw(st.lists(st.integers(0, UNITS - 1), min_size=0, max_size=4))
    length = SLOT_UNITS // max(1, len(starts))
    return merged((start, min(UNITS, start + draw(st.integers(1, length)))) for start in starts)


@st.composite
def steady_facts(draw: st.DrawFn) -> dict[int, AdmittedSlot]:
    """Stretches of playing at an even or uneven pace, which is what folding is for."""
    facts: dict[int, AdmittedSlot] = {}
    for _ in range(draw(st.integers(1, 4))):
        k, u = draw(st.integers(0, 60)), draw(st.integers(0, UNITS - 1))
        paces = draw(st.sampled_from([(5,), (10,), (7, 8), (6, 6, 6, 7), (8, 9, 9, 9), (0,), (2, 5)]))
        for i in range(draw(st.integers(1, 20))):
            pace = paces[i % len(paces)]
            facts.setdefault(k + i, AdmittedSlot(k + i, ((u, u + pace),) if pace else ()))
            u += pace
    return facts


scattered_facts = st.dictionaries(st.integers(0, 30), unit_ranges(), max_size=20).map(
    lambda ranges: {k: AdmittedSlot(k, r) for k, r in ranges.items()}
)

facts = st.one_of(steady_facts(), scattered_facts)
