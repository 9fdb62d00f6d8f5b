from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PersonalDataConsent(models.Model):
    """That a person agreed to the processing of personal data: which text, and when."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="consents")
    version = models.CharField(_("version of the text"), max_length=20)
    accepted_at = models.DateTimeField(_("accepted at"))

    class Meta:
        ordering = ["-accepted_at"]
        verbose_name = _("consent to personal data processing")
        verbose_name_plural = _("consents to personal data processing")
        constraints = [models.UniqueConstraint(fields=["user", "version"], name="accounts_consent_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.version}"
