"""Which columns of the installation name a person, and whose entry of `personal_data` answers for each."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models import ForeignKey

from ..extensions import personal_data
from ..models import PersonalColumn, User


@dataclass(frozen=True)
class Named:
    """A foreign key to the user model. `name` is `app_label.Model.field`; the label of a plugin's app is its name."""

    name: str
    app: str
    table: str
    column: str


def find_columns() -> list[Named]:
    """Return every foreign key to the user model of the apps that are loaded, by name."""
    user_model = get_user_model()
    found: list[Named] = []
    for model in apps.get_models(include_auto_created=True):
        options = model._meta
        found += [
            Named(f"{options.label}.{field.name}", options.app_label, options.db_table, field.column)
            for field in options.local_fields
            if isinstance(field, ForeignKey) and field.related_model is user_model
        ]
    return sorted(found, key=lambda column: column.name)


def find_uncovered() -> list[Named]:
    """Return the columns for which no entry of `personal_data` answers."""
    covered = {name for entry in personal_data for name in entry.columns}
    return [column for column in find_columns() if column.name not in covered]


@transaction.atomic
def remember_columns() -> None:
    """Write down which columns name a person, for the time when the plugin they belong to is not there.

    Called after every migration. What is known of apps that are not loaded stays.
    """
    PersonalColumn.objects.filter(app__in=[config.label for config in apps.get_app_configs()]).delete()
    PersonalColumn.objects.bulk_create(
        PersonalColumn(app=column.app, table=column.table, column=column.column) for column in find_columns()
    )


def find_unreached(user: User) -> list[str]:
    """Return the plugins that hold rows of `user` which nobody can erase now, by name.

    Those that are broken or not there, and those that are but registered no entry for the column.
    """
    loaded = find_columns()
    reached = {(column.table, column.column) for column in loaded}
    asked = [(column.app, column.table, column.column) for column in find_uncovered()]
    away = PersonalColumn.objects.values_list("app", "table", "column")
    asked += [row for row in away if row[1:] not in reached]
    return sorted({app for app, table, column in _existing(asked) if _has_rows(table, column, user)})


def _existing(asked: Iterable[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    asked = list(asked)
    tables = set(connection.introspection.table_names()) if asked else set()
    return [row for row in asked if row[1] in tables]


def _has_rows(table: str, column: str, user: User) -> bool:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM {quote(table)} WHERE {quote(column)} = %s LIMIT 1",  # noqa: S608 - names of our own tables
            [user.pk],
        )
        return cursor.fetchone() is not None
