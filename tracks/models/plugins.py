from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PluginSwitch(models.Model):
    """Whether a season uses a plugin; without a row it does not. The row outlives the plugin."""

    season = models.ForeignKey("tracks.Season", models.CASCADE, related_name="plugin_switches")
    plugin = models.CharField(_("plugin"), max_length=100)
    is_on = models.BooleanField(_("on"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("changed by")
    )
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("switch of a plugin")
        verbose_name_plural = _("switches of plugins")
        permissions = [("switch_plugin", _("May turn plugins on and off in a season"))]
        constraints = [models.UniqueConstraint(fields=["season", "plugin"], name="tracks_plugin_switch_once")]

    def __str__(self) -> str:
        return f"{self.season}: {self.plugin}"
