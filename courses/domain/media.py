"""Who may fetch a lecture's files: short-lived tokens in their addresses, and what such an address may name."""

import hmac
import re
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from enum import IntEnum
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import File
from django.urls import reverse
from wagtail.documents.models import AbstractDocument

from prokadry.accounts.models import User

from ..models import Activity, LiveStreamPage, Material, VideoRevision
from . import hls, transcode
from .access import check_access, may_preview

# As long as a watch session: whoever watches on after it opens the page anew.
TOKEN_LIFE = timedelta(hours=6)
LIVE_FACTS_S = 5
CAPTIONS = "captions.vtt"
FILE_NAME = re.compile(r"(?:[0-9]{1,4}p/)?[A-Za-z0-9_]+\.(?:m3u8|m4s|mp4|jpg)")
_LAYOUT = struct.Struct("!BQQQ")
_SIGNATURE_BYTES = 16
_PURPOSE = b"prokadry.courses.media.1:"


class MediaKind(IntEnum):
    """What a token opens: the files of a revision, or the broadcast of an activity."""

    REVISION = 1
    BROADCAST = 2


class BadMediaToken(Exception):  # noqa: N818 - says what is wrong
    """The token was not made here for this person's sign-in and this object, or its time is over."""


class NotAired(Exception):  # noqa: N818 - as above
    """There is no broadcast now, or that part of it has not begun."""


def sign_media(
    *, kind: MediaKind, object_id: int, user_id: int, login: str, now: datetime, until: datetime | None = None
) -> str:
    """Return a token for one object, valid for six hours or to `until`, in the hands of one sign-in only.

    `login` is the key of the person's session: it is signed, not carried, so a copied address opens nothing.
    """
    expires_at = min(now + TOKEN_LIFE, until) if until else now + TOKEN_LIFE
    packed = _LAYOUT.pack(kind, object_id, user_id, int(expires_at.timestamp()))
    return urlsafe_b64encode(packed + _signature(packed, login)).rstrip(b"=").decode()


def verify_media(token: str, *, kind: MediaKind, object_id: int, login: str, now: datetime) -> int:
    """Return the user id a token was made for; reads nothing but its arguments. Raises BadMediaToken."""
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        packed, signature = raw[: _LAYOUT.size], raw[_LAYOUT.size :]
        token_kind, token_object, user_id, expires = _LAYOUT.unpack(packed)
    except (ValueError, struct.error) as error:
        raise BadMediaToken("not a token") from error
    # Only the spelling that was signed: the last letter has bits that decoding drops.
    if urlsafe_b64encode(raw).rstrip(b"=").decode() != token:
        raise BadMediaToken("not a token")
    if not hmac.compare_digest(signature, _signature(packed, login)):
        raise BadMediaToken("wrong signature")
    if (token_kind, token_object) != (kind, object_id):
        raise BadMediaToken("of another object")
    if now.timestamp() >= expires:
        raise BadMediaToken("expired")
    return int(user_id)


def _signature(packed: bytes, login: str) -> bytes:
    key = settings.SECRET_KEY.encode()
    return hmac.digest(key, _PURPOSE + packed + login.encode(), "sha256")[:_SIGNATURE_BYTES]


def revision_url(name: str, *, revision: VideoRevision, token: str) -> str:
    """Return the address of one of a revision's files."""
    return reverse("courses:video_file", args=[token, revision.pk, name])


def broadcast_url(name: str, *, activity_id: int, token: str) -> str:
    """Return the address of a file of a recording that is broadcast as if live."""
    return reverse("courses:live_file", args=[token, activity_id, name])


def revision_file(*, revision_id: int, name: str) -> Path | None:
    """Return the path of a revision's file, or None; a name can never lead out of the revision's folder."""
    if not FILE_NAME.fullmatch(name):
        return None
    path = VideoRevision(pk=revision_id).folder / name
    return path if path.is_file() else None


