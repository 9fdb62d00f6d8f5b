"""Components on full and on empty data: words beside every drawing, nothing the policy forbids."""

import re
from html.parser import HTMLParser

import pytest
from django.template import Context
from django.utils import translation

from tests.themes.style_guide import (
    NOW,
    SOON,
    WATCHED,
    ZONE,
    compile_template,
    make_request,
    render_source,
    render_style_guide,
)

FORBIDDEN = re.compile(
    r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*(?:\ssrc=|application/ld\+json))", re.IGNORECASE
)


class Structure(HTMLParser):
    """Checks that tags close in order and that ids are unique."""

    VOID = {"meta", "link", "input", "img", "br", "hr", "path", "rect", "circle"}

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.references: set[str] = set()

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids += [found["id"]] if found.get("id") else []
        for name in ("aria-describedby", "aria-labelledby", "for", "popovertarget"):
            self.references |= set((found.get(name) or "").split())
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture(autouse=True)
def _russian():
    with translation.override("ru"):
        yield


def render(source, **context):
    return render_source("{% load ui %}" + source, make_request(), context).replace("\xa0", " ")


def text_of(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_every_component_stands_on_one_well_formed_page():
    structure = Structure()
    structure.feed(render_style_guide())
    assert structure.open == []
    assert len(structure.ids) == len(set(structure.ids))
    assert structure.references <= set(structure.ids)


def test_nothing_on_the_page_needs_an_inline_style_or_script():
    assert FORBIDDEN.search(render_style_guide(legible="1", theme="blue")) is None


def test_look_is_on_the_root_before_anything_is_drawn():
    assert '<html lang="ru" data-theme="blue" data-legible="1" data-spacing="2">' in render_style_guide(
        theme="blue", legible="1", spacing="2"
    )
    assert '<html lang="ru">' in render_style_guide()


def test_deadline_says_both_clocks_and_what_is_left():
    html = render("<c-deadline :at='at' :now='now' :zone='zone' />", at=SOON, now=NOW, zone=ZONE)
    assert text_of(html) == "До 28 августа, 06:59 27 августа, 23:59 мск Осталось 11 часов 55 минут"
    assert "deadline--soon" in html


def test_deadline_that_has_passed_or_does_not_exist():
    html = render("<c-deadline :at='at' :now='now' :zone='zone' />", at=NOW, now=SOON, zone=ZONE)
    assert text_of(html) == "Закрыт 27 августа, 19:04 27 августа, 12:04 мск"
    assert (
        text_of(render("<c-deadline :at='nothing' :now='now' :zone='zone' />"))
        == "Без ограничения по времени"
    )


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("completed", "Пройдено"),
        ("in_progress", "В процессе"),
        ("missed", "Пропущено"),
        ("excused", "Зачтено организаторами"),
        ("not_started", "Можно смотреть"),
        ("soon", "Ещё не открыто"),
    ],
)
def test_every_state_has_an_icon_and_words(state, words):
    html = render("<c-state :state='state' />", state=state)
    assert text_of(html) == words
    assert html.count("<svg") == 1


def test_a_variable_of_the_page_does_not_leak_into_a_component():
    assert (
        text_of(render("<c-alert><p>тело</p></c-alert>", title="чужое", kind="bad", role="alert")) == "тело"
    )


def test_strip_says_in_words_what_it_draws():
    html = render("<c-strip :total='3120' :ranges='ranges' :head='2611' />", ranges=WATCHED)
    assert 'aria-label="Засчитано 41:20 из 52:00: с 0:00 по 14:10 и с 16:30 по 43:40"' in html
    assert html.count('class="seen"') == 2
    assert html.count('class="head"') == 1
    assert 'viewBox="0 0 3120 10"' in html


def test_strip_without_anything():
    html = render("<c-strip :total='0' :ranges='nothing' />")
    assert 'class="seen"' not in html
    assert "Пока ничего не засчитано" in html


def test_drawings_keep_the_decimal_point_in_russian():
    html = render("<c-strip :total='101' :ranges='[[0.5, 50.25]]' label='x' />")
    assert 'x="0.5" width="49.75"' in html


def test_sheet_says_the_size_of_its_frame():
    hour = render("<c-sheet :total='3120' :ranges='ranges' />", ranges=WATCHED)
    longer = render("<c-sheet :total='5400' :ranges='ranges' />", ranges=WATCHED)
    assert "Один кадр — 1 минута." in hour
    assert "Один кадр — 2 минуты." in longer
    assert (hour.count("data-frame="), longer.count("data-frame=")) == (52, 45)


def test_shot_that_may_not_be_opened_is_no_link():
    assert "<a " not in render("<c-shot :n='3' :of='11' title='Будущий' state='soon' />")
    assert 'href="/x/"' in render("<c-shot :n='3' :of='11' title='Открытый' url='/x/' />")


def test_shot_escapes_what_people_typed():
    html = render("<c-shot :title='title' :by='title' url='/x/' />", title="<b>Кто & что</b>")
    assert "<b>Кто" not in html
    assert "&lt;b&gt;Кто &amp; что&lt;/b&gt;" in html


def test_streams_tell_presence_and_what_is_ahead():
    html = render("<c-streams :items='items' />", items=[("Эфир 1", 97.5, False), ("Эфир 2", None, True)])
    assert text_of(html) == "Эфир 1: 97,5 % Эфир 2: ещё не было"


def test_one_page_needs_no_pagination():
    assert text_of(render("<c-pagination :page='page' />", page=None)) == ""


def test_pagination_marks_the_current_page():
    html = render_style_guide()
    assert '<span aria-current="page" class="bracketed">04</span>' in html
    assert 'rel="next"' in html


def test_season_without_stages_draws_nothing():
    assert text_of(render("<c-season :stages='stages' :today='today' />", stages=[], today=None)) == ""


def test_season_places_stages_by_classes():
    html = render_style_guide()
    assert "season season--8" in html
    assert re.search(r"season__item from-1 to-5\s+season__item--now bracketed", html)
    assert re.search(r"season__item from-8 to-9 season__item--short season__item--ahead", html)


def test_field_binds_label_hint_and_error():
    html = render_style_guide()
    assert '<label for="id_email">' in html
    assert 'aria-describedby="id_email_helptext id_email_error"' in html
    assert 'id="id_email_error"' in html
    assert text_of(render("<c-form-errors :form='form' />", form=None)) == ""


def test_summary_leads_to_fields_in_their_order():
    html = render_style_guide()
    summary = html[html.index('id="errors"') : html.index("</ul>", html.index('id="errors"'))]
    assert re.findall(r'href="#(\w+)"', summary) == [
        "id_email",
        "id_year",
        "id_region",
        "id_born_on",
        "id_why",
        "id_agree",
    ]
    assert "Исправьте 6 ошибок" in html.replace("\xa0", " ")


def test_typo_filter_escapes_plain_text_and_keeps_html():
    source = compile_template("{% load ui %}{{ plain|typo }}|{{ html|safe|typo }}|{{ nothing|typo }}")
    shown = source.render(Context({"plain": "<i>в доме</i>", "html": "<i>в доме</i>", "nothing": None}))
    assert shown == "&lt;i&gt;в\xa0доме&lt;/i&gt;|<i>в\xa0доме</i>|"
