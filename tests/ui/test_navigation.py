import pytest

from prokadry.plugins.registry import RegistryError
from prokadry.ui.icons import ICONS, UnknownIconError, icon_body
from prokadry.ui.navigation import Area, NavItem, list_items, nav_items


def tabs(area):
    return [item.tab for item in list_items(area)]


def test_menus_keep_the_order_of_the_built_in_sections():
    built_in = ["today", "courses", "streams", "news"]
    assert tabs(Area.SITE) == ["season", "courses", "news", "events", "faq"]
    assert [tab for tab in tabs(Area.LEARN) if tab in built_in] == built_in


def test_an_app_adds_a_section():
    nav_items.register(NavItem("learn.quizzes", Area.LEARN, "Тесты", "/learn/quizzes/", order=25))
    try:
        shown = tabs(Area.LEARN)
        assert shown.index("courses") < shown.index("quizzes") < shown.index("streams")
    finally:
        nav_items.unregister("learn.quizzes")


def test_a_section_cannot_be_taken_twice():
    with pytest.raises(RegistryError, match=r"site\.news"):
        nav_items.register(NavItem("site.news", Area.SITE, "Новости", "/x/"))


def test_tab_bar_has_room_for_four_or_five():
    assert 4 <= len([item for item in list_items(Area.LEARN) if item.icon]) <= 5


def test_icons_of_menus_exist_and_unknown_ones_are_named():
    assert all(item.icon in ICONS for item in nav_items if item.icon)
    with pytest.raises(UnknownIconError, match="'nonsense'"):
        icon_body("nonsense")
