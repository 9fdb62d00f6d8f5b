"""Packages on the disk: each in a folder named by its content, never changed once it is there."""

import hashlib
import shutil
import uuid
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from prokadry.plugins.settings import plugin_settings

from ..models import ScormPackage
from .archive import MB, Archive, BadPackage, inner_path, open_archive, read_member, unpack
from .manifest import NAME, read_manifest

MANIFEST_MAX = 5 * MB
CHUNK = 1024 * 1024
DIGEST_LENGTH = 32


def packages_folder() -> Path:
    """Return where packages lie: with the recordings, out of reach of any public address."""
    return Path(settings.VIDEO_ROOT).absolute() / "scorm"


def store_package(*, source: IO[bytes], title: str = "", now: datetime) -> ScormPackage:
    """Judge an uploaded zip, unpack it, and return its row; the same file again gives the same row.

    Raises BadPackage, and leaves nothing behind.
    """
    archive = open_archive(source, size_max=int(plugin_settings("scorm").max_size_mb) * MB)
    if NAME not in archive.members:
        raise _no_manifest(archive)
    manifest = read_manifest(read_member(archive, NAME, size_max=MANIFEST_MAX))
    if manifest.entry not in archive.members:
        raise BadPackage(
            _("The package begins with “%(name)s”, and there is no such file in it.")
            % {"name": manifest.entry}
        )
    digest = _digest(source)
    _unpack_once(archive, digest)
    package, _created = ScormPackage.objects.get_or_create(
        digest=digest,
        defaults={
            "title": title or manifest.title or manifest.entry,
            "version": manifest.version,
            "entry": manifest.entry,
            "query": manifest.query,
            "launch_data": manifest.launch_data,
            "mastery": manifest.mastery,
            "files": len(archive.members),
            "size_bytes": archive.size,
            "uploaded_at": now,
        },
    )
    return package


def file_of(*, digest: str, name: str) -> Path | None:
    """Return the path of a file of a package, or None; a name can never lead out of the package's folder."""
    inside = inner_path(name)
    if not inside:
        return None
    path = packages_folder() / digest / inside
    return path if path.is_file() else None


def _no_manifest(archive: Archive) -> BadPackage:
    inner = [name for name in archive.members if name.rpartition("/")[2].lower() == NAME]
    if inner:
        return BadPackage(
            _(
                "imsmanifest.xml must lie at the top of the archive, and is found as “%(name)s”: pack what is in "
                "the folder, not the folder itself."
            )
            % {"name": min(inner, key=len)}
        )
    return BadPackage(_("There is no imsmanifest.xml in the archive: this is no SCORM package."))


def _digest(source: IO[bytes]) -> str:
    source.seek(0)
    found = hashlib.sha256()
    while chunk := source.read(CHUNK):
        found.update(chunk)
    return found.hexdigest()[:DIGEST_LENGTH]


def _unpack_once(archive: Archive, digest: str) -> None:
    """Unpack beside the place and move there in one step: nobody ever sees a part of a package."""
    folder = packages_folder() / digest
    if folder.is_dir():
        return
    draft = packages_folder() / f".{uuid.uuid4().hex}"
    try:
        draft.mkdir(parents=True)
        unpack(archive, draft)
        try:
            draft.rename(folder)
        except OSError:
            # Somebody else was faster with the same file.
            if not folder.is_dir():
                raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
