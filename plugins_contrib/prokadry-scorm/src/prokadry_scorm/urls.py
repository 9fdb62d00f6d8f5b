from django.urls import path

from . import content, views

app_name = "scorm"

urlpatterns = [
    path("<int:activity_id>/launches/", views.launch, name="launch"),
    path("<int:activity_id>/reports/", views.report, name="report"),
    path("play/<str:token>/<path:name>", content.package_file, name="file"),
]
