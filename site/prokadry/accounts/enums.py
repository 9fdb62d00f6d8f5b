from django.db import models
from django.utils.translation import gettext_lazy as _


class FederalDistrict(models.TextChoices):
    """The eight federal districts, in their official order."""

    CENTRAL = "central", _("Central Federal District")
    NORTHWESTERN = "northwestern", _("Northwestern Federal District")
    SOUTHERN = "southern", _("Southern Federal District")
    NORTH_CAUCASIAN = "north_caucasian", _("North Caucasian Federal District")
    VOLGA = "volga", _("Volga Federal District")
    URAL = "ural", _("Ural Federal District")
    SIBERIAN = "siberian", _("Siberian Federal District")
    FAR_EASTERN = "far_eastern", _("Far Eastern Federal District")


class Role(models.TextChoices):
    """Groups of staff: the value is the name of the group, the label is shown."""

    EDITORS = "Editors", _("Editors")
    ORGANISERS = "Organisers", _("Organisers")
    EXPERTS = "Experts", _("Experts")


class Scope(models.TextChoices):
    """What an API token may be issued for."""

    COMPLETIONS_READ = "completions:read", _("read completions")
