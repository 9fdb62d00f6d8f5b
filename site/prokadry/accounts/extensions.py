"""The seams of accounts: what people are told, and how it reaches them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

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
