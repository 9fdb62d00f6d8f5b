"""Who may open an activity: every registered policy must allow it, and one that fails refuses."""

import logging
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from prokadry.accounts.models import User
from prokadry.plugins.health import gates_are_lost

from ..enums import CompletionState
from ..extensions import Access, access_policies
from ..models import Activity, Completion

logger = logging.getLogger("courses.access")

PREVIEW_PERMISSION = "courses.preview_activity"
ALLOWED = Access(allowed=True)
BROKEN = Access(
    allowed=False, reason="broken", text=_("Access could not be checked. Please write to the organisers.")
)


def completion_of(user: User | AnonymousUser, activity: Activity) -> Completion | None:
    """Return the row by which this person has to do this activity, or None."""
    if not user.is_authenticated:
        return None
    return Completion.objects.filter(participant_id=user.pk, activity=activity).first()


def may_preview(user: User | AnonymousUser) -> bool:
    """Tell whether this person sees activities as an editor does, without being credited anything."""
    # Permissions cost two queries, and nobody but staff has this one.
    return user.is_authenticated and user.is_staff and user.has_perm(PREVIEW_PERMISSION)


def check_access(
    *, user: User | AnonymousUser, activity: Activity, now: datetime, completion: Completion | None = None
) -> Access:
    """Ask every access policy; return the first refusal, else a permission.

    `completion` saves a query where the caller has the row already. A policy that raises, or whose plugin is
    broken, refuses and is logged: a gate fails closed. Staff who may preview are let in without being asked further.
    """
    if not user.is_authenticated:
        return Access(allowed=False, reason="anonymous", text=_("Sign in to take part."))
    if may_preview(user):
        return ALLOWED
    if completion is None:
        completion = completion_of(user, activity)
    if gates_are_lost():
        return BROKEN
    for policy in access_policies:
        try:
            answer = access_policies.call(
                policy, policy.check, default=BROKEN,
                user=user, activity=activity, completion=completion, now=now,
            )  # fmt: skip
            refused = not answer.allowed
        except Exception:  # whatever a plugin's policy raises must not open the gate
            logger.exception("access policy %s failed for activity %s", policy.key, activity.pk)
            return BROKEN
        if refused:
            return answer
    return ALLOWED


class PublishedPolicy:
    """Only published activities can be opened."""

    key = "published"
    order = 10

    def check(
        self, *, user: User, activity: Activity, completion: Completion | None, now: datetime
    ) -> Access:
        """Refuse drafts and what was taken off the site."""
        if activity.is_live and activity.page_id is not None:
            return ALLOWED
        return Access(allowed=False, reason="unpublished", text=_("This activity is not published now."))


class AssignedPolicy:
    """Only those whose curriculum asks for the activity, within their own window.

    A completed webinar stays watchable after the deadline, and the page of a stream stays open for its
    recording: nothing can be won by either any more.
    """

    key = "assigned"
    order = 20

    def check(
        self, *, user: User, activity: Activity, completion: Completion | None, now: datetime
    ) -> Access:
        """Refuse strangers, the early and the late."""
        if completion is None or not completion.is_assigned:
            return Access(
                allowed=False, reason="not_assigned", text=_("This activity is not in your curriculum.")
            )
        if completion.opens_at and now < completion.opens_at:
            return Access(allowed=False, reason="not_open", text=_("This activity has not opened yet."))
        is_recorded = activity.starts_at is None
        closed = is_recorded and completion.closes_at is not None and now >= completion.closes_at
        if closed and completion.state not in (CompletionState.COMPLETED, CompletionState.EXCUSED):
            return Access(allowed=False, reason="closed", text=_("Access to this activity is closed."))
        return ALLOWED
