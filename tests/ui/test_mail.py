import re

import pytest
from django.core import mail
from django.template import TemplateDoesNotExist
from django.test import override_settings

from prokadry.ui.mail import inline_styles, render_mail

LETTER = {
    "letters/hello_subject.txt": "До закрытия\nосталось {{ left }}",
    "letters/hello_message.txt": (
        "{% extends 'email/base.txt' %}{% block body %}{{ name }}, посмотрите.{% endblock %}"
    ),
    "letters/hello_message.html": (
        "{% extends 'email/base.html' %}{% block preheader %}Скоро{% endblock %}"
        "{% block body %}<p>{{ name }}, посмотрите.</p>"
        "{% cotton mail.button url='https://x.example/1' %}Смотреть{% endcotton %}"
        "{% cotton mail.strip :total='100' :ranges='[[0, 40]]' / %}{% endblock %}"
    ),
    "letters/plain_subject.txt": "Тема",
    "letters/plain_message.txt": "Только текст",
    "letters/half_subject.txt": "Тема",
}


@pytest.fixture
def letters(settings):
    templates = [dict(engine) for engine in settings.TEMPLATES]
    loaders = templates[0]["OPTIONS"]["loaders"]
    templates[0]["OPTIONS"] = templates[0]["OPTIONS"] | {
        "loaders": [("django.template.loaders.locmem.Loader", LETTER), *loaders]
    }
    with override_settings(TEMPLATES=templates):
        yield


@pytest.mark.usefixtures("letters")
def test_letter_has_text_and_html_with_inlined_styles():
    message = render_mail("letters/hello", {"name": "Анна & Ко", "left": "12 часов"}, to=["a@example.org"])
    assert message.subject == "До закрытия осталось 12 часов"
    assert message.body.startswith("Анна & Ко, посмотрите.")
    html, kind = message.alternatives[0]
    assert kind == "text/html"
    assert "Анна &amp; Ко" in html
    assert re.search(r'<p style="[^"]*font-size: ?17px[^"]*">Анна', html)
    assert "prefers-color-scheme" in html
    assert re.search(r'<a class="btn" href="https://x.example/1" style="[^"]*padding: ?14px', html)
    assert re.findall(r'width="(\d+)%" height="14"', html) == ["40", "60"]


@pytest.mark.usefixtures("letters")
def test_letter_is_sent(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    render_mail("letters/plain", {}, to=["a@example.org"], headers={"X-Kind": "test"}).send()
    sent = mail.outbox[0]
    assert (sent.to, sent.body, sent.alternatives) == (["a@example.org"], "Только текст\n", [])
    assert sent.extra_headers == {"X-Kind": "test"}


@pytest.mark.usefixtures("letters")
def test_letter_without_text_is_a_mistake():
    with pytest.raises(TemplateDoesNotExist):
        render_mail("letters/half", {}, to=["a@example.org"])


def test_inlining_loads_nothing_from_outside():
    html = inline_styles(
        '<html><head><link rel="stylesheet" href="https://x.example/a.css"></head><body></body></html>'
    )
    assert "<body>" in html
