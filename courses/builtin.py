"""What courses itself brings, registered through the seams that plugins use."""

from django.utils.translation import gettext_lazy as _

from prokadry.accounts.extensions import notice_kinds, personal_data

from .domain.access import AssignedPolicy, PublishedPolicy
from .domain.activities import live_stream_facts, webinar_facts
from .domain.appeal_mail import APPEAL_DECIDED
from .domain.check_ins import ScreenCode
from .domain.personal_parts import ACTS, Amended, Presence, Results, Watching
from .domain.rules import PresencePercent, WatchedShare
from .domain.uploads import UploadedVideo
from .enums import SessionKind
from .extensions import (
    ActivityType,
    access_policies,
    activity_types,
    check_in_methods,
    completion_rules,
    video_providers,
)

WEBINAR = ActivityType(
    key="webinar",
    label=_("Webinar"),
    icon="play",
    rule=WatchedShare.key,
    facts=webinar_facts,
    session_kind=SessionKind.RECORDED,
    order=10,
)
LIVE_STREAM = ActivityType(
    key="live_stream",
    label=_("Live stream"),
    icon="calendar",
    rule=PresencePercent.key,
    facts=live_stream_facts,
    session_kind=SessionKind.LIVE,
    happens_once=True,
    order=20,
)


def register() -> None:
    """Enter the built-in rules, policies, methods, activity types and videos into the registries."""
    completion_rules.register(WatchedShare())
    completion_rules.register(PresencePercent())
    video_providers.register(UploadedVideo())
    access_policies.register(PublishedPolicy())
    access_policies.register(AssignedPolicy())
    check_in_methods.register(ScreenCode())
    notice_kinds.register(APPEAL_DECIDED)
    activity_types.register(WEBINAR)
    activity_types.register(LIVE_STREAM)
    for part in (Results(), Presence(), Watching(), Amended(), ACTS):
        personal_data.register(part)
