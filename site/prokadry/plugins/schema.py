"""Whether the database is ready for the plugins that are on."""

from django.apps import apps
from django.db import DatabaseError, connection
from django.db.migrations.exceptions import NodeNotFoundError
from django.db.migrations.loader import MigrationLoader

from .discovery import Plugin
from .lifecycle import PluginError, active, stage

ADVICE = "run manage.py migrate and restart"


def turn_off_unmigrated() -> None:
    """Turn off every plugin whose tables are not what its models expect. Does nothing without a database.

    Called once when a process begins to serve: commands must run without tables, `migrate` above all.
    """
    if not active():
        return
    try:
        tables = set(connection.introspection.table_names())
        for plugin in active():
            with stage(plugin, "migrations"):
                _check_migrations(plugin)
                _check_tables(plugin, tables)
    except DatabaseError:
        return


def _check_migrations(plugin: Plugin) -> None:
    try:
        loader = MigrationLoader(connection)
    except NodeNotFoundError as error:
        if (
            error.origin is None or error.origin.app_label != plugin.name
        ):  # another plugin's, which is checked too
            return
        raise
    pending = sorted(name for app, name in loader.graph.nodes if app == plugin.name)
    pending = [name for name in pending if (plugin.name, name) not in loader.applied_migrations]
    if pending:
        raise PluginError(f"migrations are not applied: {', '.join(pending)}; {ADVICE}")


def _check_tables(plugin: Plugin, tables: set[str]) -> None:
    for model in apps.get_app_config(plugin.name).get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy:
            continue
        table = model._meta.db_table
        if table not in tables:
            raise PluginError(f"there is no table {table}: the distribution lacks a migration")
        with connection.cursor() as cursor:
            columns = {
                column.name for column in connection.introspection.get_table_description(cursor, table)
            }
        missing = sorted(
            str(field.column) for field in model._meta.local_concrete_fields if field.column not in columns
        )
        if missing:
            raise PluginError(f"table {table} lacks {', '.join(missing)}: the distribution lacks a migration")
