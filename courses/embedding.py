"""What a provider of embedded video derives from: players of other sites, in a frame, loaded on demand."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.templatetags.static import static

from .domain.videos import addressed_facts
from .extensions import ShownVideo, Text, VideoFacts, Viewing
from .models import WebinarPage

TEMPLATE = "courses/includes/embed.html"


@dataclass(frozen=True)
class Frame:
    """The frame of one recording.

    url      what the frame loads, over https
    origins  where its messages come from, besides the origin of `url`: sites move
    """

    url: str
    origins: tuple[str, ...] = ()


class EmbedProvider:
    """A video provider whose player runs in a frame of its site.

    A subclass sets `key`, `label`, `example`, `script` and writes `recognise` and `frame`. `script` is a static
    file, an ES module whose default export is a function that returns an object which speaks the player's
    messages:

        greeting        what the player must be told before it talks, repeated until it does; or null
        read(message)   what one message says: {isReady, time, duration, rate, state}, each if it says so; null if
                        it is not the player's. Seconds; `state` is "playing", "paused", "waiting" (buffering, an
                        advertisement), "ended" or "broken". `message` is what was posted, parsed where it was a
                        string of JSON. A time that is not the recording's must not be told
        play(), pause(), seek(seconds)   the message to post
        address(url)    where there is one, the frame's address as the browser has to complete it

    Nothing is loaded from the site until the person presses play.
    """

    key: str
    order: int = 100
    label: Text
    example: str
    script: str

    def recognise(self, address: str) -> str:
        """Return the proper spelling of an address of this site, "" for any other."""
        raise NotImplementedError

    def frame(self, address: str) -> Frame:
        """Return the frame that plays an address which `recognise` returned."""
        raise NotImplementedError

    def facts(self, page: WebinarPage) -> VideoFacts | None:
        """Return what the editor wrote down of the recording."""
        return addressed_facts(page)

    def show(self, page: WebinarPage, viewing: Viewing) -> ShownVideo | None:
        """Return the place of the player, its frame and its script."""
        facts = addressed_facts(page)
        if facts is None:
            return None
        frame = self.frame(page.video_address)
        parts = urlsplit(frame.url)
        origins = tuple(dict.fromkeys((f"{parts.scheme}://{parts.netloc}", *frame.origins)))
        return ShownVideo(
            facts=facts,
            template=TEMPLATE,
            context={"label": self.label, "host": parts.hostname, "address": page.video_address},
            player={"embed": {"url": frame.url, "origins": origins, "script": static(self.script)}},
            frame_origins=origins,
        )
