"""One page with every component on believable data: what tests render and one looks at when restyling."""

from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template import Template
from django.template.context import make_context
from django_cotton.compiler_regex import CottonCompiler

SOURCE = Path(__file__).with_name("style_guide.html")
NOW = datetime(2026, 8, 27, 9, 5, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Vladivostok")
FAR, SOON, PAST = (
    datetime(2026, 9, 2, 21, 0, tzinfo=UTC),
    datetime(2026, 8, 27, 21, 0, tzinfo=UTC),
    datetime(2026, 8, 24, 21, 0, tzinfo=UTC),
)
WATCHED = [[0, 850], [990, 2620]]


class SampleForm(forms.Form):
    email = forms.EmailField(label="Электронная почта", help_text="На неё придёт письмо")
    year = forms.IntegerField(label="Год окончания", max_value=2032)
    region = forms.ChoiceField(label="Регион", choices=[("", "Выберите из списка"), ("1", "Приморский край")])
    born_on = forms.DateField(label="Дата рождения", widget=forms.DateInput(attrs={"type": "date"}))
    level = forms.ChoiceField(
        label="Стажировка",
        choices=[("r", "РОИВ: региональный орган"), ("f", "ФОИВ: федеральный орган")],
        widget=forms.RadioSelect,
        help_text="Можно поменять позже",
    )
    topics = forms.MultipleChoiceField(
        label="Темы",
        required=False,
        choices=[("a", "Право"), ("b", "Экономика")],
        widget=forms.CheckboxSelectMultiple,
    )
    why = forms.CharField(label="Почему", widget=forms.Textarea, min_length=200, required=False)
    letter = forms.FileField(label="Письмо", required=False, help_text="PDF, до 10 МБ")
    agree = forms.BooleanField(label="Согласен на обработку персональных данных")
    source = forms.CharField(widget=forms.HiddenInput, initial="site")


def stage(title: str, text: str, starts_on: date, ends_on: date | None, note: str = "") -> SimpleNamespace:
    return SimpleNamespace(title=title, text=text, starts_on=starts_on, ends_on=ends_on, note=note)


STAGES = [
    stage("Заявка", "Анкета на сайте.", date(2026, 5, 1), date(2026, 8, 31), "Идёт, осталось 4 дня"),
    stage("Обучение", "Вебинары и прямые эфиры.", date(2026, 8, 10), date(2026, 9, 30)),
    stage("Собеседования", "Самопрезентация до 5 минут.", date(2026, 8, 31), date(2026, 10, 30)),
    stage("Стажировки", "От двух недель до месяца.", date(2026, 10, 1), date(2026, 12, 18)),
    stage("Финал", "Итоговая встреча.", date(2026, 11, 16), date(2026, 12, 11)),
    stage("Кадровый резерв", "Финалистов рекомендуют органам власти.", date(2026, 12, 1), None),
]
# What editors set for the whole site; given here, so that nothing is read from a database.
UNSET_SITE = {
    "site_info": {"apply_url": "/apply/", "apply_label": "Подать заявку"},
    "footer_documents": [],
    "footer_social": [],
}
UNSAID = {"kind": "Вебинар", "url": "#shot", "r": [], "t": 0, "d": None, "text": ""}
SHOTS = [
    {"n": 1, "state": "completed", "text": "Пройдено 12 августа", "title": "Что такое управление", "d": 2650},
    {"n": 4, "state": "missed", "title": "Муниципальная служба", "d": 2280, "t": 2280, "r": [[0, 725]],
     "at": PAST},
    {"n": 5, "state": "in_progress", "title": "Бюджетный процесс: как региональная программа получает деньги",
     "d": 3120, "t": 3120, "r": WATCHED, "at": SOON, "here": True},
    {"n": 6, "state": "not_started", "title": "Документ от поручения до подписи", "d": 2850, "at": FAR},
    {"n": 8, "state": "excused", "title": "Государственные услуги глазами гражданина"},
    {"n": 10, "state": "soon", "text": "Откроется 31 августа", "title": "Оценка эффективности", "url": ""},
]  # fmt: skip


def sample_context() -> dict[str, Any]:
    """Return what the page shows; the form has an error of every kind."""
    shares = [100, 97.5, 100, 61.2, 88, 100, 44.5, 100, None, None, None, None]
    return {
        "now": NOW, "zone": ZONE, "far": FAR, "soon": SOON, "past": PAST, "ranges": WATCHED, "nothing": [],
        "today": date(2026, 8, 27), "stages": STAGES,
        "form": SampleForm({"email": "x", "year": "2062", "level": "f", "why": "мало", "source": "site"}),
        "page_obj": Paginator(range(68), 5).page(4), "single": Paginator(range(3), 5).page(1),
        "streams": [(f"Эфир {n}", share, share is None) for n, share in enumerate(shares, start=1)],
        "crumbs": [("Личный кабинет", "/learn/"), ("Основы государственного управления", "/courses/x/")],
        "steps": [("Личные данные", "#", True), ("Образование", "#", True), ("Стажировка", "", False)],
        "chips": [("Все", "#", True), ("Обучение", "?rubric=1", False)],
        "shots": [UNSAID | shot for shot in SHOTS],
    }  # fmt: skip


def compile_template(source: str) -> Template:
    """Return a template whose `<c-…>` components work, as in a file."""
    return Template(CottonCompiler().process(source))


def render_source(source: str, request: HttpRequest, context: dict[str, Any]) -> str:
    """Return the source rendered as a view would: what the view gives wins over the context processors."""
    return compile_template(source).render(make_context(UNSET_SITE | context, request))


def make_request(path: str = "/", **cookies: str) -> HttpRequest:
    """Return a visitor's request with look cookies such as `theme="dark"`."""
    request = HttpRequest()
    request.method, request.path = "GET", path
    request.META = {"SERVER_NAME": "testserver", "SERVER_PORT": "80"}
    request.COOKIES = {f"look-{key}": value for key, value in cookies.items()}
    return request


def render_style_guide(**cookies: str) -> str:
    """Return the page as HTML for a visitor with these look cookies."""
    return render_source(SOURCE.read_text(), make_request(**cookies), sample_context())
