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


# Which track a level studies.
LEVEL_TRACKS: dict[Level, Track] = {
    Level.BEGINNER: Track.BASE,
    Level.YOUNG: Track.BASE,
    Level.PRO: Track.PRO,
}
