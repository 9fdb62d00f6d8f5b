"""Mail in our identity: a subject, a plain text and an HTML part with inlined styles."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils import translation


def render_mail(
    prefix: str,
    context: Mapping[str, Any],
    *,
    to: Sequence[str],
    language: str | None = None,
    from_email: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> EmailMultiAlternatives:
    """Return an unsent message from `{prefix}_subject.txt`, `_message.txt` and `_message.html`.

    The HTML part may be absent. The context gains `base_url` (no slash at the end), `support_email` and, in
    the HTML part, `subject`. Raises TemplateDoesNotExist when the subject or the text is missing.
    """
    values = {
        "base_url": settings.WAGTAILADMIN_BASE_URL.rstrip("/"),
        "support_email": settings.SUPPORT_EMAIL,
        **context,
    }
    with translation.override(language or settings.LANGUAGE_CODE):
        subject = " ".join(render_to_string(f"{prefix}_subject.txt", values).split())
        text = render_to_string(f"{prefix}_message.txt", values).strip() + "\n"
        html = _render_html(prefix, {**values, "subject": subject})
    message = EmailMultiAlternatives(
        subject=subject, body=text, from_email=from_email, to=list(to), headers=dict(headers or {})
    )
    if html:
        message.attach_alternative(html, "text/html")
    return message


def inline_styles(html: str) -> str:
    """Return a document whose style sheet is copied into the elements; only @media rules stay in the head."""
    return _inliner().inline(html)


def _render_html(prefix: str, values: Mapping[str, Any]) -> str:
    try:
        return inline_styles(render_to_string(f"{prefix}_message.html", dict(values)))
    except TemplateDoesNotExist as error:
        if error.args and error.args[0] == f"{prefix}_message.html":
            return ""
        raise


@lru_cache(maxsize=1)
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False)
