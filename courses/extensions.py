"""The seams of courses. Built-in activity types, rules and policies enter through them as a plugin's do."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable
from uuid import UUID

from django.utils.functional import Promise

from prokadry.plugins.registry import Registry

if TYPE_CHECKING:
    from prokadry.accounts.models import User

    from .models import Activity, ActivityPage, Completion, WebinarPage

Text = str | Promise
ORIGIN = re.compile(r"https://[a-z0-9.-]+(?::[0-9]+)?")


@dataclass(frozen=True)
class ActivityFacts:
    """What an activity page says about itself; copied into its Activity when it is published.

    `breaks` are half-open pairs of unix milliseconds, `prompts` says whether those present are asked «are you
    here?». `duration_ms` and `rev` describe a recording, `excluded` are half-open ranges of its seconds that do
    not count.
    """

    rule_params: dict[str, Any]
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    breaks: list[tuple[int, int]] = field(default_factory=list)
    prompts: bool = False
    duration_ms: int = 0
    rev: int = 0
    excluded: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Measured:
    """What a completion rule found for one participant and activity.

    `share` is 0–1 of the whole activity; `evidence` is what the API shows; `started` tells begun from
    untouched; `completed_at` is when the rule was first met, or None. `excused` says that nothing of the
    activity is left to do for this person; it holds for as long as the rule says so.
    """

    share: float
    evidence: dict[str, Any]
    started: bool
    completed_at: datetime | None
    excused: bool = False


@dataclass(frozen=True)
class ActivityType:
    """A kind of activity: its page model, its rule, and how evidence of it is measured.

    key       stored in Activity.type and named in the API
    label     one word in the interface («Webinar»), `icon` a name of the theme's icon set
    rule      key of its entry in `completion_rules`
    facts     (page) → ActivityFacts, called when the page is published
    session_kind  the kind of evidence sessions it accepts, or "" when it has none
    words     what the numbers of its evidence and the parameters of its rule are called, by name
    """

    key: str
    label: Text
    icon: str
    rule: str
    facts: Callable[["ActivityPage"], ActivityFacts]
    session_kind: str = ""
    order: int = 100
    words: Mapping[str, Text] = field(default_factory=dict, hash=False)


@runtime_checkable
class CompletionRule(Protocol):
    """How evidence becomes completion. `version` rises whenever the same evidence could be judged anew."""

    key: str
    order: int
    version: int

    def measure(
        self, activity: "Activity", completions: Sequence["Completion"], *, now: datetime
    ) -> Mapping[int, Measured]:
        """Return Measured by participant id, for all of `completions` (rows of this one activity) at once.

        Reads evidence in a number of queries that does not depend on the number of rows; writes nothing.
        Each row carries its own window and `rule_params`; its `created_at` and `updated_at` are not read, and
        to ask for them costs a query each.
        """
        ...


@dataclass(frozen=True)
class Access:
    """The answer of an access policy. `reason` is shown to the person when `allowed` is false."""

    allowed: bool
    reason: str = ""
    text: Text = ""


@runtime_checkable
class AccessPolicy(Protocol):
    """Who may open an activity. Every policy is asked and all must allow; one that raises refuses.

    While a plugin that registered one, or whose manifest says `gate = true`, is broken, nobody is let in.
    """

    key: str
    order: int

    def check(
        self, *, user: "User", activity: "Activity", completion: "Completion | None", now: datetime
    ) -> Access: ...


class CheckInRefused(Exception):  # noqa: N818 - says what happened, as its subclasses do
    """A check-in method does not accept what it was given. `text` tells whoever tried why, and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


@dataclass(frozen=True)
class CheckInPoint:
    """One occasion to check in: `key` is stored in CheckIn.checkpoint; it is open in [opens_at, closes_at)."""

    key: UUID
    opens_at: datetime
    closes_at: datetime


