"""What a provider of embedded video derives from: players of other sites, in a frame, loaded on demand."""

from urllib.parse import urlsplit

from django.templatetags.static import static

from .domain.videos import addressed_facts
from .extensions import ShownVideo, Text, VideoFacts, VideoFrame, Viewing
from .models import WebinarPage


class EmbedProvider:
    """A video provider whose player runs in a frame of its site.

    A subclass sets `key`, `label`, `example`, `script` and writes `recognise` and `frame_url`. `other_origins` are
    where the player's messages may come from besides the frame's own origin: sites move. `script` is a static
    file, an ES module whose default export is a function that returns an object which speaks the player's
    messages:

        greeting        what the player must be told before it talks, repeated until it does; or null
        read(message)   what one message says: {isReady, time, duration, rate, state}, each if it says so; null if
                        it is not the player's. Seconds; `state` is "playing", "paused", "waiting" (buffering, an
                        advertisement), "ended" or "broken". `message` is what was posted, parsed where it was a
                        string of JSON. A time that is not the recording's must not be told
        play(), pause(), seek(seconds)   the message to post
        address(url)    where there is one, the frame's address as the browser has to complete it

    Claims are made of what `read` tells: it should tell the time at least once a second. Without `rate` the speed
    is taken from the times. Nothing is loaded from the site until the person plays the video.
    """

    key: str
    order: int = 100
    label: Text
    example: str
    script: str
    other_origins: tuple[str, ...] = ()

    def recognise(self, address: str) -> str:
        """Return the proper spelling of an address of this site, "" for any other."""
        raise NotImplementedError

    def frame_url(self, address: str) -> str:
        """Return what the frame loads, over https, for an address which `recognise` returned."""
        raise NotImplementedError

    def facts(self, page: WebinarPage) -> VideoFacts | None:
        """Return what the editor wrote down of the recording."""
        return addressed_facts(page)

    def show(self, page: WebinarPage, viewing: Viewing) -> ShownVideo | None:
        """Return the frame of the recording; no query."""
        facts = addressed_facts(page)
        if facts is None:
            return None
        url = self.frame_url(page.video_address)
        parts = urlsplit(url)
        origins = (f"{parts.scheme}://{parts.netloc}", *self.other_origins)
        return ShownVideo(
            facts=facts, frame=VideoFrame(url, origins, script=static(self.script), site=str(self.label))
        )
