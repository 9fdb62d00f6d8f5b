from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override

from prokadry.ui.themes import ThemeError, broken, read_theme, register_folders, themes

from .folders import write_theme


def test_a_theme_says_what_it_is_in_the_readers_language(tmp_path: Path) -> None:
    theme = read_theme(write_theme(tmp_path, tokens='[tokens]\nr = "0"\n[tokens.dark]\nkey = "#abcdef"\n'))
    assert (theme.key, theme.modes) == ("trial", {"light", "dark", "legible"})
    assert theme.tokens == {"every": {"r": "0"}, "dark": {"key": "#abcdef"}}
    with override("en"):
        assert (theme.label, theme.about) == ("Trial", "For a test")
    with override("ru"):
        assert theme.label == "Проба"


def test_every_theme_of_the_project_is_there_and_whole() -> None:
    folders = {path.parent.name for path in (settings.ROOT / "themes").glob("*/theme.toml")}
    assert folders == {theme.key for theme in themes}
    assert broken == {}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("name =", "name = 1 #"), "name must equal the folder's"),
        (('en = "Trial"', 'de = "Probe"'), "title must be given in ru and en"),
        (('["light", "dark", "legible"]', '["light", "dark"]'), "modes must be"),
        (('["light", "dark", "legible"]', '["legible"]'), "modes must be"),
        (("overlays = []", 'overlays = ["404.html"]'), "overlays names '404.html'"),
        (("overlays = []", "code = 'x'"), "unknown key 'code'"),
        (
            ("overlays = []", '[tokens]\nr = "1px; } body { display: none"'),
            "token 'r' must be a plain CSS value",
        ),
        (
            ("overlays = []", '[tokens]\nr = "url(https://example.org/a)"'),
            "token 'r' must be a plain CSS value",
        ),
        (("overlays = []", "[tokens]\nlight = 1"), "[tokens.light] must be a table"),
        (("[theme]", "[theme"), "theme.toml cannot be read"),
    ],
)
def test_a_faulty_manifest_is_refused_by_name(tmp_path: Path, change: tuple[str, str], says: str) -> None:
    path = write_theme(tmp_path) / "theme.toml"
    path.write_text(path.read_text().replace(*change))
    with pytest.raises(ThemeError) as refusal:
        read_theme(path.parent)
    assert str(refusal.value).startswith("trial: ")
    assert says in str(refusal.value)


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"templates/404.html": "<SCRIPT src='/x.js'></SCRIPT>"}, "holds a script"),
        ({"templates/base.html": "<html></html>"}, "must begin with"),
        ({"templates/wagtailadmin/base.html": ""}, "belongs to the CMS"),
        ({"templates/email/base.html": ""}, "belongs to the CMS or to letters"),
        ({"static/app.js": "alert(1)"}, "static/app.js is of a kind themes may not bring"),
        ({"tags.py": ""}, "tags.py is code"),
    ],
)
def test_a_theme_runs_no_code(tmp_path: Path, files: dict[str, str], says: str) -> None:
    with pytest.raises(ThemeError, match=says):
        read_theme(write_theme(tmp_path, files=files))


def test_a_template_that_is_not_declared_is_refused(tmp_path: Path) -> None:
    folder = write_theme(tmp_path)
    (folder / "templates").mkdir()
    (folder / "templates/404.html").write_text("")
    with pytest.raises(ThemeError, match=r"templates/404.html is not among overlays"):
        read_theme(folder)


def test_a_broken_theme_is_left_out_and_remembered(tmp_path: Path) -> None:
    folder = write_theme(tmp_path)
    (folder / "theme.toml").write_text("")
    try:
        register_folders(tmp_path)
        assert "trial" not in themes
        assert "a table [theme] is needed" in broken["trial"]
    finally:
        broken.clear()
