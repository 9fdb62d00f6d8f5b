"""What the kernel keeps in the database."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PluginSettings(models.Model):
    """Settings of one plugin that differ from the defaults of its manifest. They stay when the plugin is gone."""

    plugin = models.CharField(_("plugin"), max_length=100, primary_key=True)
    values = models.JSONField(_("values"), default=dict)
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("plugin settings")
        verbose_name_plural = _("plugin settings")

    def __str__(self) -> str:
        return self.plugin
