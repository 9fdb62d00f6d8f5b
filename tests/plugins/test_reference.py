"""The public names of the plugin API are those that were promised, and plugins' code can be read about all of them."""

import re
from pathlib import Path

import pytest

from prokadry.plugins import PLUGIN_API_VERSION
from prokadry.plugins.reference import sources
from prokadry.plugins.reference.imports import list_unlisted
from prokadry.plugins.reference.surface import list_surface
from prokadry.plugins.testing.contract import PluginContract

DOCS = Path(__file__).resolve().parents[2] / "docs"
NAMES = DOCS / "plugins-api.txt"


def test_nothing_that_was_promised_is_gone() -> None:
    gone = sorted(set(NAMES.read_text().splitlines()) - set(list_surface()))
    assert not gone, (
        f"Plugins that use {', '.join(gone)} would break. Keep it, and announce its end as docs/plugins.md says under "
        f"«Compatibility»; or take it out of docs/plugins-api.txt and raise PLUGIN_API_VERSION, now "
        f"{PLUGIN_API_VERSION}, to the next whole number."
    )


def test_a_name_that_goes_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    from courses import extensions

    monkeypatch.delattr(extensions, "Measured")
    assert "courses.extensions.Measured.share" in set(NAMES.read_text().splitlines()) - set(list_surface())


def test_what_is_not_promised_is_found_in_the_sources_of_a_plugin(tmp_path: Path) -> None:
    (tmp_path / "views.py").write_text(
        "from courses.extensions import Measured, session_kind_of\nfrom courses.domain import bulk\n"
        "from prokadry.settings.testing import *\nimport django\nimport courses.http.views\nfrom . import models\n"
    )
    assert list_unlisted(tmp_path) == [
        "views.py:1: courses.extensions.session_kind_of",
        "views.py:5: courses.http.views",
    ]


def test_every_test_of_the_contract_that_the_quality_list_names_is_there() -> None:
    named = set(
        re.findall(r"`(test_\w+)`", (DOCS / "plugins.md").read_text().partition("## Before a release")[2])
    )
    assert named
    assert named <= set(dir(PluginContract))


def test_docstrings_are_read_with_their_terms() -> None:
    doc = sources.read_doc("What it is.\n\nkey   one\n      and more\nread(message)  two\n\nThe end\nof it.")
    assert doc.blocks == ("What it is.", {"key": "one and more", "read(message)": "two"}, "The end of it.")


def test_signatures_are_read_as_they_are_written() -> None:
    shape = sources.read_class("courses.extensions", "CompletionRule")
    (measure,) = shape.methods
    assert measure.names == "activity, completions, *, now"
    assert measure.text == (
        "measure(activity: Activity, completions: Sequence[Completion], *, now: datetime) -> Mapping[int, Measured]"
    )
    assert measure.doc.text.startswith("Return Measured by participant id")
