from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.documents.models import Document
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms_pages.blocks import BodyBlock
from cms_pages.blocks.links import ButtonBlock
from cms_pages.models import NewsPage, Rubric, SiteSettings
from cms_pages.slugs import MAX_SLUG_CHARS, make_slug
from prokadry.accounts.models import User
from tests.cms_pages.factories import (
    NOW,
    make_content,
    make_event,
    make_home,
    make_image,
    make_news,
    make_news_index,
    make_rubric,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(
        User.objects.create_superuser("editor@example.org", "demo", first_name="Э", last_name="Р")
    )
    return client


@pytest.mark.parametrize(
    ("title", "slug"),
    [("Приём заявок: с 1 мая!", "priem-zayavok-s-1-maya"), ("Open day", "open-day"), ("«…»", "")],
)
def test_slugs_are_spelled_in_latin(title: str, slug: str) -> None:
    assert make_slug(title) == slug


def test_long_slugs_end_at_a_word() -> None:
    slug = make_slug("слово " * 40)
    assert len(slug) <= MAX_SLUG_CHARS
    assert set(slug.split("-")) == {"slovo"}
    assert len(make_slug("ж" * 300)) == MAX_SLUG_CHARS


def test_pages_spell_their_own_address_and_keep_it_unique() -> None:
    index = make_news_index()
    pages = [
        index.add_child(instance=NewsPage(title="Итоги сезона", lead="…", rubric=make_rubric()))
        for _ in range(2)
    ]
    assert [page.slug for page in pages] == ["itogi-sezona", "itogi-sezona-2"]
    nameless = index.add_child(instance=NewsPage(title="№ ★", lead="…", rubric=make_rubric()))
    assert nameless.slug.isascii()


def test_rubrics_spell_their_address() -> None:
    rubric = Rubric.objects.create(name="Партнёры")
    assert rubric.slug == "partnery"


def test_the_application_address_is_a_path_or_a_link() -> None:
    settings = SiteSettings.for_site(make_home().get_site())
    settings.apply_url = "javascript:alert(1)"
    with pytest.raises(ValidationError):
        settings.full_clean()


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "example.org"])
def test_a_button_leads_somewhere(url: str) -> None:
    block = ButtonBlock()
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"label": "Куда", "url": url}))


def test_every_block_draws_itself(client: Client) -> None:
    image = make_image()
    picture = {"image": image.pk, "alt_text": "Студия", "decorative": False}
    document = Document.objects.create(title="Положение", file="documents/rules.pdf", file_size=2048)
    raw = [
        {"type": "text", "value": "<h2>Глава</h2><p>Текст</p>"},
        {"type": "picture", "value": {"image": picture, "caption": "Подпись"}},
        {
            "type": "gallery",
            "value": {"items": [{"image": picture}, {"image": {**picture, "decorative": True}}]},
        },
        {"type": "quote", "value": {"text": "Слова", "author": "Кто", "role": "Роль"}},
        {"type": "facts", "value": {"items": [{"value": "84", "meaning": "региона"}]}},
        {"type": "steps", "value": {"items": [{"title": "Раз", "text": ""}, {"title": "Два", "text": ""}]}},
        {"type": "callout", "value": {"kind": "due", "title": "", "text": "<p>Скоро</p>"}},
        {
            "type": "table",
            "value": {
                "columns": [{"type": "text", "heading": "Город"}, {"type": "number", "heading": "Час"}],
                "rows": [{"values": ["Омск", "16:00"]}],
                "caption": "Часы",
            },
        },
        {"type": "accordion", "value": {"items": [{"title": "Вопрос", "text": "<p>Ответ</p>"}]}},
        {"type": "document", "value": {"document": document.pk, "title": ""}},
        {"type": "buttons", "value": {"items": [{"label": "Дальше", "page": make_news_index().pk}]}},
    ]
    assert {block["type"] for block in raw} == set(BodyBlock().child_blocks)
    page = make_content(body=BodyBlock().to_python(raw))
    text = client.get(page.url, headers={"accept-language": "ru"}).text
    for drawn in (
        "<h2>Глава</h2>",
        'alt="Студия"',
        'alt=""',
        "<blockquote><p>Слова</p></blockquote>",
        'class="callout callout--now"',
        '<td class="n">16:00</td>',
        "<summary>Вопрос</summary>",
        "PDF, 2,0\u00a0КБ",
        'href="/news/"',
    ):
        assert drawn in text, drawn


def test_a_page_stands_after_its_pictures_and_links_have_gone(client: Client) -> None:
    image = make_image()
    target = make_content("Цель")
    news = make_news(
        cover=image,
        body=BodyBlock().to_python(
            [
                {"type": "picture", "value": {"image": {"image": image.pk, "alt_text": "x"}}},
                {"type": "buttons", "value": {"items": [{"label": "Дальше", "page": target.pk}]}},
                {"type": "document", "value": {"document": 999}},
            ]
        ),
    )
    target.delete()
    image.delete()
    assert client.get(news.url).status_code == 200


@pytest.mark.parametrize("make", [make_home, make_news_index, make_news, make_event, make_content])
def test_every_page_previews(editor: Client, make: Any) -> None:
    page: Page = make()
    response = page.make_preview_request(page.default_preview_mode)
    response = page.specific.make_preview_request()
    assert response.status_code == 200
    assert editor.get(f"/cms/pages/{page.pk}/edit/").status_code == 200


def test_an_editor_publishes_news(editor: Client) -> None:
    index = make_news_index()
    data = nested_form_data(
        {
            "title": "Новый сезон",
            "slug": "",
            "lead": "Начался",
            "cover": "",
            "cover_caption": "",
            "body": streamfield([("text", rich_text("<p>Текст</p>"))]),
            "published_at": "2026-08-27 12:00",
            "rubric": str(make_rubric().pk),
            "region": "",
            "seo_title": "",
            "search_description": "",
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
            "action-publish": "action-publish",
        }
    )
    response = editor.post(f"/cms/pages/add/cms_pages/newspage/{index.pk}/", data, follow=True)
    assert response.status_code == 200
    news = NewsPage.objects.get()
    assert (news.slug, news.live) == ("novyy-sezon", True)
    assert Client().get("/news/novyy-sezon/").status_code == 200


@pytest.mark.parametrize(
    "path", ["/cms/news_listing/", "/cms/event_listing/", "/cms/snippets/cms_pages/rubric/"]
)
def test_editors_have_lists_with_dates_and_rubrics(editor: Client, path: str) -> None:
    make_news("Одна новость", published_at=NOW)
    make_event("Одно событие", starts_at=NOW)
    response = editor.get(path)
    assert response.status_code == 200
    assert any(word in response.text for word in ("Одна новость", "Одно событие", "Обучение"))
