from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField

from ..blocks import SocialLinkBlock

validate_link = RegexValidator(
    r"^(/|https?://)", _("Enter an address that begins with / (a page of this site) or with https://.")
)


@register_setting(icon="cog")
class SiteSettings(BaseSiteSetting):
    """What the whole public site says about itself."""

    organisation = models.CharField(
        _("organiser"),
        max_length=200,
        blank=True,
        help_text=_("Shown to search engines as the publisher of news."),
    )
    contact_email = models.EmailField(
        _("e-mail for questions"), blank=True, help_text=_("Shown beside the answers and in the footer.")
    )
    apply_label = models.CharField(
        _("text of the application button"),
        max_length=40,
        blank=True,
        help_text=_("Empty: “Submit an application”."),
    )
    apply_url = models.CharField(
        _("address of the application form"),
        max_length=300,
        default="/accounts/signup/",
        validators=[validate_link],
    )
    social_links = StreamField([("link", SocialLinkBlock())], verbose_name=_("social networks"), blank=True)
    og_image = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture for links"),
        help_text=_("Shown by social networks for pages without a cover; 1200 × 630 px or larger."),
    )

    panels = [
        MultiFieldPanel([FieldPanel("organisation"), FieldPanel("contact_email")], heading=_("Who we are")),
        MultiFieldPanel([FieldPanel("apply_label"), FieldPanel("apply_url")], heading=_("Call to apply")),
        FieldPanel("social_links"),
        FieldPanel("og_image"),
    ]

    class Meta:
        verbose_name = _("public site")
