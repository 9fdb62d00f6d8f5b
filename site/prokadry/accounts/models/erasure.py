from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Erasure(models.Model):
    """That a person's data was to be erased: who asked, when it was done, and what it still waits for."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="erasure")
    asked_at = models.DateTimeField(_("asked at"))
    # Empty when the person asked for it on the site.
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("entered by")
    )
    reason = models.TextField(_("reason"), blank=True)
    # Empty while it is refused.
    erased_at = models.DateTimeField(_("erased at"), null=True)
    # Plugins that refused, or that were not there and hold rows of the person.
    waits_for = models.JSONField(_("waits for plugins"), default=list)

    class Meta:
        ordering = ["-asked_at", "-id"]
        verbose_name = _("erasure of personal data")
        verbose_name_plural = _("erasures of personal data")

    def __str__(self) -> str:
        return f"{self.user_id}: {self.asked_at:%Y-%m-%d}"


class PersonalColumn(models.Model):
    """A column that names a person: known even while the app (a plugin) that has the table is not there."""

    app = models.CharField(_("app"), max_length=100)
    table = models.CharField(_("table"), max_length=100)
    column = models.CharField(_("column"), max_length=100)

    class Meta:
        verbose_name = _("column with people")
        verbose_name_plural = _("columns with people")
        constraints = [
            models.UniqueConstraint(fields=["table", "column"], name="accounts_personal_column_once")
        ]

    def __str__(self) -> str:
        return f"{self.table}.{self.column}"
