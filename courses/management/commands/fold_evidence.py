from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ...background import run_once


class Command(BaseCommand):
    help = "Fold the append log into the evidence now, and settle what its deadline has decided."

    def handle(self, **options: Any) -> None:
        run_once(now=timezone.now())
