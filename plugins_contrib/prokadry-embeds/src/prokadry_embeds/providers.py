"""RuTube, VK Video and YouTube: which addresses are theirs, and which frame plays them."""

import re
from urllib.parse import SplitResult, parse_qs, urlencode, urlsplit

from courses.embedding import EmbedProvider

RUTUBE_PATH = re.compile(r"/(?:video(?:/private)?|play/embed|shorts)/([0-9a-f]{32})")
RUTUBE_KEY = re.compile(r"[\w-]{1,64}", re.ASCII)
VK_VIDEO = re.compile(r"(?:/[^/]*)*/video(-?[0-9]{1,15})_([0-9]{1,15})", re.ASCII)
VK_NUMBER = re.compile(r"-?[0-9]{1,15}", re.ASCII)
VK_HASH = re.compile(r"[0-9a-f]{8,32}")
YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}")
YOUTUBE_PATH = re.compile(r"/(?:embed|live|shorts|v)/([A-Za-z0-9_-]{11})")


def _split(address: str, hosts: set[str]) -> SplitResult | None:
    """Return the parts of a web address on one of `hosts`; None for anything else."""
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
        is_plain = parts.scheme in ("http", "https") and parts.port is None and parts.username is None
    except ValueError:
        return None
    return parts if is_plain and host in hosts else None


def _parameter(parts: SplitResult, name: str, pattern: re.Pattern[str]) -> str:
    """Return the parameter of an address, "" where it is missing or malformed."""
    value = parse_qs(parts.query).get(name, [""])[0]
    return value if pattern.fullmatch(value) else ""


class RuTube(EmbedProvider):
    """Videos of RuTube, also those open by a link with a key (`?p=`)."""

    key = "rutube"
    order = 20
    label = "RuTube"
    example = "https://rutube.ru/video/0123456789abcdef0123456789abcdef/"
    script = "prokadry_embeds/rutube.js"

    def recognise(self, address: str) -> str:
        """Return `https://rutube.ru/video/{id}/`, with the key of a private video."""
        parts = _split(address, {"rutube.ru"})
        match = RUTUBE_PATH.fullmatch(parts.path.rstrip("/")) if parts else None
        if not parts or not match:
            return ""
        key = _parameter(parts, "p", RUTUBE_KEY)
        return f"https://rutube.ru/video/{match[1]}/" + (f"?p={key}" if key else "")

    def frame_url(self, address: str) -> str:
        """Return the embedded player of a video."""
        return address.replace("/video/", "/play/embed/", 1)


class VkVideo(EmbedProvider):
    """Videos of VK Video, also those open by a link with a key (`hash`)."""

    key = "vkvideo"
    order = 30
    label = "VK Видео"
    example = "https://vkvideo.ru/video-22822305_456241864"
    script = "prokadry_embeds/vk.js"
    other_origins = ("https://vk.com",)

    def recognise(self, address: str) -> str:
        """Return `https://vkvideo.ru/video{owner}_{id}`, with the key where the address has one."""
        parts = _split(address, {"vkvideo.ru", "vk.com", "vk.ru"})
        if not parts:
            return ""
        owner, number = self._ids(parts)
        if not owner or not number:
            return ""
        key = _parameter(parts, "hash", VK_HASH)
        return f"https://vkvideo.ru/video{owner}_{number}" + (f"?hash={key}" if key else "")

    def _ids(self, parts: SplitResult) -> tuple[str, str]:
        if parts.path == "/video_ext.php":
            return _parameter(parts, "oid", VK_NUMBER), _parameter(parts, "id", VK_NUMBER)
        # A video opened over a list of videos stands in the parameter `z`, as its own path would.
        opened = parse_qs(parts.query).get("z", [""])[0].partition("/")[0]
        match = VK_VIDEO.fullmatch(f"/{opened}" if opened else parts.path.rstrip("/"))
        return (match[1], match[2]) if match else ("", "")

    def frame_url(self, address: str) -> str:
        """Return the embedded player of a video."""
        parts = urlsplit(address)
        owner, number = self._ids(parts)
        key = _parameter(parts, "hash", VK_HASH)
        query = {"oid": owner, "id": number, **({"hash": key} if key else {}), "js_api": 1}
        return f"https://vkvideo.ru/video_ext.php?{urlencode(query)}"


class YouTube(EmbedProvider):
    """Videos of YouTube, from the host that sets no cookies before playing."""

    key = "youtube"
    order = 40
    label = "YouTube"
    example = "https://www.youtube.com/watch?v=aqz-KE-bpKQ"
    script = "prokadry_embeds/youtube.js"

    def recognise(self, address: str) -> str:
        """Return `https://www.youtube.com/watch?v={id}`."""
        parts = _split(address, {"youtube.com", "youtu.be", "youtube-nocookie.com"})
        number = self._id(parts) if parts else ""
        return f"https://www.youtube.com/watch?v={number}" if number else ""

    def _id(self, parts: SplitResult) -> str:
        if parts.hostname == "youtu.be":
            number = parts.path.strip("/")
            return number if YOUTUBE_ID.fullmatch(number) else ""
        if parts.path == "/watch":
            return _parameter(parts, "v", YOUTUBE_ID)
        match = YOUTUBE_PATH.fullmatch(parts.path.rstrip("/"))
        return match[1] if match else ""

    def frame_url(self, address: str) -> str:
        """Return the embedded player of a video."""
        query = urlencode({"enablejsapi": 1, "playsinline": 1, "rel": 0})
        return f"https://www.youtube-nocookie.com/embed/{self._id(urlsplit(address))}?{query}"
