"""Base templates and error pages."""

import pytest
from django.conf import settings
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.test import override_settings
from django.utils import translation

from tests.themes.style_guide import compile_template, make_request, render_source

CHILD = """{% extends "base_site.html" %}
{% block title %}Новости <1>{% endblock %}{% block description %}Лента{% endblock %}
{% block tab %}news{% endblock %}
{% block main %}<h1>Тело</h1>{% endblock %}"""


@pytest.fixture(autouse=True)
def _russian():
    with translation.override("ru"):
        yield


def render(source, **context):
    return render_source(source, make_request("/news/"), context)


def test_title_and_description_are_written_once_and_shown_everywhere():
    html = render(CHILD)
    assert "<title>Новости <1> — ПроКадры</title>" in html
    assert '<meta property="og:title" content="Новости <1>">' in html
    assert '<meta name="description" content="Лента">' in html
    assert '<link rel="canonical" href="http://testserver/news/">' in html


def test_current_section_is_marked():
    html = render(CHILD)
    assert '<a href="/news/" aria-current="page">Новости</a>' in html
    assert html.count('aria-current="page"') == 1


def test_page_of_the_cms_gives_its_own_title():
    html = render('{% extends "base_site.html" %}', page={"title": "События", "search_description": "Все"})
    assert "<title>События — ПроКадры</title>" in html
    assert '<meta name="description" content="Все">' in html


def test_learn_has_a_tab_bar_with_the_current_section():
    html = render('{% extends "base_learn.html" %}{% block tab %}streams{% endblock %}')
    bar = html[html.index('class="tabbar"') :]
    assert bar.count("<a ") in (4, 5)
    assert bar.count('aria-current="page"') == 1
    assert 'href="/learn/streams/" aria-current="page"' in bar


def test_footer_shows_only_links_that_are_given():
    assert "Документы" not in render(CHILD)
    html = render(CHILD, footer_documents=[{"title": "Положение", "url": "/terms/"}])
    assert '<a href="/terms/">Положение</a>' in html
    assert 'href="#"' not in html


def test_public_page_of_an_anonymous_visitor_carries_no_token():
    assert "csrfmiddlewaretoken" not in render(CHILD)


@pytest.mark.parametrize("code", ["400", "500", "503"])
def test_static_error_pages_need_no_context(code):
    html = get_template(f"{code}.html").render({})
    assert html.count("<h1>") == 1
    assert f"{settings.STATIC_URL}prokadry/dist/app.css" in html


def test_broken_manifest_does_not_break_the_page_of_a_failure():
    strict = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
    with override_settings(STORAGES={**settings.STORAGES, **strict}):
        assert "<h1>" in compile_template('{% include "500.html" %}').render(Context())


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["403", "403_csrf", "404"])
def test_friendly_error_pages_say_what_to_do(code):
    html = render_to_string(f"{code}.html", request=make_request("/no/such/"))
    assert html.count("<h1>") == 1
    assert '<meta name="robots" content="noindex">' in html
    assert 'href="/"' in html
