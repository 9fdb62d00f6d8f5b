"""One import path for the models of the public site."""

from .content import ContentPage
from .events import EventIndexPage, EventPage
from .home import HomePage, Partner
from .news import NewsIndexPage, NewsPage
from .rubric import Rubric
from .site_settings import SiteSettings, SocialLink

__all__ = [
    "ContentPage",
    "EventIndexPage",
    "EventPage",
    "HomePage",
    "NewsIndexPage",
    "NewsPage",
    "Partner",
    "Rubric",
    "SiteSettings",
    "SocialLink",
]
