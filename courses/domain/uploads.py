"""The built-in video provider: recordings that were uploaded and prepared here."""

from django.utils.translation import gettext_lazy as _

from ..extensions import ShownVideo, VideoFacts, Viewing
from ..models import VideoRevision, WebinarPage
from . import media, transcode
from .queries.lecture import current_revision


class UploadedVideo:
    """A file that an editor uploaded, in its newest revision that can be watched."""

    key = "upload"
    order = 10
    label = _("Uploaded video")
    example = ""

    def recognise(self, address: str) -> str:
        """Return "": a file is chosen, not addressed."""
        return ""

    def facts(self, page: WebinarPage) -> VideoFacts | None:
        """Return the duration and the id of the revision in use."""
        revision = current_revision(page.video_id)
        return _facts(revision) if revision else None

    def show(self, page: WebinarPage, viewing: Viewing) -> ShownVideo | None:
        """Return the addresses of the recording, its poster and its captions; they end with the deadline."""
        revision = current_revision(page.video_id)
        if revision is None:
            return None
        until = viewing.closes_at if viewing.closes_at and viewing.closes_at > viewing.now else None
        token = media.sign_media(
            kind=media.MediaKind.REVISION,
            object_id=revision.pk,
            user_id=viewing.user_id,
            login=viewing.login,
            now=viewing.now,
            until=until,
        )
        captions = media.revision_url(media.CAPTIONS, revision=revision, token=token)
        return ShownVideo(
            facts=_facts(revision),
            source=media.revision_url(transcode.MASTER, revision=revision, token=token),
            poster=media.revision_url(transcode.POSTER, revision=revision, token=token),
            captions=captions if revision.video.captions else "",
        )


def _facts(revision: VideoRevision) -> VideoFacts:
    return VideoFacts(duration_ms=revision.duration_ms, rev=revision.pk)
