"""The seams of courses. Built-in activity types, rules and policies enter through them as a plugin's do."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable
from uuid import UUID

from django.utils.functional import Promise

from prokadry.plugins.registry import Registry
from prokadry.ui.icons import icon_body

if TYPE_CHECKING:
    from prokadry.accounts.models import User

    from .models import Activity, ActivityPage, Completion, WebinarPage

Text = str | Promise
ORIGIN = re.compile(r"https://[a-z0-9.-]+(?::[0-9]+)?")


@dataclass(frozen=True)
class ActivityFacts:
    """What an activity page says about itself; copied into its Activity when it is published.

    rule_params  what the rule needs to know, as JSON; copied on into every Completion of the activity
    starts_at    when it takes place, where it has a time: it is then shown in calendars
    ends_at      the first moment after it
    breaks       half-open pairs of unix milliseconds that do not count as broadcast
    prompts      whether those present are asked «are you here?» from time to time
    duration_ms  how long a recording plays, 0 where there is none
    rev          a number that changes whenever the content of the recording may
    excluded     half-open pairs of seconds of the recording that nobody has to watch
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

    share         0–1 of the whole activity
    evidence      numbers by name, as JSON: stored, shown by the API, in reports and on «how it was counted»
    started       whether the person has begun
    completed_at  when the rule was first met, aware; None while it is not
    excused       that nothing of the activity is left to do for this person; it holds while the rule says so
    """

    share: float
    evidence: dict[str, Any]
    started: bool
    completed_at: datetime | None
    excused: bool = False


@dataclass(frozen=True)
class ActivityType:
    """A kind of activity: how it is called, and the rule that measures it.

    Its page is a model that derives from `courses.models.ActivityPage` and names the key as its `activity_type`:
    with that it is in the menu of a course, in curricula, the personal area, the API and reports.

    key           stored in Activity.type and named in the API
    label         one word in the interface («Webinar»)
    icon          a name of the icon set, `prokadry.ui.icons.ICONS`; another one raises UnknownIconError
    rule          key of its entry in `completion_rules`; stored in Activity.rule_key
    facts         called with the page when it is published, and again when the page is published anew; reads what
                  it likes, writes nothing
    session_kind  the kind of watching sessions that count for it (`recorded`, `live`). "": none, its plugin
                  keeps evidence of its own and calls `courses.domain.fold.judge` after it has written some
    words         what the numbers of its evidence and the parameters of its rule are called, by name; under
                  `name=value` what a value that is no number is called
    happens_once  it is held at a time of its own, and `closes_at` is when it is over: a season that is copied
                  after it leaves it out, where other windows move along
    """

    key: str
    label: Text
    icon: str
    rule: str
    facts: Callable[["ActivityPage"], ActivityFacts]
    session_kind: str = ""
    order: int = 100
    words: Mapping[str, Text] = field(default_factory=dict, hash=False)
    happens_once: bool = False

    def __post_init__(self) -> None:
        icon_body(self.icon)


@runtime_checkable
class CompletionRule(Protocol):
    """How evidence becomes completion.

    key      stored in Completion.rule_key beside each result
    version  rises whenever the same evidence could be judged in another way; stored beside each result too.
             What is completed stays completed by the version that decided it

    Asked about those for whom `courses.domain.fold.judge` was called, which whoever writes evidence does; about
    everybody when the activity has changed, about the newly assigned, and once more after a deadline.
    """

    key: str
    order: int
    version: int

    def measure(
        self, activity: "Activity", completions: Sequence["Completion"], *, now: datetime
    ) -> Mapping[int, Measured]:
        """Return Measured by participant id, for all of `completions` (rows of this one activity) at once.

        Whoever is left out has not started. Reads evidence in a number of queries that does not depend on the
        number of rows; writes nothing. Each row carries its own window and `rule_params`: what was done from
        `closes_at` on must not count, also where it is a deadline that somebody only considers. `created_at` and
        `updated_at` of a row are not read, and to ask for them costs a query each.
        """
        ...


@dataclass(frozen=True)
class Access:
    """The answer of an access policy.

    reason  a word for programs («not_open»), where it refuses
    text    why, and what to do about it; shown to the person
    """

    allowed: bool
    reason: str = ""
    text: Text = ""


@runtime_checkable
class AccessPolicy(Protocol):
    """Who may open an activity. Every policy is asked in turn, and all must allow.

    Staff who may preview activities are let in before any policy is asked, and are credited nothing.
    """

    key: str
    order: int

    def check(
        self, *, user: "User", activity: "Activity", completion: "Completion | None", now: datetime
    ) -> Access:
        """Return whether this person may open the activity now; writes nothing.

        `completion` is the person's own row of it, None where no curriculum of theirs asks for it. Asked each time
        an activity is opened or a session begins, so at most one query.
        """
        ...


class CheckInRefused(Exception):  # noqa: N818 - says what happened, as its subclasses do
    """A check-in method does not accept what it was given. `text` tells whoever tried why, and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


