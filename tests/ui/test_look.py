import pytest
from django.test import Client

from prokadry.ui.look import Look, choose_look, read_look

URL = "/view/"


def test_attributes_come_from_cookies():
    look = read_look({"look-theme": "dark", "look-legible": "1", "look-size": "3", "other": "x"})
    assert look == Look(theme="dark", legible="1", size="3")
    assert look.attributes == ' data-theme="dark" data-legible="1" data-size="3"'


@pytest.mark.parametrize("value", ["pink", '" onload="x', "", "1"])
def test_unknown_values_count_as_the_default(value):
    assert read_look({"look-theme": value}).attributes == ""


@pytest.mark.parametrize(
    ("theme", "swapped"), [("", "dark"), ("light", "dark"), ("blue", "dark"), ("dark", "light")]
)
def test_other_theme_swaps_dark_and_light(theme, swapped):
    assert choose_look(Look(theme=theme), {"theme": "other"}) == {"theme": swapped}


def test_turning_the_legible_version_on_unfolds_its_panel():
    assert choose_look(Look(panel="folded"), {"legible": "1"}) == {"legible": "1", "panel": ""}
    assert choose_look(Look(), {"panel": "folded", "size": "2"}) == {"panel": "folded", "size": "2"}


def test_a_choice_is_stored_and_the_page_opens_again():
    response = Client().post(URL, {"theme": "dark"}, headers={"referer": "http://testserver/news/?page=2"})
    assert (response.status_code, response["Location"]) == (302, "/news/?page=2")
    assert response.cookies["look-theme"].value == "dark"
    assert response.cookies["look-theme"]["samesite"] == "Lax"
    assert "no-store" in response["Cache-Control"]


def test_the_default_removes_the_cookie():
    client = Client()
    client.cookies["look-legible"] = "1"
    response = client.post(URL, {"legible": ""})
    assert response.cookies["look-legible"]["max-age"] == 0


@pytest.mark.parametrize(
    "referer",
    ["https://evil.example/x", "//evil.example", "javascript:alert(1)", "", "http://testserver.evil/"],
)
def test_never_leads_to_another_site(referer):
    assert Client().post(URL, {"theme": "dark"}, headers={"referer": referer})["Location"] == "/"


def test_a_path_with_two_slashes_stays_a_path():
    response = Client().post(URL, {"theme": "dark"}, headers={"referer": "http://testserver//evil.example/"})
    assert response["Location"] == "/evil.example/"


def test_junk_changes_nothing():
    response = Client().post(URL, {"theme": "pink", "nonsense": "1"})
    assert not response.cookies


def test_needs_no_token_and_only_posts():
    assert Client(enforce_csrf_checks=True).post(URL, {"theme": "dark"}).status_code == 302
    assert Client().get(URL).status_code == 405
