"""Settings of gunicorn: `gunicorn -c python:prokadry.server prokadry.wsgi`.

One process with threads is the embedded setting, whose evidence lives in the memory of that process. With
EMBEDDED=0 there may be several workers, and tasks and scheduled publishing run as services of their own.
"""

import gc
import os
import sys
from typing import Any

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
embedded = os.environ.get("EMBEDDED", "1") == "1"
workers = 1 if embedded else int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "8"))
timeout = 60
graceful_timeout = 20
keepalive = 15
# It would lie in the home folder, the same for every server of one person.
control_socket_disable = True
accesslog = "-" if os.environ.get("ACCESS_LOG") == "1" else None
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - gunicorn's heartbeat file
SWITCH_S = 0.001
# Looking for cycles stops every thread. Tens of thousands of small things are made while evidence is folded, and none
# of them is in a cycle.
COLLECT_AFTER = 10_000


def post_worker_init(worker: Any) -> None:
    """Start the background threads in the process that serves, after it was forked."""
    from courses import background
    from prokadry import embedded as embedded_setting

    # The thread that writes must not keep a ping waiting for 5 ms each time it has something to compute.
    sys.setswitchinterval(SWITCH_S)
    if embedded:
        embedded_setting.start()
    else:
        background.ensure_running()
    # What the program itself consists of stays for ever: to go through it each time takes a tenth of a second.
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER, 5, 20)


def worker_exit(server: Any, worker: Any) -> None:
    """Write what is still buffered: an orderly stop loses nothing."""
    from courses import background

    background.stop()
