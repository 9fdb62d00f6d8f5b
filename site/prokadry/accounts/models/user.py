import zoneinfo
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


def validate_time_zone(value: str) -> None:
    """Raise ValidationError unless `value` names an IANA time zone."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(value)s” is not a time zone."), params={"value": value})


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the user whose e-mail is `username` in any letter case. Raises DoesNotExist."""
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create and return a user. Raises ValueError without an e-mail, IntegrityError on a taken one."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create and return a user who may do everything."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail: a participant, an editor, an organiser or an expert."""

    email = models.EmailField(_("e-mail"), unique=True)
    last_name = models.CharField(_("surname"), max_length=80)
    first_name = models.CharField(_("given name"), max_length=80)
    patronymic = models.CharField(_("patronymic"), max_length=80, blank=True)
    region = models.ForeignKey(
        "accounts.Region",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        verbose_name=_("region"),
    )
    time_zone = models.CharField(
        _("time zone"), max_length=40, default="Europe/Moscow", validators=[validate_time_zone]
    )
    is_staff = models.BooleanField(_("staff"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("signed up at"), default=timezone.now)
    # Set once `prokadry.accounts.domain.personal_data` made the row anonymous; results stay attached to it.
    erased_at = models.DateTimeField(_("erased at"), null=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["last_name", "first_name"]

    class Meta:
        ordering = ["last_name", "first_name", "id"]
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="accounts_user_email_unique"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(
                    last_name="", first_name="", patronymic="", region__isnull=True,
                    is_active=False, is_staff=False, is_superuser=False,
                ),
                name="accounts_user_erased_is_anonymous",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["erased_at"], condition=Q(erased_at__isnull=False), name="accounts_user_erased"
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def get_full_name(self) -> str:
        """Return surname, name and patronymic, in the order of official papers."""
        if self.erased_at:
            return gettext("Erased participant")
        return " ".join(part for part in (self.last_name, self.first_name, self.patronymic) if part)

    def get_short_name(self) -> str:
        """Return name and surname, as people are addressed on the site."""
        if self.erased_at:
            return gettext("Erased participant")
        return " ".join(part for part in (self.first_name, self.last_name) if part)

    def _do_update(self, base_qs: "models.QuerySet[User]", *args: Any) -> bool:
        # Whoever read the person before they were erased must not write their name back: the save fails.
        return super()._do_update(base_qs.filter(erased_at__isnull=True), *args)  # type: ignore[misc, no-any-return]  # internal, and so not typed

    @property
    def shown_email(self) -> str:
        """The e-mail as lists show it; nothing for somebody who was erased."""
        return "" if self.erased_at else self.email

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The person's time zone; Moscow when the stored name has left the database of zones."""
        try:
            return zoneinfo.ZoneInfo(self.time_zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            return zoneinfo.ZoneInfo("Europe/Moscow")
