from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from .themes.choice import remember_choice
from .themes.forms import ThemeForm


@register_setting(icon="view")
class SiteTheme(BaseSiteSetting):
    """The theme of one site; empty where nobody chose, then the theme of the installation holds."""

    theme = models.CharField(_("theme"), max_length=100, blank=True)

    panels = [FieldPanel("theme")]
    base_form_class = ThemeForm

    class Meta:
        verbose_name = _("look of the site")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; every process sees the choice before the pages it kept with another theme are forgotten."""
        with transaction.atomic():
            transaction.on_commit(lambda: remember_choice(site_id=self.site_id, key=self.theme))
            super().save(*args, **kwargs)
