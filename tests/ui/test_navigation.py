import pytest

from prokadry.plugins.registry import RegistryError
from prokadry.ui.icons import ICONS, UnknownIconError, icon_body
from prokadry.ui.navigation import Area, NavItem, list_items, nav_items


def test_menus_keep_their_order():
    assert [item.tab for item in list_items(Area.SITE)] == ["season", "courses", "news", "events", "faq"]
    assert [item.tab for item in list_items(Area.LEARN)] == ["today", "courses", "streams", "news"]


def test_an_app_adds_a_section():
    nav_items.register(NavItem("learn.quizzes", Area.LEARN, "Тесты", "/learn/quizzes/", order=25))
    try:
        assert [item.tab for item in list_items(Area.LEARN)][2:4] == ["quizzes", "streams"]
    finally:
        nav_items.unregister("learn.quizzes")


def test_a_section_cannot_be_taken_twice():
    with pytest.raises(RegistryError, match=r"site\.news"):
        nav_items.register(NavItem("site.news", Area.SITE, "Новости", "/x/"))


def test_tab_bar_has_room_for_four():
    assert len([item for item in list_items(Area.LEARN) if item.icon]) == 4


def test_icons_of_menus_exist_and_unknown_ones_are_named():
    assert all(item.icon in ICONS for item in nav_items if item.icon)
    with pytest.raises(UnknownIconError, match="'nonsense'"):
        icon_body("nonsense")
