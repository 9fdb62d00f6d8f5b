"""Template lookup by theme: a theme's file wins over `base` where it lays one over."""

from collections.abc import Iterator
from typing import Any

from django.template import Origin, Template, TemplateSyntaxError
from django.template.loaders import cached
from django.utils._os import safe_join
from django_cotton import cotton_loader

from .current import current_theme
from .fallback import in_theme_or_base


class CachedLoader(cached.Loader):
    """Django's cache of compiled templates, with an entry for each theme that has a file of that name.

    A compiled template names others and looks them up when it is rendered, so one copy of it serves all themes.
    """

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        """Return the current theme's template; that of `base` when the theme's own cannot be compiled."""
        if template_name not in current_theme().templates:
            return self.compile_template(template_name, skip)
        return in_theme_or_base(
            f"compile:{template_name}",
            lambda: self.compile_template(template_name, skip),
            faults=(TemplateSyntaxError,),
        )

    def compile_template(self, template_name: str, skip: Any = None) -> Template:
        """Return the current theme's template. Raises TemplateSyntaxError when it cannot be compiled."""
        return super().get_template(template_name, skip)

    def cache_key(self, template_name: str, skip: Any = None) -> str:
        key = super().cache_key(template_name, skip)
        theme = current_theme()
        # A colon stands in no theme's key, so this is no name of a template either.
        return f"{theme.key}:{key}" if template_name in theme.templates else key


class Loader(cotton_loader.Loader):
    """Cotton's loader, asked for the current theme's own file first."""

    def get_template_sources(self, template_name: str) -> Iterator[Origin]:
        theme = current_theme()
        if template_name in theme.templates:
            path = safe_join(theme.folder / "templates", template_name)
            yield Origin(name=path, template_name=template_name, loader=self)
        yield from super().get_template_sources(template_name)
