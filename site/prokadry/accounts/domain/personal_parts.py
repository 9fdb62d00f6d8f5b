"""The parts of `personal_data` that accounts and the CMS store, and what other apps make their own of."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.db.models import F, Model, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import APIToken, ModelLogEntry, PageSubscription
from wagtail.users.models import UserProfile

from ..models import Erasure, User
from .personal_columns import find_columns


@dataclass(frozen=True)
class Acts:
    """What a person did as one of the staff: kept, as it belongs to the work; who it was is anonymous afterwards.

    An entry of `personal_data` for columns such as `granted_by`. The export holds the ids of the rows by column.
    """

    key: str
    label: str | Promise
    columns: Collection[str]
    order: int = 900

    def export(self, user: User) -> dict[str, list[Any]]:
        """Return the primary keys of the rows by column, where there are any; one query a column."""
        found = {}
        for name in self.columns:
            model, field = _split(name)
            rows = model._base_manager.filter(**{field: user}).order_by("pk")
            found[name] = list(rows.values_list("pk", flat=True))
        return {name: ids for name, ids in found.items() if ids}

    def erase(self, user: User, *, now: datetime) -> None:
        """Leave the rows as they are: they refer to the account, which has no name any more."""


class Profile:
    """Who the person is, and what they may do."""

    key = "profile"
    order = 10
    label = _("Profile")
    columns = (
        "accounts.User_groups.user",
        "accounts.User_user_permissions.user",
        "wagtailusers.UserProfile.user",
    )

    def export(self, user: User) -> dict[str, Any]:
        """Return the fields of the account and of the CMS profile; four queries."""
        names = ("email", "last_name", "first_name", "patronymic", "time_zone", "date_joined", "last_login")
        profile = UserProfile.objects.filter(user=user).first()
        return {
            "id": user.pk,
            **{name: getattr(user, name) for name in names},
            "region": user.region.name if user.region else None,
            "is_staff": user.is_staff,
            "is_superuser": user.is_superuser,
            "groups": list(user.groups.values_list("name", flat=True)),
            "permissions": list(user.user_permissions.values_list("codename", flat=True)),
            "cms": profile
            and {"language": profile.preferred_language, "avatar": profile.avatar.name or None},
        }

    def erase(self, user: User, *, now: datetime) -> None:
        """Take away groups, permissions and the profile of the CMS with its picture."""
        user.groups.clear()
        user.user_permissions.clear()
        for profile in UserProfile.objects.filter(user=user):
            if profile.avatar:
                storage, name = profile.avatar.storage, profile.avatar.name
                transaction.on_commit(lambda: storage.delete(name), robust=True)  # noqa: B023 - one profile a person
            profile.delete()


class Emails:
    """Addresses, those that wait for confirmation too."""

    key = "emails"
    order = 20
    label = _("E-mail addresses")
    columns = ("account.EmailAddress.user",)

    def export(self, user: User) -> list[dict[str, Any]]:
        """Return the addresses; one query."""
        return list(EmailAddress.objects.filter(user=user).values("email", "verified", "primary"))

    def erase(self, user: User, *, now: datetime) -> None:
        """Delete the addresses, and reports of failed tasks that quote them."""
        addresses = {user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)}
        for address in addresses:
            DBTaskResult.objects.filter(traceback__contains=address).update(traceback="")
        EmailAddress.objects.filter(user=user).delete()


class Consents:
    """Which text on personal data was agreed to, and when."""

    key = "consents"
    order = 30
    label = _("Consents")
    columns = ("accounts.PersonalDataConsent.user",)

    def export(self, user: User) -> list[Any]:
        """Return version and instant of each consent; one query."""
        return list(user.consents.values("version", "accepted_at"))

    def erase(self, user: User, *, now: datetime) -> None:
        """Delete the consents."""
        user.consents.all().delete()


class SignIn:
    """Second factors and API tokens. What is secret of them is not handed out."""

    key = "sign_in"
    order = 40
    label = _("Sign-in and tokens")
    columns = ("mfa.Authenticator.user", "wagtailcore.APIToken.user")

    def export(self, user: User) -> dict[str, Any]:
        """Return when each was made and used; two queries."""
        tokens = APIToken.objects.filter(user=user).order_by("pk")
        factors = Authenticator.objects.filter(user=user).order_by("pk")
        return {
            "second_factors": list(factors.values("type", "created_at", "last_used_at")),
            "tokens": list(
                tokens.values(
                    "name",
                    "created",
                    "last_used_at",
                    "revoked_at",
                    scope=F("grant__scope"),
                    expires_at=F("grant__expires_at"),
                )
            ),
        }

    def erase(self, user: User, *, now: datetime) -> None:
        """Delete second factors and tokens."""
        Authenticator.objects.filter(user=user).delete()
        APIToken.objects.filter(user=user).delete()


class Journal:
    """What the journals of the CMS and of the admin say about the person."""

    key = "journal"
    # Before anything else, while it can be told which rows are the person's.
    order = 0
    label = _("Journal of changes")
    columns = ()

    def export(self, user: User) -> list[dict[str, Any]]:
        """Return the entries about the account itself; one query."""
        about = ModelLogEntry.objects.for_instance(user).order_by("timestamp", "pk")
        return list(about.values("timestamp", "action", "label"))

    def erase(self, user: User, *, now: datetime) -> None:
        """Take the person's name and e-mail out of entries about the account and about rows of theirs."""
        said = [text for text in (user.get_full_name(), user.email) if text and not user.erased_at]
        for journal, field in ((ModelLogEntry, "label"), (LogEntry, "object_repr")):
            naming = Q()
            for text in said:
                naming |= Q(**{f"{field}__contains": text})
            if naming:
                entries = list(journal._default_manager.filter(naming))
                ids = [entry.pk for entry in entries if _is_about(user, entry)]
                journal._default_manager.filter(pk__in=ids).update(**{field: f"№ {user.pk}"})


