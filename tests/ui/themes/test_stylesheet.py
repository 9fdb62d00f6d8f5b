from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.templatetags.static import static

from prokadry.ui.themes import read_theme, themes
from prokadry.ui.themes.checks import check_themes
from prokadry.ui.themes.current import use_theme
from prokadry.ui.themes.stylesheet import find_faults, render_sheet, write_sheet

from .folders import BASE_CSS, registered, write_theme


def test_tokens_become_properties_in_the_layers_of_base(tmp_path: Path) -> None:
    tokens = '[tokens]\nr = "0"\n[tokens.light]\nkey = "#102030"\n[tokens.legible-dark]\nkey = "#ffffff"\n'
    folder = write_theme(tmp_path, tokens=tokens, files={"theme.css": "/* why */ .btn { border: 0; }"})
    sheet = render_sheet(read_theme(folder), BASE_CSS)
    assert "@layer tokens { :root { --r: 0; --key: #102030; }" in sheet
    # The dark scheme keeps what `base` has there.
    assert "--key: light-dark(#102030, #7ad6d4);" in sheet
    assert ":root[data-legible] { --key: light-dark(#003a42, #ffffff); }" in sheet
    assert "@layer theme {\n.btn { border: 0; }\n}" in sheet
    assert "color-scheme" not in sheet


def test_a_theme_of_one_scheme_holds_to_it(tmp_path: Path) -> None:
    theme = read_theme(write_theme(tmp_path, modes='["dark", "legible"]'))
    assert ":root:not([data-legible])[data-theme] { color-scheme: dark; }" in render_sheet(theme, BASE_CSS)


@pytest.mark.parametrize(
    ("tokens", "css", "says"),
    [
        ('[tokens]\nunknown = "1px"\n', "", "sets 'unknown'"),
        ('[tokens.light]\nkey = "red"\n', "", "must be a colour like #1a2b3c"),
        ("", '@import "a.css";', "theme.css holds '@import'"),
        ("", ".a { background: url(https://example.org/a.png); }", "asks no other host"),
        ("", "@layer modes { a { color: red; } }", "theme.css holds '@layer'"),
        ("", ".a { color: red !important; }", "'!important'"),
        ("", ".a { color: red; } }", "does not close every brace"),
    ],
)
def test_what_would_leave_the_layer_or_the_host_is_refused(
    tmp_path: Path, tokens: str, css: str, says: str
) -> None:
    theme = read_theme(write_theme(tmp_path, tokens=tokens, files={"theme.css": css}))
    assert says in "; ".join(find_faults(theme, BASE_CSS))


def test_the_sheet_is_written_once_and_again_when_the_theme_changed(tmp_path: Path) -> None:
    folder = write_theme(tmp_path / "in")
    path = write_sheet(read_theme(folder), tmp_path / "out", BASE_CSS)
    first = path.stat().st_mtime_ns
    write_sheet(read_theme(folder), tmp_path / "out", BASE_CSS)
    assert path.stat().st_mtime_ns == first
    (folder / "theme.css").write_text(".btn { border: 0; }")
    write_sheet(read_theme(folder), tmp_path / "out", BASE_CSS)
    assert ".btn" in path.read_text()
    assert [one.name for one in path.parent.iterdir()] == ["theme.css"]


def test_sheet_and_files_of_every_theme_are_found_and_collected(settings: Any, tmp_path: Path) -> None:
    settings.VAR, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    assert finders.find("themes/forum/theme.css") == str(tmp_path / "themes/forum/theme.css")
    call_command("collectstatic", interactive=False, verbosity=0)
    for theme in themes:
        for name in ({"theme.css"} | theme.static) if theme.key != "base" else ():
            assert (tmp_path / "static/themes" / theme.key / name).exists()


def test_a_file_laid_over_one_of_base_has_an_address_of_its_own() -> None:
    assert static("prokadry/img/mark.svg") == "/static/prokadry/img/mark.svg"
    with use_theme(lambda: themes.get("forum")):
        assert static("prokadry/img/mark.svg") == "/static/themes/forum/prokadry/img/mark.svg"
        assert static("prokadry/dist/app.css") == "/static/prokadry/dist/app.css"


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("404.html", "{% load wagtailadmin_tags_of_mine %}", "loads 'wagtailadmin_tags_of_mine'"),
        ("404.html", "{% if %}", "templates/404.html: "),
        ("no_such.html", "", "lies over nothing"),
    ],
)
def test_checks_of_templates(tmp_path: Path, name: str, text: str, says: str) -> None:
    with registered(write_theme(tmp_path, files={f"templates/{name}": text})):
        found = check_themes()
    assert {message.id for message in found} == {"themes.E003"}
    assert says in found[0].msg
