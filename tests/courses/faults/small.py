"""A store that a test can fill."""

from courses.domain.evidence.store import MemoryBuffer
from courses.evidence_store import EmbeddedStore


class SmallStore(EmbeddedStore):
    """The embedded store with a tenth of its memory."""

    def __init__(self) -> None:
        super().__init__()
        self._buffer = MemoryBuffer(max_slots=20_000)
