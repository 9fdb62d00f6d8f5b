"""Which addresses are videos of which site, and what they are made into."""

import string
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prokadry_embeds.providers import RuTube, VkVideo, YouTube

PROVIDERS = (RuTube(), VkVideo(), YouTube())
NUMBER = "0123456789abcdef0123456789abcdef"


RUTUBE_PAGE = f"https://rutube.ru/video/{NUMBER}/"
RUTUBE_FRAME = f"https://rutube.ru/play/embed/{NUMBER}/"
VK_PAGE = "https://vkvideo.ru/video-1_2"
VK_FRAME = "https://vkvideo.ru/video_ext.php?oid=-1&id=2"
YOUTUBE_PAGE = "https://www.youtube.com/watch?v=aqz-KE-bpKQ"
YOUTUBE_FRAME = "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ?enablejsapi=1&playsinline=1&rel=0"
KEY = "hash=0a1b2c3d4e5f6071"


@pytest.mark.parametrize(
    ("address", "proper", "frame"),
    [
        (RUTUBE_PAGE, RUTUBE_PAGE, RUTUBE_FRAME),
        (f"http://www.rutube.ru/video/{NUMBER}?t=5&r=wd", RUTUBE_PAGE, RUTUBE_FRAME),
        (f"https://rutube.ru/play/embed/{NUMBER}", RUTUBE_PAGE, RUTUBE_FRAME),
        (
            f"https://rutube.ru/video/private/{NUMBER}/?p=ab_C-9",
            f"{RUTUBE_PAGE}?p=ab_C-9",
            f"{RUTUBE_FRAME}?p=ab_C-9",
        ),
        (VK_PAGE, VK_PAGE, f"{VK_FRAME}&js_api=1"),
        ("https://vk.com/video-1_2?list=ln-abc", VK_PAGE, f"{VK_FRAME}&js_api=1"),
        ("https://vk.com/videos-1?z=video-1_2%2Fclub1", VK_PAGE, f"{VK_FRAME}&js_api=1"),
        ("https://vkvideo.ru/playlist/-1_7/video-1_2", VK_PAGE, f"{VK_FRAME}&js_api=1"),
        (
            f"https://vk.com/video_ext.php?oid=-1&id=2&{KEY}&hd=2",
            f"{VK_PAGE}?{KEY}",
            f"{VK_FRAME}&{KEY}&js_api=1",
        ),
        (f"{YOUTUBE_PAGE}&t=10s", YOUTUBE_PAGE, YOUTUBE_FRAME),
        ("https://youtu.be/aqz-KE-bpKQ?si=x", YOUTUBE_PAGE, YOUTUBE_FRAME),
        ("https://m.youtube.com/live/aqz-KE-bpKQ", YOUTUBE_PAGE, YOUTUBE_FRAME),
    ],
)
def test_an_address_is_known_by_one_site_and_spelt_in_one_way(address: str, proper: str, frame: str) -> None:
    known = [provider for provider in PROVIDERS if provider.recognise(address)]
    assert len(known) == 1
    assert known[0].recognise(address) == proper
    assert known[0].frame_url(proper) == frame


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://rutube.ru/",
        f"https://rutube.ru.evil.example/video/{NUMBER}/",
        f"https://evil.example/rutube.ru/video/{NUMBER}/",
        f"https://rutube.ru@evil.example/video/{NUMBER}/",
        f"https://user@rutube.ru/video/{NUMBER}/",
        f"https://rutube.ru:8443/video/{NUMBER}/",
        f"ftp://rutube.ru/video/{NUMBER}/",
        "https://rutube.ru/channel/123/",
        "https://rutube.ru/video/0123/",
        "javascript:alert(1)//youtube.com/watch?v=aqz-KE-bpKQ",
        "https://www.youtube.com/watch?v=short",
        "https://www.youtube.com/@channel",
        "https://youtu.be/",
        "https://vk.com/video_ext.php?oid=-1",
        "https://vk.com/video-1_x",
        "https://vkvideo.ru/@somebody",
        "https://[::1",
    ],
)
def test_anything_else_is_nobodys(address: str) -> None:
    assert [provider.recognise(address) for provider in PROVIDERS] == ["", "", ""]


addresses = st.one_of(
    st.text(),
    st.builds(
        "https://{}{}".format,
        st.sampled_from(["rutube.ru", "vk.com", "vkvideo.ru", "youtube.com", "youtu.be", "evil.example"]),
        st.text(alphabet=string.ascii_letters + string.digits + "/?&=_-%@:#[]\"' <", max_size=80),
    ),
    st.builds(
        "https://{}/{}{}".format,
        st.sampled_from(["rutube.ru/video", "vk.com", "youtu.be"]),
        st.from_regex(r"(video-?[0-9]{1,9}_[0-9]{1,9}|[0-9a-f]{32}/|[A-Za-z0-9_-]{11})", fullmatch=True),
        st.text(alphabet="?&=php-_%\"'<>/hash01234abc", max_size=30),
    ),
)


@given(address=addresses)
def test_whatever_is_typed_a_frame_stays_on_its_site_and_a_proper_address_proper(address: str) -> None:
    for provider in PROVIDERS:
        proper = provider.recognise(address)
        if not proper:
            continue
        assert provider.recognise(proper) == proper
        frame = urlsplit(provider.frame_url(proper))
        assert frame.scheme == "https"
        assert frame.netloc in {"rutube.ru", "vkvideo.ru", "www.youtube-nocookie.com"}
        assert not set(provider.frame_url(proper)) & set("\"'<> ")
