"""The platform in this process on a made-up clock: hours of watching in seconds, by the code that serves them."""

import json
from datetime import datetime
from http import HTTPStatus
from io import BytesIO
from typing import Any

from django.conf import settings

from .. import background
from ..domain import access, sessions
from ..domain.check_in_methods import NothingOpen, check_in, open_points
from ..domain.check_ins import ScreenCode, TooFast, WrongCode
from ..domain.evidence.store import BufferFull
from ..domain.evidence.tokens import Anchor, login_hash, read_token
from ..domain.fold import derive
from ..domain.instants import from_ms
from ..domain.progress_report import report_progress
from ..enums import SessionKind
from ..evidence_store import get_store
from ..extensions import check_in_methods
from ..http import anchors
from ..http.pings import answer_ping
from ..http.problems import Problem
from ..models import Activity
from .platform import OK, Credit, Person, Refused, Started
from .world import shown_code

FLUSH_MS = 60_000
REFUSALS: dict[type[Exception], HTTPStatus] = {
    sessions.UnknownActivity: HTTPStatus.NOT_FOUND,
    sessions.Mismatch: HTTPStatus.BAD_REQUEST,
    sessions.Over: HTTPStatus.GONE,
    sessions.TooManyStarts: HTTPStatus.TOO_MANY_REQUESTS,
}


class DirectPlatform:
    """A Platform whose time passes when somebody waits. The loop of this process must not run beside it."""

    def __init__(self, now_ms: int) -> None:
        self._now_ms = now_ms
        self._flush_at_ms = now_ms + FLUSH_MS

    def now_ms(self) -> int:
        """See Platform."""
        return self._now_ms

    def wait_until(self, at_ms: int) -> None:
        """Let time pass, and do on the way what the background loop would have done."""
        while at_ms >= self._flush_at_ms:
            self._now_ms = self._flush_at_ms
            background.run_once(now=self._now)
            self._flush_at_ms += FLUSH_MS
        self._now_ms = max(self._now_ms, at_ms)

    def start(self, person: Person, activity: Activity, kind: str) -> Started:
        """See Platform."""
        try:
            _activity, _completion = sessions.check_start(
                user=person.user, activity_id=activity.pk, kind=kind, rev=None, now=self._now
            )
            background.bring_up_to_date(participant_id=person.user.pk, activity_id=activity.pk, now=self._now)
            started = sessions.start_session(
                participant_id=person.user.pk, activity=activity, kind=kind, now=self._now
            )
        except tuple(REFUSALS) as error:
            raise Refused(REFUSALS[type(error)]) from None
        if started.cut_activity_id:
            derive(activity_id=started.cut_activity_id, participant_ids={person.user.pk}, now=self._now)
        session = started.session
        is_live = kind == SessionKind.LIVE
        if not is_live:
            get_store().start_lane(person.user.pk, session.t0_ms, now_ms=session.t0_ms)
        length_ms = sessions.live_lease_ms(activity, t0_ms=session.t0_ms) if is_live else activity.duration_ms
        anchor = Anchor(
            kind="live" if is_live else "recorded", sid=session.pk, participant=person.user.pk,
            activity=activity.pk, rev=session.rev, t0_ms=session.t0_ms, duration_ms=length_ms,
            login=login_hash(person.cookie, next(iter(anchors.evidence_keys().values()))),
        )  # fmt: skip
        return Started(anchors.sign(anchor), session.t0_ms)

    def ping(self, person: Person, token: str, slots: list[Any]) -> int:
        """See Platform."""
        body = json.dumps({"t": token, "s": slots}).encode()
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/e/pings",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_COOKIE": f"{settings.SESSION_COOKIE_NAME}={person.cookie}",
            "wsgi.input": BytesIO(body),
        }
        try:
            answer_ping(environ, now=self._now)
        except Problem as problem:
            return problem.status
        except BufferFull:
            return HTTPStatus.SERVICE_UNAVAILABLE
        return OK

    def check_in(self, person: Person, token: str, code: str) -> int:
        """See Platform."""
        activity_id = read_token(token, keys=anchors.evidence_keys()).activity
        method = check_in_methods.get(ScreenCode.key)
        try:
            points = open_points(method=method, activity_id=activity_id, now=self._now)
            if not get_store().is_present(activity_id, person.user.pk, self._now_ms):
                return HTTPStatus.CONFLICT
            check_in(
                method=method, participant_id=person.user.pk, activity_id=activity_id, points=points,
                proof=code, now=self._now,
            )  # fmt: skip
        except NothingOpen:
            return HTTPStatus.GONE
        except TooFast:
            return HTTPStatus.TOO_MANY_REQUESTS
        except WrongCode:
            return HTTPStatus.UNPROCESSABLE_ENTITY
        return OK

    def code(self, activity: Activity) -> str | None:
        """See Platform."""
        return shown_code(activity, now=self._now)

    def credit(self, person: Person, activity: Activity) -> Credit:
        """See Platform."""
        background.bring_up_to_date(participant_id=person.user.pk, activity_id=activity.pk, now=self._now)
        completion = access.completion_of(person.user, activity)
        assert completion
        report = report_progress(activity=activity, completion=completion, now=self._now)
        return Credit(report.measure.seen, report.check_ins_done)

    @property
    def _now(self) -> datetime:
        return from_ms(self._now_ms)
