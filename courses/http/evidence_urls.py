from django.urls import path

from . import evidence_views

urlpatterns = [
    path("e/sessions", evidence_views.start_session, name="start_session"),
    path("e/check-ins", evidence_views.check_in, name="check_in"),
    path("e/progress/<int:activity_id>", evidence_views.read_progress, name="read_progress"),
]
