"""Telling people something, by every channel there is."""

from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from ..extensions import Notice, notice_kinds, notification_channels


class EmailChannel:
    """A letter to the address of the account."""

    key = "email"
    order = 10

    def deliver(self, notice: Notice) -> None:
        """Send the letter. Raises what the mail server answers."""
        letter = EmailMultiAlternatives(notice.subject, notice.text, to=[notice.to.email])
        if notice.html:
            letter.attach_alternative(notice.html, "text/html")
        letter.send()


def send_notice(*, kind: str, object_id: int) -> None:
    """Tell people on commit; `object_id` is what a notice of this kind is about. One task a channel."""
    from ..tasks import deliver_notice  # it imports the domain

    def enqueue() -> None:
        for channel in notification_channels:
            deliver_notice.enqueue(kind=kind, object_id=object_id, channel=channel.key)

    transaction.on_commit(enqueue)


def deliver(*, kind: str, object_id: int, channel: str) -> None:
    """Deliver one notice by one channel; nothing where the kind or the channel went with its plugin.

    Raises whatever the channel raises.
    """
    told, way = notice_kinds.find(kind), notification_channels.find(channel)
    notice = told.build(object_id) if told else None
    if way is not None and notice is not None:
        with notification_channels.counting(way, "deliver"):
            way.deliver(notice)
