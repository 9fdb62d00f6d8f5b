from django.urls import path

from . import data_views, views

urlpatterns = [
    path("profile/", views.ProfileView.as_view(), name="account_profile"),
    path("data/", data_views.show_data, name="account_data"),
    path("data/download/", data_views.download_data, name="account_data_download"),
    path("data/erase/", data_views.EraseView.as_view(), name="account_data_erase"),
    path("data/keep/", data_views.withdraw_request, name="account_data_keep"),
    path("data/erased/", data_views.show_erased, name="account_erased"),
    path("consent/", views.show_consent, name="account_consent"),
    path("consent/give/", views.give_consent, name="account_give_consent"),
    path("consent/<slug:version>/", views.show_consent, name="account_consent_version"),
]
