"""The public names of the plugin API are those that were promised, and plugins' code can be read about all of them."""

from pathlib import Path

import pytest

from prokadry.plugins import PLUGIN_API_VERSION
from prokadry.plugins.reference import sources
from prokadry.plugins.reference.surface import list_surface

NAMES = Path(__file__).resolve().parents[2] / "docs" / "plugins-api.txt"


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
