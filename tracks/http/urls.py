from django.urls import path

from . import views

app_name = "learn"
urlpatterns = [
    path("", views.show_today, name="today"),
    path("courses/", views.list_courses, name="courses"),
    path("streams/", views.list_streams, name="streams"),
    path("calendar/", views.show_calendar, name="calendar"),
    path("calendar/renew/", views.renew_address, name="renew_address"),
    path("feed/<str:key>.ics", views.serve_feed, name="feed"),
]
