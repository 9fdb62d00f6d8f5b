from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ...domain.personal_data import ErasureRefused, find_unfinished, finish_erasure


class Command(BaseCommand):
    help = "Erase what could not be erased when it was asked for: a plugin failed, or was not there."

    def handle(self, *_args: Any, **_options: Any) -> None:
        waiting = 0
        for erasure in find_unfinished():
            try:
                missing = finish_erasure(user_id=erasure.user_id, now=timezone.now()).waits_for
            except ErasureRefused as refusal:
                missing = refusal.plugins
            state = f"waits for {', '.join(missing)}" if missing else "done"
            self.stdout.write(f"account {erasure.user_id}, asked {erasure.asked_at:%Y-%m-%d}: {state}")
            waiting += bool(missing)
        if waiting:
            raise CommandError(f"{waiting} not finished: manage.py plugins doctor says what to do.")
