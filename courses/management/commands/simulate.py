from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ...simulation.report import as_markdown, as_text, rows_of
from ...simulation.run import LONGEST_S, NoServer, Size, simulate_direct, simulate_over_http

LEAST_S = 20


class Command(BaseCommand):
    help = (
        "Let simulated people watch and attend, honestly and otherwise, and print what they were credited beside "
        "what they really watched. Ends with 1 when a bound promised in docs/evidence.md is broken. What an earlier "
        "run kept is removed first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--participants", type=int, default=100)
        parser.add_argument("--webinars", type=int, default=2)
        parser.add_argument("--streams", type=int, default=2)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--minutes", type=float, help="length of each: 40 with --direct, 1.5 over HTTP")
        parser.add_argument(
            "--direct", action="store_true", help="call the domain on a made-up clock instead of a server"
        )
        parser.add_argument(
            "--base-url",
            default="http://127.0.0.1:8000",
            help="a running server on this database and SECRET_KEY",
        )
        parser.add_argument("--keep", action="store_true", help="leave the people and their evidence")
        parser.add_argument(
            "--markdown", action="store_true", help="print the table as the documentation has it"
        )

    def handle(
        self,
        *,
        participants: int,
        webinars: int,
        streams: int,
        seed: int,
        minutes: float | None,
        direct: bool,
        base_url: str,
        keep: bool,
        markdown: bool,
        **options: Any,
    ) -> None:
        if not settings.DEMO_DATA_ALLOWED:
            raise CommandError(
                "Simulated people are refused by these settings: they are meant for real ones."
            )
        length_s = round((minutes or (40 if direct else 1.5)) * 60)
        if not LEAST_S <= length_s <= LONGEST_S:
            raise CommandError(f"Recordings and streams last from {LEAST_S} s to {LONGEST_S} s.")
        if participants < 1 or webinars < 0 or streams < 0 or not webinars + streams:
            raise CommandError("Somebody has to watch something.")
        size = Size(participants, webinars, streams, length_s, seed)
        try:
            outcomes = (
                simulate_direct(size, keep=keep)
                if direct
                else simulate_over_http(size, base_url=base_url, keep=keep)
            )
        except NoServer:
            raise CommandError(f"No server of this database answers at {base_url}.") from None
        rows = rows_of(outcomes)
        self.stdout.write(as_markdown(rows) if markdown else as_text(rows))
        if any(row.is_broken for row in rows):
            raise CommandError("A promised bound was broken.", returncode=1)
