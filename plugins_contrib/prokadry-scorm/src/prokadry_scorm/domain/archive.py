"""A zip from outside: judged by its list of files before a byte of it is unpacked."""

import shutil
import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.utils.translation import gettext_lazy as _

from courses.extensions import Text

MB = 1024 * 1024
FILES_MAX = 5_000
# Pages, scripts and pictures shrink to a tenth; a hundredth is made to fill a disk.
RATIO_MAX = 100
RATIO_FREE_BYTES = 10 * MB
NAME_MAX, PATH_MAX = 200, 800
UTF8_NAME, ENCRYPTED = 0x800, 0x1
# The name of a folder ends with one; some archivers on Windows write the second.
SEPARATORS = ("/", "\\")


class BadPackage(Exception):  # noqa: N818 - what happened, as it reads where it is caught
    """The file cannot be taken; `text` tells the editor why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.text = text


@dataclass(frozen=True)
class Archive:
    """A zip whose list of files is harmless: `members` by their path inside the package, `size` bytes unpacked."""

    source: zipfile.ZipFile
    members: dict[str, zipfile.ZipInfo]
    size: int


def open_archive(source: IO[bytes], *, size_max: int) -> Archive:
    """Return a zip whose files all stay inside a folder and take at most `size_max` bytes. Raises BadPackage."""
    try:
        opened = zipfile.ZipFile(source)
        infos = opened.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise BadPackage(_("This is no zip archive, or it is damaged.")) from error
    if len(infos) > FILES_MAX:
        raise BadPackage(_("The archive holds more than %(count)s files.") % {"count": FILES_MAX})
    members: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        name = _checked_name(info)
        if info.filename.endswith(SEPARATORS):
            continue
        if name in members:
            raise BadPackage(_("The archive holds two files named “%(name)s”.") % {"name": name})
        members[name] = info
    folders = {str(parent) for name in members for parent in Path(name).parents}
    if both := folders & members.keys():
        raise BadPackage(_("“%(name)s” is both a file and a folder in the archive.") % {"name": min(both)})
    size = sum(info.file_size for info in members.values())
    packed = sum(info.compress_size for info in members.values())
    if size > size_max:
        raise BadPackage(
            _("Unpacked, the archive takes more than %(size)s MB. Make videos smaller or split the course.")
            % {"size": size_max // MB}
        )
    if size > RATIO_FREE_BYTES and size > RATIO_MAX * packed:
        raise BadPackage(_("The archive is compressed more than a hundredfold: this is no course."))
    return Archive(opened, members, size)


def read_member(archive: Archive, name: str, *, size_max: int) -> bytes:
    """Return one file of an archive. Raises BadPackage when it is damaged or larger than `size_max` bytes."""
    info = archive.members[name]
    if info.file_size > size_max:
        raise BadPackage(_("“%(name)s” is too large.") % {"name": name})
    with _readable(name), archive.source.open(info) as stream:
        return stream.read()


def unpack(archive: Archive, folder: Path) -> None:
    """Write every file of an archive under `folder`, which is new. Raises BadPackage when one is damaged."""
    for name, info in archive.members.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        # Reading stops at the size the list of files declares, which was judged.
        with _readable(name), archive.source.open(info) as stream, path.open("xb") as target:
            shutil.copyfileobj(stream, target)


def inner_path(name: str) -> str:
    """Return a path inside a package in its one proper spelling, "" for one that may lead anywhere else."""
    path = name.replace("\\", "/").removeprefix("./")
    parts = path.split("/")
    is_inside = not any(
        part in ("", ".", "..") or ":" in part or len(part.encode(errors="replace")) > NAME_MAX
        for part in parts
    )
    return path if is_inside and path.isprintable() and len(path) <= PATH_MAX else ""


def _checked_name(info: zipfile.ZipInfo) -> str:
    spelled = _spelled(info)
    name = inner_path(spelled[:-1] if spelled.endswith(SEPARATORS) else spelled)
    if not name:
        raise BadPackage(
            _("The archive holds a file with a name that leads out of it or cannot be used: “%(name)s”.")
            % {"name": ascii(spelled)[1:-1][:NAME_MAX]}
        )
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise BadPackage(_("“%(name)s” is no ordinary file but a link or a device.") % {"name": name})
    if info.flag_bits & ENCRYPTED:
        raise BadPackage(_("The archive is protected with a password."))
    return name


def _spelled(info: zipfile.ZipInfo) -> str:
    """The name as it was meant: archivers on Russian Windows write it in UTF-8 or the code page of DOS."""
    # `filename` ends at a NUL, after which another name could hide.
    if info.flag_bits & UTF8_NAME:
        return info.orig_filename
    raw = info.orig_filename.encode("cp437")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp866")


class _readable:  # noqa: N801 - used as a block
    """Says which file of an archive cannot be read."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)):
            raise BadPackage(
                _("“%(name)s” cannot be unpacked: the archive is damaged or made in an unusual way.")
                % {"name": self._name}
            ) from error
