from django.db import models
from django.utils.translation import gettext_lazy as _


class PlaceZone(models.TextChoices):
    """One time zone for each of the eleven clocks of the country, named by the city people know it by."""

    KALININGRAD = "Europe/Kaliningrad", _("Kaliningrad, MSK−1")
    MOSCOW = "Europe/Moscow", _("Moscow, MSK")
    SAMARA = "Europe/Samara", _("Samara, MSK+1")
    YEKATERINBURG = "Asia/Yekaterinburg", _("Yekaterinburg, MSK+2")
    OMSK = "Asia/Omsk", _("Omsk, MSK+3")
    KRASNOYARSK = "Asia/Krasnoyarsk", _("Krasnoyarsk, MSK+4")
    IRKUTSK = "Asia/Irkutsk", _("Irkutsk, MSK+5")
    YAKUTSK = "Asia/Yakutsk", _("Yakutsk, MSK+6")
    VLADIVOSTOK = "Asia/Vladivostok", _("Vladivostok, MSK+7")
    MAGADAN = "Asia/Magadan", _("Magadan, MSK+8")
    KAMCHATKA = "Asia/Kamchatka", _("Kamchatka, MSK+9")


class CalloutKind(models.TextChoices):
    """How urgent a callout is; the word is shown with it, so colour never speaks alone."""

    NOTE = "note", _("Note")
    DUE = "due", _("Due date")
    WARNING = "warning", _("Warning")


class TrackMark(models.TextChoices):
    """Which track a level of participants studies in, as the public site names it."""

    BASE = "base", _("base")
    PRO = "pro", _("PRO")


class EventPeriod(models.TextChoices):
    """Which events a list shows; the default is what is still ahead or running."""

    UPCOMING = "upcoming", _("Upcoming")
    PAST = "past", _("Past")


class EventFormat(models.TextChoices):
    """How people take part in an event."""

    ON_SITE = "on_site", _("In person")
    ONLINE = "online", _("Online")


class SearchKind(models.TextChoices):
    """What a search may be narrowed to; «learning» is every page of another app."""

    NEWS = "news", _("News")
    EVENTS = "events", _("Events")
    LEARNING = "learning", _("Learning")
    PAGES = "pages", _("Pages")
