from django.db import models
from django.utils.translation import gettext_lazy as _

from ..enums import FederalDistrict


class Region(models.Model):
    """A region of the programme; organisers may edit names and zones, rows are loaded by a migration."""

    code = models.CharField(_("ISO 3166-2 code"), max_length=8, unique=True)
    name = models.CharField(_("name"), max_length=120, unique=True)
    district = models.CharField(_("federal district"), max_length=20, choices=FederalDistrict)
    time_zone = models.CharField(_("time zone"), max_length=40)

    class Meta:
        ordering = ["name"]
        verbose_name = _("region")
        verbose_name_plural = _("regions")

    def __str__(self) -> str:
        return self.name
