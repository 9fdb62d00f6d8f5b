"""What the plugin shows of people's and editors' words is harmless, and its pages work under the site's policy."""

from contextlib import suppress
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import CharField, TextField
from django.urls import reverse
from wagtail.fields import RichTextField

from courses.models import ActivityPage
from prokadry.accounts.enums import Role
from tracks.extensions import dashboard_cards, reports

from ..programme import Programme, make_staff, signed_in
from .asking import read
from .base import ContractBase

MARK = "<s id=x>"
LOADING = ("script", "link", "img", "audio", "video", "source")
# Links that nothing is loaded from.
NAMING = ("canonical", "alternate")


class SafetyContract(ContractBase):
    """Asked of every page on which the plugin shows something."""

    def test_no_words_become_markup(
        self, programme: Programme, django_capture_on_commit_callbacks: Any
    ) -> None:
        pages = self._shown(programme, django_capture_on_commit_callbacks)
        unescaped = [path for path, text in pages.items() if MARK in text]
        assert not unescaped, f"what people write is not escaped on: {', '.join(unescaped)}"

    def test_its_pages_need_nothing_that_the_policy_forbids(
        self, programme: Programme, django_capture_on_commit_callbacks: Any
    ) -> None:
        """Scripts and styles in the page itself are not run, and nothing is loaded from elsewhere."""
        pages = self._shown(programme, django_capture_on_commit_callbacks)
        forbidden = [
            f"{path}: {what}"
            for path, text in pages.items()
            if not path.startswith("/cms/")
            for what in inline(text)
        ]
        assert not forbidden, "forbidden by the content policy:\n" + "\n".join(forbidden)

    def _shown(self, programme: Programme, capture: Any) -> dict[str, str]:
        """Return the pages on which the plugin may show something, made of words that look like markup."""
        if not (self.has_activity or self.brought(dashboard_cards.name) or self.brought(reports.name)):
            pytest.skip(f"{self.plugin} shows nothing in pages")
        paths = ["/learn/", programme.course.url]
        page = None
        if self.has_activity:
            page = programme.publish(marked(self.make_page()))
            paths.append(page.url)
        person = programme.enrol(first_name=MARK, last_name=MARK).participant
        before = {f"{path} at first": read(signed_in(person), path) for path in paths}
        if page is not None:
            row = self.complete(page, person, capture)
            paths.append(reverse("courses:why", args=[row.activity_id]))
        organiser = signed_in(make_staff(Role.ORGANISERS))
        tables = [reverse("programme_report", args=[key]) for key in self.brought(reports.name)]
        return (
            before
            | {path: read(signed_in(person), path) for path in paths}
            | {path: read(organiser, path) for path in tables}
        )


def marked(page: ActivityPage) -> ActivityPage:
    """Put something that looks like markup into every plain text of a page that takes it."""
    page.title = MARK
    for field in page._meta.local_fields:
        if (
            isinstance(field, (CharField, TextField))
            and not isinstance(field, RichTextField)
            and not field.choices
        ):
            with suppress(ValidationError):
                setattr(page, field.attname, field.clean(MARK, page))
    return page


class _Inline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (
            tag == "script" and "src" not in given and "json" not in (given.get("type") or "")
        ):
            self.found.append(f"<{tag}> with its text in the page")
        self.found += [
            f"<{tag} {name}=…>"
            for name in given
            if name == "style" or (name.startswith("on") and name != "on")
        ]
        is_loaded = tag in LOADING and given.get("rel") not in NAMING
        source = given.get("href" if tag == "link" else "src") or ""
        if is_loaded and source.startswith(("http:", "https:", "//")):
            self.found.append(f"<{tag}> from {source}")


def inline(text: str) -> list[str]:
    """Return what the content policy of the site would refuse in a page."""
    parser = _Inline()
    parser.feed(text)
    return parser.found
