"""What is refused at the door, and why; whatever is inside, nothing leaves the folder it is unpacked into."""

import io
import stat
import tempfile
import zipfile
from pathlib import Path
from typing import IO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packages import MANIFEST_12, MANIFEST_2004, make_zip
from prokadry_scorm.domain import archive as archives
from prokadry_scorm.domain.archive import MB, BadPackage, inner_path, open_archive, unpack
from prokadry_scorm.domain.manifest import read_manifest

parts = st.sampled_from(["..", ".", "", "a", "b", "c:", "con", "\\", "имя", "\u202e", "\x00", " ", "x" * 250])
names = st.lists(parts, min_size=1, max_size=5).map("/".join) | st.text(max_size=20)


@given(st.lists(names, max_size=4, unique=True))
def test_no_name_leads_out_of_the_folder(evil: list[str]) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "inner"
        try:
            unpack(open_archive(make_raw_zip(evil), size_max=MB), folder)
        except BadPackage:
            assert not folder.exists()
        assert {path.name for path in Path(place).iterdir()} <= {"inner"}


@given(names)
def test_inner_paths_are_spelled_in_one_way(name: str) -> None:
    path = inner_path(name)
    assert inner_path(path) == path
    assert not path.startswith("/")
    assert ".." not in path.split("/")


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/etc/x", "\\\\server\\x", "C:\\x", "a\x00b", "a//b"])
def test_evil_names_are_refused_by_name(name: str) -> None:
    with pytest.raises(BadPackage, match="за его пределы"):
        open_archive(make_raw_zip([name]), size_max=MB)


def test_links_passwords_bombs_and_crowds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert "ссылка" in refusal(make_zip({"a": "b"}, link))
    assert "паролем" in refusal(make_locked_zip())
    assert "1 МБ" in refusal(make_zip({"film.mp4": b"x" * (MB + 1)}))
    monkeypatch.setattr(archives, "RATIO_FREE_BYTES", 1000)
    assert "в сто раз" in refusal(make_zip({"zeros": b"\0" * 500_000}))
    monkeypatch.setattr(archives, "FILES_MAX", 2)
    assert "больше 2 файлов" in refusal(make_zip({"a": "", "b": "", "c": ""}))
    assert "не архив" in refusal(io.BytesIO(b"PK\x03\x04 nothing"))


def test_twins_and_files_that_are_folders_are_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        assert "два файла" in refusal(make_raw_zip(["a", "a"]))
    assert "и файл, и папка" in refusal(make_raw_zip(["a", "a/b"]))


def test_damage_is_found_while_unpacking(tmp_path: Path) -> None:
    data = bytearray(make_zip({"page.html": "слово " * 100}).getvalue())
    data[60] ^= 0xFF
    with pytest.raises(BadPackage, match=r"page\.html"):
        unpack(open_archive(io.BytesIO(data), size_max=MB), tmp_path / "inner")


def test_russian_and_windows_names_are_understood(tmp_path: Path) -> None:
    opened = open_archive(make_raw_zip(["страница.html", "res\\", "res\\a.js"]), size_max=MB)
    assert set(opened.members) == {"страница.html", "res/a.js"}
    assert set(open_archive(make_dos_zip("Глава.htm"), size_max=MB).members) == {"Глава.htm"}


def test_manifests_say_what_to_play() -> None:
    old, new = read_manifest(MANIFEST_12.encode()), read_manifest(MANIFEST_2004.encode())
    assert (old.version, old.title, old.entry, old.query) == (
        "1.2", "Охрана труда", "pages/index.html", "?v=2",
    )  # fmt: skip
    assert (old.launch_data, old.mastery) == ("ключ=1", None)
    strict = MANIFEST_12.replace("</item>", "<adlcp:masteryscore>80</adlcp:masteryscore></item>")
    assert read_manifest(strict.encode()).mastery == 80
    assert (new.version, new.title, new.entry, new.mastery) == (
        "2004",
        "Первая помощь",
        "pages/start.html",
        0.8,
    )


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("<schemaversion>1.2</schemaversion>", "<schemaversion>3.0</schemaversion>", "версию SCORM"),
        ('adlcp:scormtype="sco"', 'adlcp:scormtype="asset"', "не сообщает результата"),
        ('href="pages/index.html?v=2"', 'href="https://evil.example/x"', "за своими пределами"),
        ('href="pages/index.html?v=2"', 'href="../../secret"', "за своими пределами"),
        ('identifierref="sco"', 'identifierref="other"', "нечего показать"),
        ("</organization>", '<item identifierref="sco"/></organization>', "2 объектов"),
        ("<manifest ", '<!DOCTYPE a [<!ENTITY b "c">]><manifest ', "DTD"),
        ("</manifest>", "", "не читается"),
    ],
)
def test_manifests_that_cannot_be_played_are_refused(before: str, after: str, fault: str) -> None:
    assert before in MANIFEST_12
    with pytest.raises(BadPackage, match=fault):
        read_manifest(MANIFEST_12.replace(before, after).encode())


def refusal(source: IO[bytes]) -> str:
    with pytest.raises(BadPackage) as caught:
        open_archive(source, size_max=MB)
    return str(caught.value.text)


def make_raw_zip(evil: list[str]) -> io.BytesIO:
    """Return an archive with the names as they are, which the library would have tidied."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in evil:
            info = zipfile.ZipInfo("x")
            info.filename = name
            archive.writestr(info, "content")
    made.seek(0)
    return made


def make_locked_zip() -> io.BytesIO:
    data = bytearray(make_zip({"a": "b"}).getvalue())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    return io.BytesIO(data)


def make_dos_zip(name: str) -> io.BytesIO:
    """Return an archive whose name is in the code page of DOS, and says nothing of it."""
    stand_in = "x" * len(name)
    data = make_zip({stand_in: ""}).getvalue()
    return io.BytesIO(data.replace(stand_in.encode(), name.encode("cp866")))
