"""One site, one theme: chosen in the CMS, seen before it is published, shown to everybody at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry, Site

from prokadry.accounts.enums import Role
from prokadry.ui.models import SiteTheme
from prokadry.ui.themes import read_theme, themes
from prokadry.ui.themes.choice import PREVIEW_COOKIE, publish_theme, sign_preview
from prokadry.ui.themes.current import use_theme
from tests.cms_pages.factories import make_home, make_news
from tests.factories import make_user

from .folders import write_theme

pytestmark = pytest.mark.django_db
SHEET = "themes/forum/theme.css"
BAR = "preview-bar"


@pytest.fixture
def site() -> Site:
    make_home()
    return Site.objects.get(is_default_site=True)


@pytest.fixture
def editor() -> Client:
    return member_of(Role.EDITORS)


def member_of(role: Role) -> Client:
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name=role.value))
    client = Client(headers={"accept-language": "ru"})
    client.force_login(user)
    return client


def choose(site: Site, key: str) -> None:
    publish_theme(site=site, theme=themes.get(key), user=make_user())


def test_a_published_theme_takes_the_place_of_kept_pages(
    site: Site, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    assert SHEET not in client.get("/").text
    with django_capture_on_commit_callbacks(execute=True):
        choose(site, "forum")
    page = client.get("/").text
    assert SHEET in page
    assert "clocks__list" in page
    assert "logo__front" in page
    with django_capture_on_commit_callbacks(execute=True):
        choose(site, "base")
    assert SHEET not in client.get("/").text


def test_every_page_and_every_error_wears_it(
    site: Site, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        choose(site, "forum")
    for path in ("/accounts/login/", "/no-such-page/", "/search/"):
        assert SHEET in client.get(path).text
    assert SHEET not in member_of(Role.EDITORS).get("/cms/").text


def test_each_site_has_its_own(site: Site, client: Client, django_capture_on_commit_callbacks: Any) -> None:
    other = Site.objects.create(hostname="other.example.org", port=80, root_page=site.root_page)
    with django_capture_on_commit_callbacks(execute=True):
        choose(other, "forum")
    assert SHEET not in client.get("/").text
    assert SHEET in client.get("/", headers={"host": "other.example.org"}).text


def test_a_theme_that_is_gone_falls_back(site: Site, client: Client) -> None:
    SiteTheme.objects.create(site=site, theme="uninstalled")
    assert client.get("/").status_code == 200
    assert "themes/" not in client.get("/").text


def test_the_theme_of_the_installation_holds_where_nobody_chose(
    site: Site, client: Client, settings: Any
) -> None:
    settings.THEME = "forum"
    assert SHEET in client.get("/").text


def test_the_choice_costs_no_query_once_it_is_known(site: Site, settings: Any) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "page_cache" not in name]

    def count() -> int:
        Client().get("/")
        with CaptureQueriesContext(connection) as queries:
            assert Client().get("/").status_code == 200
        assert not any("sitetheme" in query["sql"] for query in queries)
        return len(queries)

    before = count()
    SiteTheme.objects.create(site=site, theme="forum")
    caches["shared"].clear()
    assert count() == before


def start(client: Client, site: Site, key: str = "forum") -> Any:
    return client.post(f"/cms/themes/{site.pk}/{key}/preview/", follow=True)


def test_an_editor_sees_the_site_in_another_theme_and_nobody_else_does(
    site: Site, client: Client, editor: Client
) -> None:
    make_news("Первая")
    client.get("/news/")
    shown = start(editor, site)
    assert shown.redirect_chain[-1][0] == "/"
    for page in (shown, editor.get("/news/"), editor.get("/no-such-page/")):
        assert SHEET in page.text
        assert "Предпросмотр темы «Форум»" in page.text
        assert "no-store" in page.headers["Cache-Control"]
    for page in (client.get("/news/"), Client().get("/")):
        assert SHEET not in page.text
        assert BAR not in page.text


def test_a_preview_is_not_served_from_kept_pages_without_a_session(site: Site, client: Client) -> None:
    """A site on another host knows no session of the editor, only the ticket."""
    client.get("/")
    visitor = Client()
    ticket = sign_preview(site=site, theme=themes.get("forum"))
    assert visitor.get("/view/theme/", {"ticket": ticket}).url == "/"
    assert BAR in visitor.get("/").text
    assert BAR not in client.get("/").text


def test_leaving_ends_it(site: Site, editor: Client) -> None:
    start(editor, site)
    assert BAR not in editor.post("/view/theme/leave/", follow=True).text
    assert SHEET not in editor.get("/").text


def test_publishing_asks_once_and_is_noted(
    site: Site, client: Client, editor: Client, django_capture_on_commit_callbacks: Any
) -> None:
    start(editor, site)
    url = f"/cms/themes/{site.pk}/forum/publish/"
    assert url in editor.get("/").text
    assert "сразу увидят все посетители" in editor.get(url).text
    assert SHEET not in client.get("/").text
    with django_capture_on_commit_callbacks(execute=True):
        assert editor.post(url).status_code == 302
    assert SHEET in client.get("/").text
    assert BAR not in editor.get("/").text
    entry = ModelLogEntry.objects.get(action="wagtail.edit")
    assert (entry.data, entry.user.is_staff) == ({"theme": "forum"}, True)


@pytest.mark.parametrize("role", [Role.ORGANISERS, Role.EXPERTS])
@pytest.mark.parametrize("verb", ["preview", "publish"])
def test_only_who_may_change_the_look_may_preview_or_publish(site: Site, role: Role, verb: str) -> None:
    member = member_of(role)
    assert member.post(f"/cms/themes/{site.pk}/forum/{verb}/").status_code == 302
    assert PREVIEW_COOKIE not in member.cookies
    assert not SiteTheme.objects.filter(theme="forum").exists()


@pytest.mark.parametrize("ticket", ["", "forum", "eyJzaXRlIjoxfQ:1:forged"])
def test_a_forged_ticket_shows_the_site_as_it_is(site: Site, client: Client, ticket: str) -> None:
    assert client.get("/view/theme/", {"ticket": ticket}).status_code == 302
    assert PREVIEW_COOKIE not in client.cookies
    client.cookies[PREVIEW_COOKIE] = ticket
    assert SHEET not in client.get("/").text


def test_a_ticket_is_good_for_its_site_only(site: Site, client: Client) -> None:
    other = Site.objects.create(hostname="other.example.org", port=80, root_page=site.root_page)
    client.cookies[PREVIEW_COOKIE] = sign_preview(site=other, theme=themes.get("forum"))
    assert SHEET not in client.get("/").text


def test_editors_choose_among_all_themes_in_the_settings(
    site: Site, client: Client, editor: Client, django_capture_on_commit_callbacks: Any
) -> None:
    url = f"/cms/settings/ui/sitetheme/{site.pk}/"
    page = editor.get(url).text
    for theme in themes:
        assert theme.title["ru"] in page
        assert f"/cms/themes/{site.pk}/{theme.key}/preview/" in page
    with django_capture_on_commit_callbacks(execute=True):
        assert editor.post(url, {"theme": "forum"}).status_code == 302
    assert SHEET in client.get("/").text
    assert editor.post(url, {"theme": "no-such"}).status_code == 200
    assert SiteTheme.objects.get(site=site).theme == "forum"


def test_threads_do_not_see_one_anothers_theme() -> None:
    def render(key: str) -> bool:
        with use_theme(lambda: themes.get(key)):
            return "logo__front" in render_to_string("cotton/logo.html")

    keys = ["base", "forum"] * 40
    with ThreadPoolExecutor(8) as pool:
        assert [*pool.map(render, keys)] == [key == "forum" for key in keys]


def test_a_template_that_cannot_be_compiled_gives_way_to_that_of_base(tmp_path: Path) -> None:
    broken = read_theme(write_theme(tmp_path, files={"templates/cotton/logo.html": "{% nonsense %}"}))
    with use_theme(lambda: broken):
        assert 'class="logo"' in render_to_string("cotton/logo.html")