def captions_file(*, revision_id: int) -> File | None:
    """Return the captions of the video a revision belongs to, or None."""
    revision = VideoRevision.objects.select_related("video").filter(pk=revision_id).first()
    return revision.video.captions if revision and revision.video.captions else None


def original_file(*, name: str, user: User) -> File | None:
    """Return an uploaded file or captions by the name it is stored under, to those who may edit the video."""
    from ..models import Video

    for field in ("file", "captions"):
        video = Video.objects.filter(**{field: name}).first()
        if video is not None:
            return getattr(video, field) if video.is_editable_by_user(user) else None
    return None


def live_playlist(*, activity_id: int, rung: str, now: datetime) -> str:
    """Return the playlist of a broadcast recording's rendition as it stands now. Raises NotAired."""
    starts_at, ends_at, revision_id = _broadcast(activity_id)
    rendition = _rendition(_folder(revision_id) / rung / transcode.RUNG)
    if now < starts_at:
        raise NotAired
    return hls.live_playlist(rendition.segments, starts_at=starts_at, ends_at=ends_at, now=now)


def live_file(*, activity_id: int, name: str, now: datetime) -> Path:
    """Return the file behind an address of a broadcast: master list, poster, a rendition's start, or segment n.

    A segment is given out only once it has begun, so nobody watches ahead. Raises NotAired.
    """
    starts_at, ends_at, revision_id = _broadcast(activity_id)
    folder = _folder(revision_id)
    if name in (transcode.MASTER, transcode.POSTER):
        return folder / name
    rung, _slash, part = name.partition("/")
    rendition = _rendition(folder / rung / transcode.RUNG)
    if part == "init.mp4":
        return folder / rung / rendition.init
    number = int(part.removesuffix(".m4s")) if re.fullmatch(r"\d{1,9}\.m4s", part) else None
    segments = rendition.segments
    if number is None or number >= hls.aired_index(segments, starts_at=starts_at, ends_at=ends_at, now=now):
        raise NotAired
    return folder / rung / segments[number % len(segments)].name


def _broadcast(activity_id: int) -> tuple[datetime, datetime, int]:
    """When a premiere runs and which revision it shows; every viewer asks every few seconds, so it is kept a while."""
    facts: tuple[datetime, datetime, int] | tuple[()] | None = cache.get_or_set(
        f"courses.broadcast.{activity_id}", lambda: _read_broadcast(activity_id), LIVE_FACTS_S
    )
    if not facts:
        raise NotAired
    return facts


def _read_broadcast(activity_id: int) -> tuple[datetime, datetime, int] | tuple[()]:
    activity = Activity.objects.filter(pk=activity_id, is_live=True).first()
    if activity is None or activity.starts_at is None or activity.ends_at is None:
        return ()
    page = LiveStreamPage.objects.select_related("premiere").filter(pk=activity.page_id).first()
    revision = page.premiere.current if page and page.premiere else None
    return (activity.starts_at, activity.ends_at, revision.pk) if revision else ()


def _folder(revision_id: int) -> Path:
    return VideoRevision(pk=revision_id).folder


@lru_cache(maxsize=64)
def _rendition(path: Path) -> hls.Rendition:
    """Read a playlist once: the files of a revision never change."""
    try:
        return hls.read_rendition(path)
    except OSError as error:
        raise NotAired from error


def may_read_document(*, document: AbstractDocument, user: User, now: datetime) -> bool:
    """Tell whether a document may be served: one listed as material only to who may open such an activity."""
    page_ids = [
        page_id
        for model in Material.__subclasses__()
        for page_id in model._default_manager.filter(document=document).values_list("page_id", flat=True)
    ]
    if not page_ids or may_preview(user):
        return True
    activities = Activity.objects.filter(page_id__in=page_ids)
    return any(check_access(user=user, activity=activity, now=now).allowed for activity in activities)


def origin_of(url: str) -> str:
    """Return scheme and host of an address, as a content security policy names them."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
