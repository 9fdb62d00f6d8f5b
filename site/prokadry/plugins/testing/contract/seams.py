"""What the plugin adds beside a type of activity: reports, cards, themes, sources of video, ways to check in, pages."""

from datetime import timedelta
from functools import partial
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders
from django.core.checks import run_checks
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.module_loading import module_has_submodule

from courses.extensions import CheckInPoint, CheckInRefused, Viewing, check_in_methods, video_providers
from courses.models import WebinarPage
from prokadry.accounts.enums import Role
from prokadry.ui.themes import themes
from tracks.extensions import ReportScope, dashboard_cards, reports

from ..programme import Programme, activity_of, make_person, make_staff, signed_in
from .asking import queries_of, read
from .base import ContractBase

NONSENSE: tuple[object, ...] = (None, "", "x" * 5000, "\x00", 0, -1, b"\xff", [], {"code": 1})


class SeamsContract(ContractBase):
    """Each holds for a plugin that registered something of the kind."""

    def test_its_reports_are_there_where_it_is_used(
        self, programme: Programme, django_capture_on_commit_callbacks: Any
    ) -> None:
        keys = self.need(reports.name)
        if self.has_activity:
            page = programme.publish(self.make_page())
            self.complete(page, programme.enrol().participant, django_capture_on_commit_callbacks)
        browser = signed_in(make_staff(Role.ORGANISERS))
        for key in keys:
            report = reports.get(key)
            for row in report.rows(ReportScope(programme.season), now=timezone.now()):
                assert len(row) == len(report.columns), f"{key}: a row does not fit the columns: {row}"
            assert escape(str(report.title)) in read(browser, reverse("programme_reports"))
            for name in ("programme_report", "programme_report_file"):
                read(browser, reverse(name, args=[key]))
        programme.switch(is_on=False)
        for key in keys:
            assert browser.get(reverse("programme_report", args=[key])).status_code == 404

    def test_its_cards_are_there_where_it_is_used(self, programme: Programme) -> None:
        templates = {dashboard_cards.get(key).template for key in self.need(dashboard_cards.name)}
        if self.has_activity:
            programme.publish(self.make_page())
        browser = signed_in(programme.enrol().participant)
        shown = {template.name for template in browser.get("/learn/").templates}
        programme.switch(is_on=False)
        assert not templates & {template.name for template in browser.get("/learn/").templates}
        if not templates & shown:
            pytest.skip(f"{self.plugin} shows no card to somebody who has just begun")

    @pytest.mark.django_db
    def test_its_themes_dress_the_site(self, settings: Any) -> None:
        keys = self.need(themes.name)
        assert [message for message in run_checks() if (message.id or "").startswith("themes.")] == []
        for key in keys:
            settings.THEME = key
            address = f"themes/{key}/theme.css"
            assert finders.find(address), f"the theme {key} has no style sheet"
            assert address in read(signed_in(None), "/accounts/login/")

    def test_its_sources_of_video_play_their_own_example(self, programme: Programme) -> None:
        for key in self.need(video_providers.name):
            provider = video_providers.get(key)
            assert all(provider.recognise(text) == "" for text in ("", "https://", "https://example.org/"))
            if not provider.example:
                continue
            assert provider.recognise(provider.example) == provider.example
            page = programme.publish(WebinarPage(video_address=provider.example, video_length_s=600))
            assert (page.video_provider, activity_of(page).duration_ms) == (key, 600_000)
            viewing = Viewing(user_id=0, login="", now=timezone.now(), closes_at=None)
            assert provider.show(page, viewing)
            assert len(queries_of(partial(provider.show, page, viewing))) <= 1
            read(signed_in(programme.enrol().participant), page.url)

    @pytest.mark.django_db
    def test_its_ways_to_check_in_take_no_nonsense(self) -> None:
        now = timezone.now()
        point = CheckInPoint(uuid4(), now - timedelta(minutes=1), now + timedelta(minutes=1))
        for key in self.need(check_in_methods.name):
            method = check_in_methods.get(key)
            assert list(method.open_points(activity_id=0, now=now)) == []
            for proof in NONSENSE:
                try:
                    found = method.recognise(
                        participant_id=0, activity_id=0, points=[point], proof=proof, now=now
                    )
                except CheckInRefused:
                    continue
                assert found == point.key, f"{key} takes {proof!r} for another point"

    def test_its_addresses_answer_everybody(self, programme: Programme) -> None:
        """Those without arguments; whoever may not see them is told so without an error."""
        paths = [*self._paths("urls", self.plugin), *self._paths("api_urls", f"{self.plugin}_api")]
        if not paths:
            pytest.skip(f"{self.plugin} has no address without arguments")
        for person in (None, programme.enrol().participant, make_person(is_staff=True, is_superuser=True)):
            for path in paths:
                assert signed_in(person).get(path).status_code < 500, f"{path} fails for {person}"

    def test_organisers_see_it_in_the_cms(self, programme: Programme) -> None:
        browser = signed_in(make_staff(Role.ORGANISERS))
        assert self.found.version in read(browser, reverse("plugin", args=[self.plugin]))

    def _paths(self, module: str, namespace: str) -> list[str]:
        if not module_has_submodule(self.app.module, module):
            return []
        found = []
        for pattern in import_module(f"{self.app.name}.{module}").urlpatterns:
            try:
                found.append(reverse(f"{namespace}:{getattr(pattern, 'name', None)}"))
            except NoReverseMatch:
                continue
        return found
