from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """The three categories into which an application sorts people."""

    BEGINNER = "beginner", _("beginner")
    YOUNG = "young", _("young manager")
    PRO = "pro", _("PRO")


class Track(models.TextChoices):
    """The tier of curriculum: base serves beginners and young managers, pro serves PRO."""

    BASE = "base", _("base track")
    PRO = "pro", _("PRO track")


class StageKind(models.TextChoices):
    APPLICATION = "application", _("application")
    EDUCATION = "education", _("education")
    INTERVIEWS = "interviews", _("interviews")
    INTERNSHIPS = "internships", _("internships")
    CLOSING = "closing", _("closing")
    RESERVE = "reserve", _("talent reserve")


class BatchSource(models.TextChoices):
    """How an organiser chose whose deadline is extended."""

    LIST = "list", _("by a list of e-mails")
    FILTER = "filter", _("by a filter")
    TRACK = "track", _("a whole track")


class Unfinished(models.TextChoices):
    """Which of those who have not completed an activity are meant."""

    ALL = "all", _("everybody who has not completed it")
    MISSED = "missed", _("only those whose deadline has passed")


class SkipReason(models.TextChoices):
    """Why a line of a list, or a person, is left out of a bulk extension."""

    NO_ADDRESS = "no_address", _("there is no e-mail address in the line")
    REPEATED = "repeated", _("the address is in the list already")
    UNKNOWN = "unknown", _("nobody has an account with this address")
    NOT_ASSIGNED = "not_assigned", _("the activity is not in their curriculum")
    DONE = "done", _("completed already")
    NO_DEADLINE = "no_deadline", _("they have no deadline")
    LATER = "later", _("their deadline is later already")
    NOT_OPEN = "not_open", _("it opens for them only after the new deadline")


# Which track a level studies.
LEVEL_TRACKS: dict[Level, Track] = {
    Level.BEGINNER: Track.BASE,
    Level.YOUNG: Track.BASE,
    Level.PRO: Track.PRO,
}
