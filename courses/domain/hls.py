"""Playlists of HLS: reading those ffmpeg wrote, and broadcasting a recording as if it were live. Pure."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from math import ceil
from pathlib import Path

# How many segments a live playlist lists: enough for a player to buffer, few enough to stay at the live edge.
LIVE_WINDOW = 10


class BadPlaylist(Exception):  # noqa: N818 - says what is wrong
    """A playlist has no segments, or is not one."""


@dataclass(frozen=True)
class Segment:
    """One file of a rendition and how long it plays, in milliseconds."""

    name: str
    duration_ms: int


@dataclass(frozen=True)
class Rendition:
    """The initialisation file of a rendition and its segments in order."""

    init: str
    segments: tuple[Segment, ...]

    @property
    def duration_ms(self) -> int:
        return sum(segment.duration_ms for segment in self.segments)


def read_rendition(path: Path) -> Rendition:
    """Read a rendition's playlist. Raises BadPlaylist."""
    return parse_rendition(path.read_text(encoding="utf-8"))


def parse_rendition(text: str) -> Rendition:
    """Parse a media playlist of fragmented MP4. Raises BadPlaylist."""
    init = re.search(r'#EXT-X-MAP:URI="([^"]+)"', text)
    found = re.findall(r"#EXTINF:([\d.]+),[^\n]*\n([^#\s]+)", text)
    # Rounding the running total, not each part, keeps a long recording's length exact.
    ends = [round(end * 1000) for end in accumulate(float(seconds) for seconds, _name in found)]
    segments = tuple(
        Segment(name, end - start)
        for (_seconds, name), start, end in zip(found, [0, *ends], ends, strict=False)
        if end > start
    )
    if not segments or not init:
        raise BadPlaylist("no segments")
    return Rendition(init[1], segments)


def read_rungs(master: str) -> list[str]:
    """Return the names of the renditions a master playlist lists, in its order."""
    return re.findall(r"^([\w.-]+)/[\w.-]+\.m3u8\s*$", master, re.MULTILINE)


def aired_index(segments: Sequence[Segment], *, starts_at: datetime, ends_at: datetime, now: datetime) -> int:
    """Return how many segments have begun by `now`, counted through the repeats; 0 before the start.

    A recording shorter than its broadcast repeats. No segment begins at or after `ends_at`.
    """
    elapsed_ms = _ms(min(now, ends_at) - starts_at)
    if now < starts_at or elapsed_ms < 0:
        return 0
    begins = _begins(segments)
    rounds, rest_ms = divmod(elapsed_ms, begins[-1])
    if now < ends_at:
        return rounds * len(segments) + bisect_right(begins[:-1], rest_ms)
    return rounds * len(segments) + bisect_left(begins[:-1], rest_ms)


def live_playlist(
    segments: Sequence[Segment],
    *,
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
    window: int = LIVE_WINDOW,
) -> str:
    """Return the playlist of a recording broadcast from `starts_at` to `ends_at`, as it stands at `now`.

    Segment n of the broadcast is named `n.m4s`; it is listed from the moment it begins. The last `window`
    segments are listed. Every repeat of the recording begins with a discontinuity; after the end the list is
    closed. Every viewer gets the same text. Before the start, and for an empty window, no segment is listed.
    """
    begins = _begins(segments)
    count = len(segments)
    last = aired_index(segments, starts_at=starts_at, ends_at=ends_at, now=now)
    first = max(last - window, 0)
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        f"#EXT-X-TARGETDURATION:{ceil(max(segment.duration_ms for segment in segments) / 1000)}",
        f"#EXT-X-MEDIA-SEQUENCE:{first}",
        # The discontinuity before segment n stands with it in the list, so those of earlier ones are counted.
        f"#EXT-X-DISCONTINUITY-SEQUENCE:{max(first - 1, 0) // count}",
        "#EXT-X-INDEPENDENT-SEGMENTS",
    ]
    for number in range(first, last):
        rounds, index = divmod(number, count)
        if number == first or index == 0:
            begun_at = starts_at + timedelta(milliseconds=rounds * begins[-1] + begins[index])
            if index == 0 and number:
                lines.append("#EXT-X-DISCONTINUITY")
            lines.append('#EXT-X-MAP:URI="init.mp4"')
            lines.append(f"#EXT-X-PROGRAM-DATE-TIME:{begun_at.isoformat(timespec='milliseconds')}")
        lines.append(f"#EXTINF:{segments[index].duration_ms / 1000:.3f},")
        lines.append(f"{number}.m4s")
    if now >= ends_at:
        lines.append("#EXT-X-ENDLIST")
    return "\n".join(lines) + "\n"


def _begins(segments: Sequence[Segment]) -> list[int]:
    """Where each segment begins in the recording, in milliseconds, and last where the recording ends."""
    return [0, *accumulate(segment.duration_ms for segment in segments)]


def _ms(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)
