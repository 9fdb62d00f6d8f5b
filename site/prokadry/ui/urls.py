from django.urls import path

from . import views
from .themes import views as themes

app_name = "ui"
urlpatterns = [
    path("view/", views.set_look, name="set_look"),
    path("view/theme/", themes.enter_preview, name="enter_preview"),
    path("view/theme/leave/", themes.leave_preview, name="leave_preview"),
]
