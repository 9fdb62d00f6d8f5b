"""Wagtail's app of users with our forms: accounts have an e-mail, a region and a time zone."""

from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):
    user_viewset = "prokadry.accounts.http.users_admin.UserViewSet"

    def ready(self) -> None:
        from wagtail.users.views.bulk_actions import DeleteBulkAction

        super().ready()
        # It would delete rows past everything that erases a person; people are erased one by one, with a reason.
        DeleteBulkAction.models = []
