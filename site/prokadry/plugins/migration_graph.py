"""Whether the migrations of plugins fit together: those of one that do not would keep everybody from `migrate`."""

from collections.abc import Collection

from django.db.migrations.loader import MigrationLoader

from .lifecycle import PluginError, active, stage


def turn_off_misfits() -> None:
    """Turn off every plugin whose migrations Django could not put in order. Asks no database."""
    names = [plugin.name for plugin in active()]
    try:
        _check(without=())
    except Exception:  # whatever a migration raises; which plugin's it is, is found out below
        for done, plugin in enumerate(active(), start=1):
            with stage(plugin, "migrations"):
                _check(without=names[done:])


def _check(*, without: Collection[str]) -> None:
    conflicts = _Loader(without).detect_conflicts()
    for app, leaves in conflicts.items():
        raise PluginError(f"{app} has several last migrations: {', '.join(sorted(leaves))}")


class _Loader(MigrationLoader):
    """Reads the migrations from disk, those of some apps left out."""

    def __init__(self, without: Collection[str]) -> None:
        self.without = without
        super().__init__(None)

    def migrations_module(self, app_label: str) -> tuple[str | None, bool]:  # type: ignore[override]  # no class method: it asks the instance
        if app_label in self.without:
            return None, True
        return super().migrations_module(app_label)
