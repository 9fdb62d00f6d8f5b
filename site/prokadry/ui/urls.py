from django.urls import path

from . import views

app_name = "ui"
urlpatterns = [path("view/", views.set_look, name="set_look")]
