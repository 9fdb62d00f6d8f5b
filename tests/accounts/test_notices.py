"""Notices: every channel gets each, on its own; what fails is tried again."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django_tasks_db.models import DBTaskResult

from prokadry.accounts.domain.notices import EmailChannel, send_notice
from prokadry.accounts.extensions import Notice, NoticeKind, notice_kinds, notification_channels
from prokadry.accounts.tasks import RETRY_AFTER, deliver_notice
from prokadry.plugins.registry import registering
from tests.factories import NOW, make_user

pytestmark = pytest.mark.django_db


class Pigeon:
    """A channel of a plugin."""

    key = "pigeon"
    order = 1

    def __init__(self):
        self.delivered = []
        self.is_ill = False

    def deliver(self, notice):
        if self.is_ill:
            raise ConnectionError("the pigeon is ill")
        self.delivered.append((notice.to.email, notice.text))


@pytest.fixture
def pigeon():
    channel, person = Pigeon(), make_user("a@example.org")
    with registering("pigeons"):
        notification_channels.register(channel)
        notice_kinds.register(
            NoticeKind(
                "greeting", lambda pk: Notice(person, "Привет", f"Вам № {pk}", "<p>Вам</p>") if pk else None
            )
        )
    yield channel
    notification_channels.withdraw("pigeons")
    notice_kinds.withdraw("pigeons")


@pytest.fixture
def queue(settings):
    """The queue of an installation in place of the tests' own, which runs everything at once."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}


def tell(object_id, on_commit):
    with on_commit(execute=True):
        send_notice(kind="greeting", object_id=object_id)


def test_every_channel_delivers_what_is_told(pigeon, django_capture_on_commit_callbacks):
    tell(7, django_capture_on_commit_callbacks)
    (letter,) = mail.outbox
    assert (letter.to, letter.subject, letter.body) == (["a@example.org"], "Привет", "Вам № 7")
    assert letter.alternatives[0][0] == "<p>Вам</p>"
    assert pigeon.delivered == [("a@example.org", "Вам № 7")]


def test_one_that_fails_stops_no_other(pigeon, django_capture_on_commit_callbacks):
    pigeon.is_ill = True
    tell(7, django_capture_on_commit_callbacks)
    assert (len(mail.outbox), pigeon.delivered) == (1, [])


def test_nobody_to_tell_is_no_error(pigeon, django_capture_on_commit_callbacks):
    tell(0, django_capture_on_commit_callbacks)
    assert (mail.outbox, pigeon.delivered) == ([], [])


def test_a_delivery_that_fails_is_tried_again_later_by_this_channel_alone(pigeon, queue):
    pigeon.is_ill = True
    with time_machine.travel(NOW, tick=False):
        deliver_notice.call(kind="greeting", object_id=7, channel="pigeon")
    again = DBTaskResult.objects.get()
    assert again.run_after == NOW + timedelta(minutes=1)
    assert again.args_kwargs["kwargs"] == {
        "kind": "greeting", "object_id": 7, "channel": "pigeon", "attempt": 2,
    }  # fmt: skip
    pigeon.is_ill = False
    deliver_notice.call(**again.args_kwargs["kwargs"])
    assert (len(pigeon.delivered), mail.outbox, DBTaskResult.objects.count()) == (1, [], 1)


def test_after_a_day_of_failures_the_task_fails_for_somebody_to_see(pigeon, queue):
    pigeon.is_ill = True
    with pytest.raises(ConnectionError):
        deliver_notice.call(kind="greeting", object_id=7, channel="pigeon", attempt=len(RETRY_AFTER) + 1)
    assert DBTaskResult.objects.count() == 0


def test_what_went_with_its_plugin_is_dropped(pigeon, queue):
    notification_channels.withdraw("pigeons")
    deliver_notice.call(kind="greeting", object_id=7, channel="pigeon")
    deliver_notice.call(kind="gone", object_id=7, channel=EmailChannel.key)
    assert (mail.outbox, DBTaskResult.objects.count()) == ([], 0)