@dataclass(frozen=True)
class CheckInPoint:
    """One occasion to check in.

    key        stored in CheckIn.checkpoint; it needs no row: make it with `uuid.uuid5` from something that lasts
    closes_at  the first moment at which it is closed
    """

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
    the same row.
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
    """What a track is called where figures are shown by track; the key is a value of Completion.track."""

    key: str
    label: Text
    order: int = 100


@dataclass(frozen=True)
class VideoFacts:
    """A recording as evidence knows it.

    duration_ms  how long it plays
    rev          a number that changes whenever its content may: what was watched of another one does not count
    """

    duration_ms: int
    rev: int


@dataclass(frozen=True)
class Viewing:
    """Who opens the page of a webinar.

    user_id    0 for somebody who has not signed in
    login      the key of their session, "" for nobody
    closes_at  when the webinar closes for them, None for never
    """

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
    """A recording as the page of a webinar plays it: our player takes `source`, or a frame of another site does.

    source    address of an HLS playlist on this site
    poster    address of a picture for our player
    captions  address of captions (WebVTT) for our player
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

    For players of other sites derive from `courses.embedding.EmbedProvider`.
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
"""Fails open. When `facts` raises, the page is published and the record of its activity stays as it was. When the
plugin is off or gone, records keep the type and are shown under its stored name.
"""
completion_rules: Registry[CompletionRule] = Registry("courses.completion_rules", CompletionRule)  # type: ignore[type-abstract]  # a protocol is checked by isinstance here
"""Fails open. When `measure` raises, or the rule is gone, results stay as they were measured last."""
access_policies: Registry[AccessPolicy] = Registry("courses.access_policies", AccessPolicy, is_gate=True)  # type: ignore[type-abstract]  # as above
"""Fails closed. A policy that raises refuses. While a plugin that registered one, or whose manifest says
`gate = true`, is off, nobody is let in to any activity; uninstalled, or taken out of PROKADRY_PLUGINS, it guards
nothing any more.
"""
track_names: Registry[TrackName] = Registry("courses.track_names", TrackName)
"""Fails open. A track without a name is shown by its key."""
check_in_methods: Registry[CheckInMethod] = Registry("courses.check_in_methods", CheckInMethod)  # type: ignore[type-abstract]  # as above
"""Fails closed. A method that raises anything but CheckInRefused accepts nothing, and the person is told so; what it
wrote is undone. Check-ins that were accepted stay when the method goes.
"""
video_providers: Registry[VideoProvider] = Registry("courses.video_providers", VideoProvider)  # type: ignore[type-abstract]  # as above
"""Fails open. A webinar whose provider raises or is gone says that its video is not available; publishing, credit
and deadlines go on by what the page says.
"""


def session_kind_of(type_key: str) -> str:
    """Return the kind of evidence sessions a type of activity accepts, "" for none and for a type that is gone."""
    entry = activity_types.find(type_key)
    return entry.session_kind if entry else ""