class WorkingState:
    """What the CMS keeps of somebody at work in it: open editors, half-filled forms, subscriptions."""

    key = "working_state"
    order = 50
    label = _("Work in the CMS")
    columns = (
        "wagtailadmin.EditingSession.user",
        "wagtailadmin.FormState.user",
        "wagtailcore.PageSubscription.user",
    )

    def export(self, user: User) -> dict[str, Any]:
        """Return pages and forms; three queries."""
        return {
            "editing": list(EditingSession.objects.filter(user=user).values("object_id", "last_seen_at")),
            "forms": FormState.objects.filter(user=user).count(),
            "subscriptions": list(PageSubscription.objects.filter(user=user).values("page_id")),
        }

    def erase(self, user: User, *, now: datetime) -> None:
        """Delete it."""
        for model in (EditingSession, FormState, PageSubscription):
            model._default_manager.filter(user=user).delete()


class Requests:
    """That the erasure was asked for: the proof that it was done stays."""

    key = "erasure"
    order = 60
    label = _("Request for erasure")
    columns = ("accounts.Erasure.user",)

    def export(self, user: User) -> Any:
        """Return the request, if any; one query."""
        return Erasure.objects.filter(user=user).values("asked_at", "reason").first()

    def erase(self, user: User, *, now: datetime) -> None:
        """Keep it: it names nobody."""


ACTS = Acts(
    "acts",
    _("Work of the staff"),
    (
        "accounts.Erasure.asked_by",
        "admin.LogEntry.user",
        "wagtailcore.Comment.resolved_by",
        "wagtailcore.Comment.user",
        "wagtailcore.CommentReply.user",
        "wagtailcore.ModelLogEntry.user",
        "wagtailcore.Page.locked_by",
        "wagtailcore.Page.owner",
        "wagtailcore.PageLogEntry.user",
        "wagtailcore.Revision.user",
        "wagtailcore.TaskState.finished_by",
        "wagtailcore.UploadedFile.uploaded_by_user",
        "wagtailcore.WorkflowState.requested_by",
        "wagtaildocs.Document.uploaded_by_user",
        "wagtailimages.Image.uploaded_by_user",
        "wagtailmedia.Media.uploaded_by_user",
    ),
)


def _is_about(user: User, entry: Any) -> bool:
    """Whether the object of an entry of a journal is the account, or a row that refers to it."""
    model = entry.content_type.model_class() if entry.content_type else None
    if model is None:
        return False
    if issubclass(model, User):
        return str(entry.object_id) == str(user.pk)
    return model._base_manager.filter(_refers_to(model, user), pk=entry.object_id).exists()


def _refers_to(model: type[Model], user: User) -> Q:
    wanted: Iterable[str] = (name for name in _names() if name.startswith(f"{model._meta.label}."))
    condition = Q(pk__in=[])
    for name in wanted:
        condition |= Q(**{name.rpartition(".")[2]: user})
    return condition


def _names() -> list[str]:
    return [column.name for column in find_columns()]


def _split(name: str) -> tuple[type[Model], str]:
    label, _dot, field = name.rpartition(".")
    return apps.get_model(label), field
