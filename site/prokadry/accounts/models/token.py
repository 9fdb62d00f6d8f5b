from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import APIToken


class TokenGrant(models.Model):
    """What one API token may do and until when; Wagtail keeps the token itself, hashed and revocable."""

    token = models.OneToOneField(APIToken, models.CASCADE, related_name="grant")
    scope = models.CharField(_("scope"), max_length=100)
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)

    class Meta:
        verbose_name = _("API token grant")
        verbose_name_plural = _("API token grants")

    def __str__(self) -> str:
        return f"{self.token}: {self.scope}"
