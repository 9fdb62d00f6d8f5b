from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ...domain.tokens import create_token
from ...models import User


class Command(BaseCommand):
    help = "Print a new API token of a user. The token is shown only now; the database keeps its digest."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--scope", required=True, help="what it may be used for, e.g. completions:read")
        parser.add_argument("--days", type=int, default=None, help="days until it expires; without it, never")

    def handle(self, *_args: Any, email: str, scope: str, days: int | None, **_options: Any) -> None:
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None:
            raise CommandError(f"No active user has the e-mail {email}.")
        try:
            token = create_token(user=user, scope=scope, days=days, now=timezone.now())
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(token)
