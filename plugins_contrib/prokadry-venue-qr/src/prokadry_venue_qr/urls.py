from django.urls import path

from . import views

app_name = "venue_qr"

urlpatterns = [
    path("<int:activity_id>/pass/", views.show_pass, name="pass"),
    path("<int:activity_id>/pass.svg", views.draw_pass, name="pass_image"),
    path("<int:activity_id>/door/", views.show_door, name="door"),
    path("<int:activity_id>/door/read/", views.read_code, name="read"),
    path("<int:activity_id>/door/came.csv", views.list_came, name="came"),
    path("c/<str:token>/", views.open_code, name="code"),
]
