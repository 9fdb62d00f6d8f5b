"""What the menus show. An app adds its own sections through the registry when it is ready."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prokadry.plugins.registry import Registry

from .icons import icon_body


class Area(StrEnum):
    """Which menu: of the public site, or of the personal area."""

    SITE = "site"
    LEARN = "learn"


@dataclass(frozen=True)
class NavItem:
    """A link of a menu.

    key   `area.name`; the name is what a page sets as its current tab
    area  the menu it stands in
    url   where it leads
    icon  a name of the icon set puts the item on the tab bar of phones, where there is room for five; "" does not;
          another name raises UnknownIconError
    """

    key: str
    area: Area
    label: str | Promise
    url: str
    icon: str = ""
    order: int = 100

    def __post_init__(self) -> None:
        if self.icon:
            icon_body(self.icon)

    @property
    def tab(self) -> str:
        return self.key.partition(".")[2]


nav_items: Registry[NavItem] = Registry("ui.nav_items", NavItem)
"""Fails open. The items of a plugin that is off are gone; an item calls no code."""

BUILT_IN = [
    NavItem("site.season", Area.SITE, _("About the season"), "/#season", order=10),
    NavItem("site.courses", Area.SITE, _("Learning"), "/courses/", order=20),
    NavItem("site.news", Area.SITE, _("News"), "/news/", order=30),
    NavItem("site.events", Area.SITE, _("Events"), "/events/", order=40),
    NavItem("site.faq", Area.SITE, _("Questions"), "/#faq", order=50),
    NavItem("learn.today", Area.LEARN, _("Today"), "/learn/", icon="home", order=10),
    NavItem("learn.courses", Area.LEARN, _("Courses"), "/learn/courses/", icon="film", order=20),
    NavItem("learn.streams", Area.LEARN, _("Streams"), "/learn/streams/", icon="calendar", order=30),
    NavItem("learn.news", Area.LEARN, _("News"), "/news/", icon="news", order=40),
]


def register_built_in() -> None:
    """Put the built-in sections into the registry; called once when the app is ready."""
    for item in BUILT_IN:
        nav_items.register(item)


def list_items(area: str) -> list[NavItem]:
    """Return the items of one menu in their order."""
    return [item for item in nav_items if item.area == area]
