"""What the page of a package shows, and what the package is given when it starts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.domain.access import may_preview
from courses.domain.queries.lecture import Person, Place, Standing, explained_url, read_place, read_standing
from courses.extensions import Measured

from ..models import Condition, ScormAttempt, ScormPackage, ScormPage
from ..rules import Terms, judged
from .manifest import V12
from .passes import Pass, sign_pass
from .recording import find_attempt, open_seconds


@dataclass(frozen=True)
class ScormView:
    """Everything the template needs.

    state    `open`, `empty` where there is no package, or the reason of a refusal
    counts   whether what is done now is recorded
    draft_token   in a preview, leave to fetch the package of the draft
    words    how things stand with this person, in words
    """

    state: str
    standing: Standing
    place: Place
    package: ScormPackage | None
    counts: bool
    is_preview: bool
    has_begun: bool
    words: str
    asks: str
    explained_url: str
    draft_token: str = ""


def scorm_view(*, page: ScormPage, user: Person, now: datetime, is_preview: bool = False) -> ScormView:
    """Return what `page` shows to `user` at `now`."""
    standing = read_standing(page=page, user=user, now=now, is_preview=is_preview)
    is_open = standing.access.allowed
    attempt = None
    if is_open and standing.is_assigned:
        attempt = find_attempt(user_id=user.pk or 0, activity_id=standing.activity.pk)
    terms = Terms.of(standing.activity, standing.completion)
    measured = None
    if attempt is not None:
        measured = judged(attempt, terms, closes_at=standing.closes_at)
    package = page.package if is_open else None
    token = ""
    if is_preview and package is not None:
        token = sign_pass(user_id=user.pk or 0, activity_id=0, launch=0, digest=package.digest, now=now)
    return ScormView(
        state=("open" if package else "empty") if is_open else standing.access.reason,
        standing=standing,
        place=read_place(page=page, activity=standing.activity),
        package=package,
        counts=standing.counts_at(now),
        is_preview=is_preview or (may_preview(user) and not standing.is_assigned),
        has_begun=attempt is not None and attempt.launch > 0,
        words=word_measured(measured, terms),
        asks=word_terms(terms),
        explained_url=explained_url(),
        draft_token=token,
    )


def word_terms(terms: Terms) -> str:
    """Return what is asked for, in words."""
    minutes = terms.seconds // 60
    time = ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    words = {"time": time, "points": terms.points}
    if terms.condition == Condition.SCORE:
        return _("Credited with %(points)d points of 100 and at least %(time)s with the course open.") % words
    if terms.condition == Condition.PASSED:
        return _("Credited when the test is passed, with at least %(time)s with the course open.") % words
    return _("Credited when the course is gone through, with at least %(time)s with it open.") % words


def word_measured(measured: Measured | None, terms: Terms) -> str:
    """Return what is known of a person now, in words."""
    if measured is None or not measured.started:
        return _("Not begun yet.")
    if measured.completed_at is not None:
        return _("Credited.")
    points = measured.evidence.get("points")
    said = {"passed": _("The test is passed."), "completed": _("The course is gone through.")}.get(
        measured.evidence["status"], ""
    )
    if points is not None and terms.condition == Condition.SCORE:
        said = _("Best result: %(points)d of 100.") % {"points": int(points)}
    begun = _("In progress.")
    missing_s = terms.seconds - measured.evidence["open_s"]
    if missing_s <= 0:
        return said or _("In progress. The time is enough; finish the course.")
    minutes = -(-missing_s // 60)
    left = ngettext(
        "%(n)d more minute with the course open is needed.",
        "%(n)d more minutes with the course open are needed.",
        minutes,
    ) % {"n": minutes}
    return f"{said or begun} {left}"


def initial_state(holder: Pass, package: ScormPackage) -> dict[str, Any]:
    """Return what a package is given when a page of it starts; one query at most.

    The person is named by a number that means nothing elsewhere: a package has no need of more, and may send it on.
    """
    attempt = None
    if holder.activity_id:
        attempt = find_attempt(user_id=holder.user_id, activity_id=holder.activity_id)
    if attempt is None or attempt.digest != package.digest:
        attempt = ScormAttempt()
    learner = salted_hmac("scorm.learner", f"{holder.user_id}/{holder.activity_id}").hexdigest()[:16]
    return {
        "launch": holder.launch,
        "learner": learner,
        "resumes": bool(attempt.status or attempt.location or attempt.suspend_data),
        "status": attempt.status,
        "success": attempt.success,
        "score_raw": attempt.score_raw,
        "score_scaled": attempt.score_scaled,
        "location": attempt.location,
        "suspend_data": attempt.suspend_data,
        "total_s": open_seconds(attempt),
        "launch_data": package.launch_data,
        "mastery": package.mastery,
    }


def api_script(package: ScormPackage) -> str:
    """Return the static path of the script that speaks the package's version of SCORM."""
    return "scorm/dist/scorm12.js" if package.version == V12 else "scorm/dist/scorm2004.js"
