from django.urls import include, path

from . import media, why

app_name = "courses"

urlpatterns = [
    path("", include("courses.http.evidence_urls")),
    path("learn/why/<int:activity_id>/", why.show_why, name="why"),
    path("learn/why/<int:activity_id>/appeal/", why.file_appeal, name="file_appeal"),
    path("video/files/<path:name>", media.original, name="original"),
    path("video/<str:token>/<int:revision_id>/<path:name>", media.video_file, name="video_file"),
    path("live/<str:token>/<int:activity_id>/<path:name>", media.live_file, name="live_file"),
]
