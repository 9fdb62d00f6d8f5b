"""The plugin as it is packed: it starts, its names agree, its migrations and translations are complete."""

import shutil
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import models

from ... import health
from ...discovery import discover
from .base import ContractBase

PO = "locale/ru/LC_MESSAGES/django.po"


class DistributionContract(ContractBase):
    """What needs no person and no page."""

    def test_it_starts_where_nothing_is_forgiven(self) -> None:
        assert settings.PLUGINS_STRICT, "the settings must extend prokadry.settings.testing"
        assert health.failures() == []
        assert self.app.label == self.plugin

    def test_the_manifest_introduces_it_in_russian(self) -> None:
        manifest = self.found.manifest
        texts = [manifest.title, manifest.description, *(field.label for field in manifest.settings.values())]
        assert all(text.get("ru") or text.get("") for text in texts), "a text of plugin.toml has no Russian"

    def test_the_installed_distribution_is_found(self) -> None:
        found = discover([self.plugin])
        assert (found.failures, [plugin.name for plugin in found.loadable]) == ((), [self.plugin])
        assert self.found.distribution, "the plugin was not found through a distribution"

    @pytest.mark.django_db
    def test_migrations_are_complete(self, capsys: pytest.CaptureFixture[str]) -> None:
        if not list(self.app.get_models()):
            pytest.skip(f"{self.plugin} brings no models")
        try:
            call_command("makemigrations", self.plugin, check_changes=True, dry_run=True)
        except SystemExit:
            pytest.fail(f"makemigrations finds changes:\n{capsys.readouterr().out}")

    def test_its_tables_hold_on_to_no_record_of_the_site(self) -> None:
        """They stay when the plugin goes: a constraint would then forbid to delete pages and to erase accounts."""
        holding = [
            f"{model.__name__}.{field.name}"
            for model in self.app.get_models(include_auto_created=True)
            for field in model._meta.local_fields
            if isinstance(field, models.ForeignKey) and getattr(field, "db_constraint", True)
            if field.related_model._meta.app_label != self.plugin
        ]
        assert not holding, f"db_constraint=False is missing: {', '.join(holding)}"

    def test_translations_are_complete(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        package = Path(self.app.path)
        source = package / PO
        known = {
            (entry.msgid, entry.msgctxt) for entry in _read(source) if entry.translated() and not entry.fuzzy
        }
        missing = [entry.msgid for entry in _read(source) if (entry.msgid, entry.msgctxt) not in known]
        assert not missing, f"not translated in {source}: {missing}"
        if shutil.which("xgettext") is None:
            pytest.skip("GNU gettext is not installed: cannot tell whether every text is in the catalogue")
        copy = tmp_path / package.name
        shutil.copytree(
            package, copy, ignore=shutil.ignore_patterns("__pycache__", "locale", "static", "*.mo")
        )
        (copy / "locale").mkdir()
        monkeypatch.chdir(copy)
        call_command("makemessages", locale=["ru"], no_location=True, verbosity=0)
        missing = [entry.msgid for entry in _read(copy / PO) if (entry.msgid, entry.msgctxt) not in known]
        assert not missing, f"not in the catalogue {source}: {missing}"


def _read(path: Path) -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(path)) if not entry.obsolete] if path.exists() else []
