import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.domain.hls import (
    BadPlaylist,
    Segment,
    aired_index,
    live_playlist,
    parse_rendition,
    read_rungs,
)

START = datetime(2026, 8, 27, 9, 0, tzinfo=UTC)
segment_lists = st.lists(st.integers(200, 6000), min_size=1, max_size=12).map(
    lambda durations: [Segment(f"{n:05}.m4s", ms) for n, ms in enumerate(durations)]
)
lengths_ms = st.integers(1000, 120_000)
instants_ms = st.integers(-5000, 130_000)


def playlist(segments: list[Segment], length_ms: int, at_ms: int, window: int = 10) -> str:
    return live_playlist(
        segments,
        starts_at=START,
        ends_at=START + timedelta(milliseconds=length_ms),
        now=START + timedelta(milliseconds=at_ms),
        window=window,
    )


def entries(text: str) -> list[tuple[int, int]]:
    """(number, duration in ms) of each listed segment."""
    found = re.findall(r"#EXTINF:([\d.]+),\n(\d+)\.m4s", text)
    return [(int(number), round(float(seconds) * 1000)) for seconds, number in found]


def header(text: str, name: str) -> int:
    match = re.search(rf"#{name}:(\d+)", text)
    assert match
    return int(match[1])


@given(segment_lists, lengths_ms, instants_ms, st.integers(1, 12))
def test_lists_the_segments_that_have_begun_and_no_other(segments, length_ms, at_ms, window):
    listed = entries(playlist(segments, length_ms, at_ms, window))
    begins, number, at = [], 0, 0
    while at < length_ms:
        begins.append(at)
        at += segments[number % len(segments)].duration_ms
        number += 1
    begun = [n for n, begin in enumerate(begins) if begin <= at_ms]
    assert [n for n, _ms in listed] == begun[-window:]
    assert all(ms == segments[n % len(segments)].duration_ms for n, ms in listed)


@given(segment_lists, lengths_ms, instants_ms)
def test_every_repeat_begins_with_a_discontinuity_that_is_counted_once_it_left(segments, length_ms, at_ms):
    text = playlist(segments, length_ms, at_ms, window=4)
    listed = [number for number, _ms in entries(text)]
    if not listed:
        return
    marked = {
        int(number)
        for number in re.findall(
            r"#EXT-X-DISCONTINUITY\n(?:#EXT-X-(?:MAP|PROGRAM)[^\n]*\n|#EXTINF[^\n]*\n)+(\d+)", text
        )
    }
    assert marked == {n for n in listed if n and n % len(segments) == 0}
    before = sum(1 for n in range(1, listed[0]) if n % len(segments) == 0)
    assert header(text, "EXT-X-DISCONTINUITY-SEQUENCE") == before
    assert header(text, "EXT-X-MEDIA-SEQUENCE") == listed[0]


@given(segment_lists, lengths_ms, st.integers(-5000, 120_000), st.integers(0, 10_000))
def test_only_grows(segments, length_ms, at_ms, later_ms):
    def aired(ms: int) -> int:
        return aired_index(
            segments,
            starts_at=START,
            ends_at=START + timedelta(milliseconds=length_ms),
            now=START + timedelta(milliseconds=ms),
        )

    assert aired(at_ms) <= aired(at_ms + later_ms)
    assert (aired(at_ms) == 0) == (at_ms < 0)


@given(segment_lists, lengths_ms, instants_ms)
def test_is_closed_exactly_from_the_end_on_and_says_no_longer_target_than_needed(segments, length_ms, at_ms):
    text = playlist(segments, length_ms, at_ms)
    assert text.endswith("#EXT-X-ENDLIST\n") == (at_ms >= length_ms)
    target = header(text, "EXT-X-TARGETDURATION")
    assert all(round(ms / 1000) <= target for _n, ms in entries(text))


def test_dates_each_run_of_segments():
    segments = [Segment("00000.m4s", 4000), Segment("00001.m4s", 2000)]
    text = playlist(segments, 60_000, 13_000, window=4)
    assert re.findall(r"DATE-TIME:(\S+)", text) == [
        "2026-08-27T09:00:04.000+00:00",
        "2026-08-27T09:00:06.000+00:00",
        "2026-08-27T09:00:12.000+00:00",
    ]
    assert entries(text) == [(1, 2000), (2, 4000), (3, 2000), (4, 4000)]


def test_reads_what_the_encoder_wrote():
    rendition = parse_rendition(
        '#EXTM3U\n#EXT-X-MAP:URI="init_0.mp4"\n#EXTINF:4.004000,\n00000.m4s\n#EXTINF:1.333000,\n00001.m4s\n#EXT-X-ENDLIST\n'
    )
    assert rendition.init == "init_0.mp4"
    assert rendition.segments == (Segment("00000.m4s", 4004), Segment("00001.m4s", 1333))
    assert rendition.duration_ms == 5337
    assert read_rungs("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n720p/index.m3u8\n\n#X\n360p/index.m3u8\n") == [
        "720p",
        "360p",
    ]


@pytest.mark.parametrize("text", ["", "#EXTM3U\n", "<html>", '#EXT-X-MAP:URI="init.mp4"\n'])
def test_refuses_what_is_no_playlist(text):
    with pytest.raises(BadPlaylist):
        parse_rendition(text)
