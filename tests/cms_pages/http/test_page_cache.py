from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, TestCase
from pytest_django import DjangoAssertNumQueries

from cms_pages.content_version import read_version
from cms_pages.http.page_cache import PageCacheMiddleware
from cms_pages.models import SiteSettings
from cms_pages.signals import public_content_changed
from prokadry.accounts.models import User
from tests.cms_pages.factories import make_content, make_image, make_news, make_news_index, make_rubric

pytestmark = pytest.mark.django_db
Capture = Callable[..., Any]


@pytest.fixture
def anna() -> User:
    return User.objects.create_user("anna@example.org", "demo", first_name="Анна", last_name="Северьянова")


def test_a_second_visitor_costs_no_query(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_news("Первая")
    first = client.get("/news/")
    with django_assert_num_queries(0):
        second = Client().get("/news/")
    assert second.content == first.content
    assert "Первая" in second.text
    for header in ("Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Vary", "ETag"):
        assert second.headers[header] == first.headers[header]
    assert second.headers["Cache-Control"] == "no-cache"


def test_what_another_process_publishes_is_seen_at_once(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    """The other process has a memory of its own: its signal handlers reach only what is shared."""
    backends = "django.core.cache.backends"
    settings.CACHES = {
        "default": {"BACKEND": f"{backends}.locmem.LocMemCache", "LOCATION": "server"},
        "shared": {"BACKEND": f"{backends}.filebased.FileBasedCache", "LOCATION": tmp_path},
    }
    news = make_news("Прежний заголовок")
    assert "Прежний" in client.get("/news/").text
    settings.CACHES = settings.CACHES | {
        "default": {"BACKEND": f"{backends}.locmem.LocMemCache", "LOCATION": "command"}
    }
    with TestCase.captureOnCommitCallbacks(execute=True):
        news.title = "Новый заголовок"
        news.save_revision().publish()
    settings.CACHES = settings.CACHES | {
        "default": {"BACKEND": f"{backends}.locmem.LocMemCache", "LOCATION": "server"}
    }
    assert "Новый" in client.get("/news/").text


def test_parameters_in_any_order_are_one_page(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_news()
    client.get("/news/?year=2026&rubric=obuchenie")
    with django_assert_num_queries(0):
        client.get("/news/?rubric=obuchenie&year=2026")


@pytest.mark.parametrize("path", ["/search/?q=вебинар", "/news/?utm_source=vk"])
def test_unknown_parameters_are_not_kept(client: Client, path: str) -> None:
    make_news_index()
    response = client.get(path)
    assert response.status_code == 200
    assert "ETag" not in response.headers


def test_an_unchanged_page_is_not_sent_again(client: Client) -> None:
    make_news()
    tag = client.get("/news/").headers["ETag"]
    again = client.get("/news/", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/news/", headers={"if-none-match": '"other"'}).status_code == 200


def test_a_signed_in_person_neither_gets_nor_leaves_a_page(client: Client, anna: User) -> None:
    make_news()
    member = Client()
    member.force_login(anna)
    own = member.get("/news/")
    assert "Анна" in own.text
    assert "Анна" not in client.get("/news/").text
    assert "Анна" in member.get("/news/").text


def test_a_chosen_look_is_not_shared(client: Client) -> None:
    make_news()
    dark = Client()
    dark.cookies["look-theme"] = "dark"
    assert 'data-theme="dark"' in dark.get("/news/").text
    assert 'data-theme="dark"' not in client.get("/news/").text


def test_languages_are_kept_apart(client: Client) -> None:
    make_news()
    assert 'lang="ru"' in client.get("/news/", headers={"accept-language": "ru"}).text
    assert 'lang="en"' in client.get("/news/", headers={"accept-language": "en"}).text


def test_pages_for_everybody_hold_no_form_token(client: Client) -> None:
    make_news()
    for path in ("/", "/news/", "/search/"):
        response = client.get(path)
        assert "csrfmiddlewaretoken" not in response.text
        assert not response.cookies


@pytest.mark.parametrize(
    "change",
    [
        lambda: make_news("Вторая"),
        lambda: make_content("Условия"),
        lambda: make_rubric("Итоги"),
        lambda: make_image(),
        lambda: SiteSettings.for_site(make_news_index().get_site()).save(),
        lambda: public_content_changed.send(sender=None),
        lambda: make_news_index().get_children().first().delete(),
        lambda: make_news_index().get_children().first().unpublish(),
    ],
)
def test_a_change_forgets_every_page(
    client: Client, django_capture_on_commit_callbacks: Capture, change: Callable[[], Any]
) -> None:
    make_news("Первая")
    client.get("/news/")
    before = read_version()
    with django_capture_on_commit_callbacks(execute=True):
        change()
    assert read_version() != before


def test_the_footer_follows_its_pages(client: Client, django_capture_on_commit_callbacks: Capture) -> None:
    document = make_content("Регламент", show_in_menus=True)
    assert "Регламент" in client.get("/").text
    with django_capture_on_commit_callbacks(execute=True):
        document.unpublish()
    assert "Регламент" not in client.get("/").text


def test_a_published_page_shows_at_once(client: Client, django_capture_on_commit_callbacks: Capture) -> None:
    make_news("Первая")
    client.get("/news/")
    with django_capture_on_commit_callbacks(execute=True):
        make_news("Вторая")
    assert "Вторая" in client.get("/news/").text


def test_an_answer_made_before_a_publication_is_not_kept_after_it(
    django_capture_on_commit_callbacks: Capture,
) -> None:
    texts = iter(["old", "new"])

    def answer(request: HttpRequest) -> HttpResponse:
        text = next(texts)
        if text == "old":
            with django_capture_on_commit_callbacks(execute=True):
                public_content_changed.send(sender=None)
        return HttpResponse(text)

    middleware = PageCacheMiddleware(answer)
    request = RequestFactory().get
    assert middleware(request("/page/")).content == b"old"
    assert middleware(request("/page/")).content == b"new"


def _set_cookie(response: HttpResponse) -> HttpResponse:
    response.set_cookie("csrftoken", "x")
    return response


@pytest.mark.parametrize(
    "response",
    [
        lambda: HttpResponse("x", status=404),
        lambda: HttpResponse("x", headers={"Cache-Control": "private"}),
        lambda: HttpResponse(b"x", content_type="application/pdf"),
        lambda: HttpResponse(b"x" * 600_000),
        lambda: _set_cookie(HttpResponse("x")),
    ],
)
def test_what_must_not_be_kept(response: Callable[[], HttpResponse]) -> None:
    calls = []

    def answer(request: HttpRequest) -> HttpResponse:
        calls.append(request.path)
        return response()

    middleware = PageCacheMiddleware(answer)
    middleware(RequestFactory().get("/page/"))
    middleware(RequestFactory().get("/page/"))
    assert len(calls) == 2


@pytest.mark.parametrize(
    "path", ["/learn/", "/accounts/login/", "/api/v1/", "/cms/", "/e/progress/1", "/documents/1/x"]
)
def test_private_paths_are_left_alone(path: str) -> None:
    seen: list[dict[str, str]] = []

    def answer(request: HttpRequest) -> HttpResponse:
        seen.append(request.COOKIES)
        return HttpResponse("x")

    request = RequestFactory().get(path)
    request.COOKIES["csrftoken"] = "kept"
    assert "ETag" not in PageCacheMiddleware(answer)(request).headers
    assert seen == [{"csrftoken": "kept"}]


def test_other_cookies_do_not_reach_a_shared_page() -> None:
    seen: list[dict[str, str]] = []

    def answer(request: HttpRequest) -> HttpResponse:
        seen.append(request.COOKIES)
        return HttpResponse("x")

    request = RequestFactory().get("/page/")
    request.COOKIES["csrftoken"] = "mine"
    PageCacheMiddleware(answer)(request)
    assert seen == [{}]


def test_a_post_is_never_answered_from_memory() -> None:
    middleware = PageCacheMiddleware(lambda request: HttpResponse(request.method))
    assert middleware(RequestFactory().get("/page/")).content == b"GET"
    assert middleware(RequestFactory().post("/page/")).content == b"POST"
