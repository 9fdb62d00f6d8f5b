"""A video provider for tests, and a webinar that it plays."""

from typing import Any

from courses.embedding import EmbedProvider
from courses.models import WebinarPage
from tests.factories import make_webinar

ADDRESS = "https://films.example/watch/1"


class Films(EmbedProvider):
    """Plays everything under https://films.example/watch/."""

    key = "films"
    label = "Films"
    example = ADDRESS
    script = "prokadry/dist/player.js"
    other_origins = ("https://old.films.example",)

    def recognise(self, address: str) -> str:
        plain = address.split("?")[0]
        return plain if plain.startswith("https://films.example/watch/") else ""

    def frame_url(self, address: str) -> str:
        return address.replace("watch", "embed")


def make_embedded(course: Any = None, *, duration_s: int = 600, **fields: Any) -> WebinarPage:
    """Return a published webinar whose video is chosen by its address."""
    return make_webinar(course, video=None, video_address=ADDRESS, video_length_s=duration_s, **fields)
