from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ...domain.check_ins import code_of, open_checkpoints


class Command(BaseCommand):
    help = "Print the check-in code of a live stream in this minute, or in the minute of another moment."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("stream_id", type=int, help="the activity id of the stream")
        parser.add_argument("--at", type=float, metavar="UNIX", help="the moment, in unix seconds")

    def handle(self, *, stream_id: int, at: float | None, **options: Any) -> None:
        now = timezone.now()
        try:
            moment = now if at is None else datetime.fromtimestamp(at, UTC)
        except (OverflowError, ValueError, OSError) as error:
            raise CommandError(f"{at} is not a moment in unix seconds.") from error
        # What is open now has codes of other minutes too: those that come too late, or are not valid yet.
        checkpoints = [
            *open_checkpoints(activity_id=stream_id, now=moment),
            *open_checkpoints(activity_id=stream_id, now=now),
        ]
        if not checkpoints:
            raise CommandError(
                f"No checkpoint of stream {stream_id} is open at {moment:%Y-%m-%d %H:%M:%S} UTC."
            )
        self.stdout.write(code_of(checkpoints[0], activity_id=stream_id, now=moment))
