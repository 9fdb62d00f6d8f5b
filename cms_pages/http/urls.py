from django.urls import path

from . import feeds, views

app_name = "cms_pages"
urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("search/", views.search, name="search"),
    path("news/rss/", feeds.news_rss, name="news_rss"),
    path("news/atom/", feeds.news_atom, name="news_atom"),
    path("events/calendar.ics", views.calendar, name="calendar"),
    path("events/<int:pk>.ics", views.event_calendar, name="event_calendar"),
]
