from django import forms
from django.utils import translation

from prokadry.ui.forms import list_errors, render_widget, widget_kind


class Sample(forms.Form):
    token = forms.CharField(widget=forms.HiddenInput)
    name = forms.CharField(
        label="Имя", help_text="Как в паспорте", widget=forms.TextInput(attrs={"class": "wide"})
    )
    level = forms.ChoiceField(label="Уровень", choices=[("a", "А"), ("b", "Б")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="Согласие")

    def clean(self):
        raise forms.ValidationError("Форма закрыта")


def test_kinds_of_controls():
    assert [widget_kind(field) for field in Sample()] == ["hidden", "input", "choices", "check"]


def test_box_gets_our_class_and_keeps_its_own():
    html = render_widget(Sample()["name"])
    assert 'class="wide input"' in html
    assert 'aria-describedby="id_name_helptext"' in html
    assert "input" not in render_widget(Sample()["agree"]).replace("<input", "")


def test_errors_are_listed_in_the_order_of_fields():
    with translation.override("ru"):
        listed = [(error.message.split(":")[0], error.target) for error in list_errors(Sample({}))]
    assert listed == [
        ("Форма закрыта", ""),
        ("Обязательное поле.", ""),
        ("Имя", "id_name"),
        ("Уровень", "id_level_0"),
        ("Согласие", "id_agree"),
    ]
