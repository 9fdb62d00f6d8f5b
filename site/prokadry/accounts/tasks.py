"""Work that is done in the background."""

import logging
from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from .domain import notices, personal_data

logger = logging.getLogger("prokadry.notices")

# A mail server that is down is back within a day, or somebody has to look: after that the task stays failed.
RETRY_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
)


@task()
def deliver_notice(kind: str, object_id: int, channel: str, attempt: int = 1) -> None:
    """Deliver a notice by one channel; one that fails is tried again later, five times, then the task fails."""
    try:
        notices.deliver(kind=kind, object_id=object_id, channel=channel)
    except Exception:
        # A channel may be a plugin's and raise anything.
        if attempt > len(RETRY_AFTER) or not deliver_notice.get_backend().supports_defer:
            raise
        logger.warning("notice %s %s by %s, attempt %s", kind, object_id, channel, attempt, exc_info=True)
        later = timezone.now() + RETRY_AFTER[attempt - 1]
        deliver_notice.using(run_after=later).enqueue(
            kind=kind, object_id=object_id, channel=channel, attempt=attempt + 1
        )


@task()
def forget_sessions(user_id: int) -> None:
    """Delete what is stored of the sign-ins of somebody who was erased."""
    personal_data.end_sessions(user_id=user_id)


@task()
def sweep_erased(user_id: int) -> None:
    """Erase what requests wrote that were on their way while a person was erased."""
    personal_data.finish_erasure(user_id=user_id, now=timezone.now())
