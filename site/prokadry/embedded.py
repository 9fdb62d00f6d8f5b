"""One process that does everything: the embedded setting of the demo and of small installations.

Beside the pages it runs the queue of background tasks (videos) and scheduled publishing in threads, so no other
service is needed. Larger installations run `manage.py db_worker` and `manage.py publish_scheduled` instead.
"""

import logging
import threading
import time
from collections.abc import Callable

from django.core.management import call_command
from django.db import close_old_connections
from django_tasks_db.management.commands.db_worker import Worker

from courses import background

logger = logging.getLogger("prokadry.embedded")

TASK_POLL_S = 2.0
PUBLISH_EVERY_S = 60.0
RETRY_S = 5.0


def start() -> None:
    """Start the threads of this process: evidence, tasks, scheduled publishing."""
    background.ensure_running()
    for name, job in (("tasks", _run_tasks), ("publishing", _publish_scheduled)):
        threading.Thread(target=_keep_running, args=(job,), name=name, daemon=True).start()


def _keep_running(job: Callable[[], None]) -> None:
    """Run `job` again and again: a fault is logged and never ends the thread."""
    while True:
        try:
            job()
        except Exception:  # whatever a task or a page's hook raises must not stop the next one
            logger.exception("background job failed")
            time.sleep(RETRY_S)
        finally:
            close_old_connections()


def run_waiting_tasks() -> None:
    """Run the background tasks that are queued now, and return when there are no more."""
    _run_tasks(batch=True)


def _run_tasks(*, batch: bool = False) -> None:
    Worker(
        queue_names=["*"],
        interval=TASK_POLL_S,
        batch=batch,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"embedded-{time.time_ns()}",
        excluded_queue_names=[],
    ).run()


def _publish_scheduled() -> None:
    call_command("publish_scheduled")
    time.sleep(PUBLISH_EVERY_S)
