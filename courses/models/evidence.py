"""Evidence as it is stored: what was admitted, what it was folded into, and what follows from it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..enums import SessionKind


class WatchSession(models.Model):
    """One sitting of a person before one activity; its id and `t0_ms` are signed into the ping token."""

    participant = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="watch_sessions")
    activity = models.ForeignKey("courses.Activity", models.PROTECT, related_name="watch_sessions")
    kind = models.CharField(_("kind"), max_length=8, choices=SessionKind)
    rev = models.PositiveBigIntegerField(_("revision"), default=0)
    t0_ms = models.BigIntegerField(_("start, unix ms"))
    # Where the participant's next recorded session starts; empty while this one is the latest.
    lane_end_ms = models.BigIntegerField(_("end of the lane, unix ms"), null=True)
    # Wall slots taken and pieces credited, by the codec of courses.domain.evidence.pieces.
    evidence = models.BinaryField(_("folded evidence"), default=bytes)
    folded_at = models.DateTimeField(_("folded at"), null=True)
    # What an organiser is shown beside the timeline; none of it takes credit away.
    refused = models.JSONField(_("refused slots by reason"), default=dict)
    delayed_slots = models.PositiveIntegerField(_("slots that came over a minute late"), default=0)

    class Meta:
        verbose_name = _("watch session")
        verbose_name_plural = _("watch sessions")
        indexes = [
            models.Index(fields=["participant", "kind", "t0_ms"], name="courses_session_lane"),
            models.Index(fields=["activity", "participant"], name="courses_session_activity"),
        ]
        constraints = [
            # Two starts at the same moment must not give a person two lanes.
            models.UniqueConstraint(
                fields=["participant"],
                condition=Q(kind=SessionKind.RECORDED, lane_end_ms__isnull=True),
                name="courses_session_one_lane",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class PingRow(models.Model):
    """One admitted ping of a recorded session, waiting in the append log until it is folded."""

    # No constraint: the log is written in batches, and the token already proves that the session exists.
    session = models.ForeignKey(
        WatchSession, models.CASCADE, db_constraint=False, db_index=False, related_name="ping_rows"
    )
    received_ms = models.BigIntegerField(_("received, unix ms"))
    slots = models.BinaryField(_("admitted slots"))
    refused = models.JSONField(_("refused slots by reason"), default=dict)

    class Meta:
        verbose_name = _("ping")
        verbose_name_plural = _("pings")


class RetainedPing(models.Model):
    """A folded ping kept for `EVIDENCE_RETENTION_DAYS`: folding all of a session's again gives its evidence."""

    # No constraint, as in the log it comes from.
    session = models.ForeignKey(
        WatchSession, models.CASCADE, db_constraint=False, related_name="retained_pings"
    )
    received_ms = models.BigIntegerField(_("received, unix ms"), db_index=True)
    slots = models.BinaryField(_("admitted slots"))

    class Meta:
        verbose_name = _("retained ping")
        verbose_name_plural = _("retained pings")


class PresenceSlot(models.Model):
    """Who was present in one 15-second slot of a live stream: a bitmap whose bit n is the user with id n.

    Every process writes rows of its own (`writer`), which are OR-ed when read: a restarted writer never
    overwrites its past.
    """

    activity = models.ForeignKey("courses.Activity", models.PROTECT, related_name="presence_slots")
    slot = models.BigIntegerField(_("slot, unix seconds // 15"))
    writer = models.BigIntegerField(_("writer"))
    bitmap = models.BinaryField(_("participants"))

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presence")
        constraints = [
            models.UniqueConstraint(fields=["activity", "slot", "writer"], name="courses_presence_once")
        ]


class EvidenceWriter(models.Model):
    """A process that takes evidence into its memory; it goes when the process has written all of it.

    Those that were lost stay: their number is the `store_epoch` clients are told.
    """

    writer = models.BigIntegerField(_("writer"))
    seen_at = models.DateTimeField(_("seen at"))
    lost_at = models.DateTimeField(_("lost at"), null=True)

    class Meta:
        verbose_name = _("writer of evidence")
        verbose_name_plural = _("writers of evidence")
        constraints = [
            models.UniqueConstraint(
                fields=["writer"], condition=Q(lost_at__isnull=True), name="courses_writer_once"
            )
        ]


class CheckIn(models.Model):
    """That a participant was present at a checkpoint, by the method that confirmed it first.

    `confirmed_by` and `reason` are of those who confirmed it; empty where people check in themselves.
    """

    participant = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="check_ins")
    activity = models.ForeignKey("courses.Activity", models.PROTECT, related_name="check_ins")
    checkpoint = models.UUIDField(_("checkpoint"))
    answered_at = models.DateTimeField(_("answered at"))
    # A key of `check_in_methods`; the method may be gone.
    method = models.CharField(_("method"), max_length=60, default="screen_code")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("confirmed by")
    )
    reason = models.TextField(_("reason"), default="")

    class Meta:
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "activity", "checkpoint"], name="courses_check_in_once"
            )
        ]


class CheckInAttempt(models.Model):
    """Wrong answers of one participant to one checkpoint: eight are allowed, one in five seconds."""

    participant = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    checkpoint = models.UUIDField(_("checkpoint"))
    tries = models.PositiveSmallIntegerField(_("wrong answers"), default=0)
    last_try_at = models.DateTimeField(_("last try at"))

    class Meta:
        verbose_name = _("check-in attempt")
        verbose_name_plural = _("check-in attempts")
        constraints = [
            models.UniqueConstraint(fields=["participant", "checkpoint"], name="courses_attempt_once")
        ]


class PromptAnswer(models.Model):
    """That a participant answered «are you here?» in time; `period` numbers the 20 minutes it was asked in."""

    participant = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="prompt_answers")
    activity = models.ForeignKey("courses.Activity", models.PROTECT, related_name="prompt_answers")
    period = models.BigIntegerField(_("period, unix seconds // 1200"))
    answered_at = models.DateTimeField(_("answered at"))

    class Meta:
        verbose_name = _("answered prompt")
        verbose_name_plural = _("answered prompts")
        constraints = [
            models.UniqueConstraint(fields=["participant", "activity", "period"], name="courses_prompt_once")
        ]


class Progress(models.Model):
    """What is credited to a participant so far in one activity; derived, `rebuild_progress` makes it anew."""

    participant = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="progress")
    activity = models.ForeignKey("courses.Activity", models.PROTECT, related_name="progress")
    # Half-open ranges: seconds of a recording, or slots of a live stream (marked, or credited for an outage).
    ranges = models.JSONField(_("credited ranges"), default=list)
    # Seconds of a recording credited, or slots of a stream marked among the countable ones.
    credited = models.PositiveIntegerField(_("credited"), default=0)
    position_s = models.PositiveIntegerField(_("where to resume, seconds"), default=0)
    last_seen_at = models.DateTimeField(_("last seen at"), null=True)
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("progress")
        verbose_name_plural = _("progress")
        constraints = [
            models.UniqueConstraint(fields=["participant", "activity"], name="courses_progress_once")
        ]
