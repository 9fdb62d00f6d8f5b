"""Django's command line for a site with plugins."""

from django.core.management import ManagementUtility
from django.core.management.base import BaseCommand

# What makes tables or needs none. Every other command, a worker that runs for months above all, does without plugins
# whose tables are not there, as the web server does.
NEED_NO_TABLES = {
    "check", "collectstatic", "compilemessages", "diffsettings", "findstatic", "help", "makemessages",
    "makemigrations", "migrate", "optimizemigration", "plugins", "showmigrations", "sqlmigrate", "squashmigrations",
    "startapp", "version",
}  # fmt: skip


class CommandLine(ManagementUtility):
    """Turns off plugins whose tables are not there before a command that may use them."""

    def fetch_command(self, subcommand: str) -> BaseCommand:
        """Return the command. Raises SystemExit when there is none of that name."""
        command = super().fetch_command(subcommand)
        if subcommand not in NEED_NO_TABLES:
            from prokadry.plugins.schema import turn_off_unmigrated  # apps are loaded only now

            turn_off_unmigrated()
        return command
