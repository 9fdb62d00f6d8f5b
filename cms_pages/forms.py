from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

from .slugs import make_slug


class SitePageForm(WagtailAdminPageForm):
    """The editing form of public pages: an address left empty is spelled from the title, also without scripts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean_slug(self) -> str:
        return self.cleaned_data["slug"] or make_slug(self.cleaned_data.get("title", ""))
