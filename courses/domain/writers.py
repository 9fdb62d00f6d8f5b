"""The processes that write evidence, and how many of them died with something unwritten."""

from datetime import datetime, timedelta

from ..models import EvidenceWriter

# A process that was not heard of for so long is dead.
LOST_AFTER = timedelta(seconds=20)
# Heartbeats further apart than this are a pause of our own or of the database, not a sign of others' death.
PAUSE = timedelta(seconds=12)


class Heartbeat:
    """Says from time to time that a writer lives, and finds those that do not say so any more."""

    def __init__(self, writer: int) -> None:
        self._writer = writer
        self._beaten_at: datetime | None = None
        self._since: datetime | None = None

    def beat(self, *, now: datetime) -> int:
        """Write that this writer lives, and which others are lost; return how many ever were lost.

        After a pause everybody is given time to speak before anybody is taken for dead: when the database was
        away, nobody could. A writer that was taken for dead wrongly goes on under the same number.
        """
        if (
            self._since is None
            or self._beaten_at is None
            or not timedelta(0) <= now - self._beaten_at <= PAUSE
        ):
            self._since = now
        self._beaten_at = now
        EvidenceWriter.objects.update_or_create(
            writer=self._writer, lost_at__isnull=True, defaults={"seen_at": now}
        )
        if now - self._since >= LOST_AFTER:
            silent = EvidenceWriter.objects.filter(lost_at__isnull=True, seen_at__lt=now - LOST_AFTER)
            silent.update(lost_at=now)
        return EvidenceWriter.objects.filter(lost_at__isnull=False).count()

    def stop(self) -> None:
        """Take this writer off the list: it has written everything."""
        EvidenceWriter.objects.filter(writer=self._writer, lost_at__isnull=True).delete()
