"""The seams of accounts: what people are told, how it reaches them, and what is stored about them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from django.utils.functional import Promise

from prokadry.plugins.registry import Registry

if TYPE_CHECKING:
    from .models import User


@dataclass(frozen=True)
class Notice:
    """What one person is told, ready to read.

    text  the whole of it in plain words
    html  the same for those who can show it, or ""
    """

    to: "User"
    subject: str
    text: str
    html: str = ""


@dataclass(frozen=True)
class NoticeKind:
    """An occasion on which people are told something; send with `prokadry.accounts.domain.notices.send_notice`.

    key    such as `appeal_decided`
    build  called with the id of what it is about, in a task, for each delivery anew, so that what is told is true
           at that moment; returns None when there is nobody to tell any more
    """

    key: str
    build: Callable[[int], Notice | None]
    order: int = 100


@runtime_checkable
class NotificationChannel(Protocol):
    """A way to reach people. Every channel gets every notice, each in a task of its own."""

    key: str
    order: int

    def deliver(self, notice: Notice) -> None:
        """Hand the notice over; do nothing for somebody this channel cannot reach.

        Raises whatever goes wrong: the delivery is tried again later, and other channels are not concerned.
        """
        ...


@runtime_checkable
class PersonalData(Protocol):
    """A part of what is stored about a person: how it is handed out to them, and how it is erased.

    label    the title of the part in the file that the person gets («Texts you read»)
    columns  the columns this part answers for, as `app_label.Model.field`: every foreign key to the user model of an
             installation belongs to some entry. Rows of a column that belongs to none count as not erased
    """

    key: str
    order: int
    label: str | Promise
    columns: Collection[str]

    def export(self, user: "User") -> Any:
        """Return all that is stored about `user`, in lists, dicts and what DjangoJSONEncoder can write.

        In a number of queries that does not grow with the rows. No secrets (passwords, keys, tokens), and nothing
        about other people.
        """
        ...

    def erase(self, user: "User", *, now: datetime) -> None:
        """Delete or make anonymous all that is stored about `user`; the row of the account stays, without a name.

        Runs inside the transaction of the whole erasure and before the account itself is made anonymous, and once
        more a minute later, for what was on its way: erasing twice must do no harm. Raises whatever goes wrong: then
        nothing at all is erased, and staff are told whose entry it was.
        """
        ...


notice_kinds: Registry[NoticeKind] = Registry("accounts.notice_kinds", NoticeKind)
"""Fails open. When `build` raises the delivery is tried again after 1 and 10 minutes, 1, 6 and 24 hours. Notices whose
kind is gone are not delivered.
"""
notification_channels: Registry[NotificationChannel] = Registry(
    "accounts.notification_channels", NotificationChannel
)  # type: ignore[type-abstract]  # a protocol is checked by isinstance here
"""Fails open. When `deliver` raises it is tried again after 1 and 10 minutes, 1, 6 and 24 hours; no other channel is
concerned.
"""
personal_data: Registry[PersonalData] = Registry("accounts.personal_data", PersonalData)  # type: ignore[type-abstract]  # as above
"""Fails closed. While `erase` raises nobody is erased: the request is kept, and staff are told which plugin refuses.
What `export` raises is named in the file as missing. Rows of a plugin that is broken or away are waited for.
"""
