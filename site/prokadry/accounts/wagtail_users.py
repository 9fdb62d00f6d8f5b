"""Wagtail's app of users with our forms: accounts have an e-mail, a region and a time zone."""

from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):
    user_viewset = "prokadry.accounts.http.users_admin.UserViewSet"
