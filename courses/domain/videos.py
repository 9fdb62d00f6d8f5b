"""Which provider plays the recording of a webinar; a provider that fails or is gone costs a page its video only."""

import hashlib

from ..extensions import ShownVideo, VideoFacts, VideoProvider, Viewing, video_providers
from ..models import WebinarPage

UPLOAD = "upload"
# Above every id of a video revision, within what JavaScript counts exactly.
_ADDRESSED = 2**52
_FAILED = object()


class Unavailable(Exception):  # noqa: N818 - says what is wrong
    """The page names a recording, but who provides it is not installed or failed."""


def recognise_address(address: str) -> tuple[VideoProvider, str] | None:
    """Return the provider that knows an address, and the address in its proper spelling; None when nobody does."""
    for provider in video_providers:
        found = video_providers.call(provider, provider.recognise, address, default="")
        if found and isinstance(found, str):
            return provider, found
    return None


def addressed_facts(page: WebinarPage) -> VideoFacts | None:
    """Return what evidence needs of a recording chosen by its address.

    The duration is the editor's word: what a browser reports decides nothing. Another address or duration is
    another revision, so that sessions of the one are not taken for the other.
    """
    if not page.video_address or not page.video_length_s:
        return None
    spelt = f"{page.video_address}\n{page.video_length_s}".encode()
    number = int.from_bytes(hashlib.sha256(spelt).digest()[:8])
    return VideoFacts(duration_ms=page.video_length_s * 1000, rev=_ADDRESSED + number % _ADDRESSED)


def read_facts(*, page: WebinarPage) -> VideoFacts | None:
    """Return what evidence needs of a page's recording; None while there is none that can be watched.

    With its provider gone or broken, a recording chosen by its address stays as long as its page says.
    """
    provider = _provider_of(page)
    facts = video_providers.call(provider, provider.facts, page, default=None) if provider else None
    return facts if isinstance(facts, VideoFacts) else addressed_facts(page)


def show_video(*, page: WebinarPage, viewing: Viewing) -> ShownVideo | None:
    """Return how to show a page's recording to one person; None while it is being prepared.

    Raises Unavailable when its provider cannot say.
    """
    provider = _provider_of(page)
    if provider is None:
        raise Unavailable(page.video_provider)
    shown = video_providers.call(provider, provider.show, page, viewing, default=_FAILED)
    if shown is not None and not isinstance(shown, ShownVideo):
        raise Unavailable(provider.key)
    return shown


def _provider_of(page: WebinarPage) -> VideoProvider | None:
    return video_providers.find(page.video_provider if page.video_address else UPLOAD)
