from django.urls import path

from . import views

urlpatterns = [
    path("profile/", views.ProfileView.as_view(), name="account_profile"),
    path("consent/", views.show_consent, name="account_consent"),
    path("consent/give/", views.give_consent, name="account_give_consent"),
    path("consent/<slug:version>/", views.show_consent, name="account_consent_version"),
]
