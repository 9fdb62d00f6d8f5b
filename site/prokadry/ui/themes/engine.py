"""Django's engine of templates, whose pages stand even where the theme breaks them."""

from typing import Any

from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.template.backends.django import DjangoTemplates, Template, reraise
from django.utils.safestring import SafeString

from .fallback import in_theme_or_base


class ThemedTemplate(Template):
    """A template that is drawn anew, as a whole and in `base`, when something of the theme fails in it."""

    def render(self, context: dict[str, Any] | None = None, request: HttpRequest | None = None) -> SafeString:
        name = self.template.name

        def draw() -> SafeString:
            # Looked up once more: in `base` it is another one.
            found = Template(self.backend.engine.get_template(name or ""), self.backend)
            return SafeString(found.render(context, request))

        return in_theme_or_base(f"page:{name}", draw, faults=(Exception,))


class ThemedTemplates(DjangoTemplates):
    """The backend that the settings name."""

    def get_template(self, template_name: str) -> ThemedTemplate:
        """Return the template as the current theme has it. Raises TemplateDoesNotExist."""
        try:
            return ThemedTemplate(self.engine.get_template(template_name), self)
        except TemplateDoesNotExist as error:
            reraise(error, self)
            raise
