from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from ..slugs import make_slug


class Rubric(models.Model):
    """A subject that news are sorted by; readers filter the list with it."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    slug = models.SlugField(
        _("name in addresses"),
        max_length=60,
        unique=True,
        blank=True,
        help_text=_("Empty: spelled from the name."),
    )
    order = models.PositiveSmallIntegerField(
        _("order"), default=100, help_text=_("Smaller numbers come first.")
    )

    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("order")]

    class Meta:
        ordering = ["order", "name"]
        verbose_name = _("rubric")
        verbose_name_plural = _("rubrics")

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.clean()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        self.slug = self.slug or make_slug(self.name)
