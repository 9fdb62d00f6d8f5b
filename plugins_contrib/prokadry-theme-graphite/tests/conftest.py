"""The database of the tests begins as a copy of one that is migrated already."""

from tests.migrated import django_db_modify_db_settings

__all__ = ["django_db_modify_db_settings"]