@runtime_checkable
class CheckInMethod(Protocol):
    """A way to confirm that somebody is present: a code typed from the screen, a QR code shown at a door.

    key       stored in CheckIn.method
    label     names the method where a check-in is shown («Code on the screen»)
    by_staff  True: every check-in needs somebody of the staff who confirms it. False: people check in
              themselves, by `POST /e/check-ins` with the key as `method`, while they are in the stream

    What is accepted is written by `courses.domain.check_in_methods.check_in`, once per person and point whichever
    method was first, and measured anew by the activity's rule. Methods that share the key of a point compete for
    the same row. A method that raises anything but CheckInRefused accepts nothing, and the fault is its plugin's.
    """

    key: str
    order: int
    label: Text
    by_staff: bool

    def open_points(self, *, activity_id: int, now: datetime) -> Sequence[CheckInPoint]:
        """Return the points of a published activity that take check-ins by this method now, the earliest first."""
        ...

    def recognise(
        self,
        *,
        participant_id: int,
        activity_id: int,
        points: Sequence[CheckInPoint],
        proof: object,
        now: datetime,
    ) -> UUID:
        """Return the key of the point among `points` (never empty) that `proof` answers for this person.

        `proof` comes from outside and may be anything. Called inside a transaction that is committed in both
        cases: a method may count what it refuses. Raises CheckInRefused.
        """
        ...


@dataclass(frozen=True)
class TrackName:
    """What a value of Completion.track (its `key`) is called where figures are shown by track."""

    key: str
    label: Text
    order: int = 100


@dataclass(frozen=True)
class VideoFacts:
    """A recording as evidence knows it: how long it plays, and a number that changes whenever its content may."""

    duration_ms: int
    rev: int


@dataclass(frozen=True)
class Viewing:
    """Who opens the page of a webinar, and until when: `login` is the key of their session, "" for nobody."""

    user_id: int
    login: str
    now: datetime
    closes_at: datetime | None


@dataclass(frozen=True)
class VideoFrame:
    """The player of another site, in a frame. Raises ValueError for an origin that is not `https://host`.

    url      what the frame loads
    origins  of the player's messages, that of `url` first; the page may load frames from these and no others
    script   the address of our script that speaks the player's messages; `courses.embedding` says how
    site     what the site is called
    """

    url: str
    origins: tuple[str, ...]
    script: str
    site: str

    def __post_init__(self) -> None:
        wrong = [origin for origin in self.origins if not ORIGIN.fullmatch(origin)]
        if wrong or not any(self.url.startswith(f"{origin}/") for origin in self.origins[:1]):
            raise ValueError(f"{self.url}: not in a frame of {', '.join(self.origins) or 'no origin'}")


@dataclass(frozen=True)
class ShownVideo:
    """A recording as the page of a webinar plays it: our player takes `source`, an HLS playlist, or a frame does.

    `poster` and `captions` (WebVTT) are addresses for our player.
    """

    facts: VideoFacts
    source: str = ""
    poster: str = ""
    captions: str = ""
    frame: VideoFrame | None = None


@runtime_checkable
class VideoProvider(Protocol):
    """Where the recording of a webinar comes from, and how the page plays it.

    key      stored in WebinarPage.video_provider
    label    whose video it is («RuTube»), said to editors and to those who watch
    example  an address as people copy it, shown to editors; "" where a recording is not chosen by its address

    A method that raises costs the page its video and nothing else. For players of other sites derive from
    `courses.embedding.EmbedProvider`.
    """

    key: str
    order: int
    label: Text
    example: str

    def recognise(self, address: str) -> str:
        """Return the address of a recording of this provider in its one proper spelling, "" for any other."""
        ...

    def facts(self, page: "WebinarPage") -> VideoFacts | None:
        """Return what evidence needs of the page's recording; None while there is none that can be watched."""
        ...

    def show(self, page: "WebinarPage", viewing: Viewing) -> ShownVideo | None:
        """Return how to show the page's recording to one person, in at most one query; None as above."""
        ...


activity_types: Registry[ActivityType] = Registry("courses.activity_types", ActivityType)
completion_rules: Registry[CompletionRule] = Registry("courses.completion_rules", CompletionRule)  # type: ignore[type-abstract]  # a protocol is checked by isinstance here
access_policies: Registry[AccessPolicy] = Registry("courses.access_policies", AccessPolicy, is_gate=True)  # type: ignore[type-abstract]  # as above
track_names: Registry[TrackName] = Registry("courses.track_names", TrackName)
check_in_methods: Registry[CheckInMethod] = Registry("courses.check_in_methods", CheckInMethod)  # type: ignore[type-abstract]  # as above
video_providers: Registry[VideoProvider] = Registry("courses.video_providers", VideoProvider)  # type: ignore[type-abstract]  # as above


def session_kind_of(type_key: str) -> str:
    """Return the kind of evidence sessions a type of activity accepts, "" for none and for a type that is gone."""
    entry = activity_types.find(type_key)
    return entry.session_kind if entry else ""
