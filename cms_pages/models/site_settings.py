from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Orderable

validate_link = RegexValidator(
    r"^(/|https?://)", _("Enter an address that begins with / (a page of this site) or with https://.")
)


@register_setting(icon="cog")
class SiteSettings(BaseSiteSetting, ClusterableModel):
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
        InlinePanel("social_links", heading=_("Social networks"), label=_("Social network")),
        FieldPanel("og_image"),
    ]

    class Meta:
        verbose_name = _("public site")


class SocialLink(Orderable):
    """A page of the programme in a social network."""

    settings = ParentalKey(SiteSettings, related_name="social_links")
    title = models.CharField(_("name"), max_length=40)
    url = models.URLField(_("address"), max_length=300)

    panels = [FieldPanel("title"), FieldPanel("url")]

    class Meta(Orderable.Meta):
        verbose_name = _("social network")
        verbose_name_plural = _("social networks")

    def __str__(self) -> str:
        return self.title
