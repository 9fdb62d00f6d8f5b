"""How an editor chooses a theme: each with its colours, what it is, and a way to see the site in it first."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from . import themes
from .checks import BASE_CSS
from .current import default_theme
from .palette import palettes


class ThemeChoice(forms.RadioSelect):
    """Radio buttons with what each theme looks like. `site_id` says which site a preview shows."""

    template_name = "ui/admin/theme_choice.html"
    site_id = 0

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        theme = themes.get(str(value))
        return option | {
            "theme": theme,
            "colours": [
                {token.replace("-", "_"): colour for token, colour in palette.items()}
                for view, palette in palettes(theme, BASE_CSS).items()
                if view in theme.modes
            ],
            "preview_url": reverse("themes:preview", args=[self.site_id, theme.key]),
        }


class ThemeForm(WagtailAdminModelForm):
    theme = forms.ChoiceField(label=_("Theme"), widget=ThemeChoice)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["theme"]
        field.choices = [(theme.key, theme.label) for theme in themes]
        field.widget.site_id = self.instance.site_id
        self.initial["theme"] = self.initial.get("theme") or default_theme().key
