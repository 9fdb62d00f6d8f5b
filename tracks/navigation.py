from django.utils.translation import gettext_lazy as _

from prokadry.ui.navigation import Area, NavItem, nav_items

# Without an icon: the tab bar of phones is full, there the calendar is reached from «Today».
CALENDAR = NavItem("learn.calendar", Area.LEARN, _("Calendar"), "/learn/calendar/", order=35)


def register() -> None:
    """Put the sections of this app into the menus; called once when the app is ready."""
    nav_items.register(CALENDAR)
