import signal
import threading
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ...background import fold_forever, run_once


class Command(BaseCommand):
    help = "Fold the append log into the evidence now, and settle what its deadline has decided."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--forever", action="store_true", help="Go on until SIGTERM: a service of its own."
        )

    def handle(self, **options: Any) -> None:
        if not options["forever"]:
            run_once(now=timezone.now())
            return
        stopping = threading.Event()

        def stop(number: int, frame: FrameType | None) -> None:
            stopping.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        fold_forever(stopping)
