"""One import path for the models of the public site."""

from .content import ContentPage
from .events import EventIndexPage, EventPage
from .home import HomePage
from .news import NewsIndexPage, NewsPage
from .rubric import Rubric
from .site_settings import SiteSettings

__all__ = [
    "ContentPage",
    "EventIndexPage",
    "EventPage",
    "HomePage",
    "NewsIndexPage",
    "NewsPage",
    "Rubric",
    "SiteSettings",
]
