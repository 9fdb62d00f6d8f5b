from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ...domain.retention import refold_retained


class Command(BaseCommand):
    help = "Fold the retained pings again and compare with the stored evidence; changes nothing."

    def handle(self, **options: Any) -> None:
        compared, differing = refold_retained()
        self.stdout.write(f"Sessions compared: {compared}, different: {len(differing)}.")
        if differing:
            raise CommandError(f"These sessions differ from their pings: {differing[:20]}")
