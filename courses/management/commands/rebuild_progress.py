from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ...background import run_once
from ...domain.completion import rebuild_all
from ...domain.parallel import available_processes
from ...domain.progress import rebuild_progress


class Command(BaseCommand):
    help = "Derive progress and completion from the evidence again; changes nothing on a healthy database."

    def handle(self, **options: Any) -> None:
        now = timezone.now()
        run_once(now=now)
        processes = available_processes()
        progress = rebuild_progress(now=now, processes=processes)
        completions = rebuild_all(now=now, processes=processes)
        self.stdout.write(f"Rows changed: progress {progress}, completion {completions}.")
