"""What is stored about a person: all of it handed out, and all of it erased. The parts come from `personal_data`."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from prokadry.ui.mail import render_mail

from ..extensions import PersonalData, personal_data
from ..models import Erasure, User
from .personal_columns import find_unreached

FORMAT_VERSION = 1
# What a request began before the erasure is over by then.
SWEEP_AFTER = timedelta(minutes=1)


class ErasureRefused(Exception):  # noqa: N818 - says what happened
    """Nothing was erased, since entries of these plugins failed; the request is kept as an open Erasure."""

    def __init__(self, plugins: list[str]) -> None:
        super().__init__(f"personal data cannot be erased by: {', '.join(plugins)}")
        self.plugins = plugins


def export_personal_data(*, user: User, now: datetime) -> dict[str, Any]:
    """Return all that is stored about `user` as plain JSON values, in a number of queries that does not grow.

    `parts` are `{"title", "data"}` by the key of the entry, in their order. `missing` names the plugins of which
    something is not in it: an entry failed, or the plugin is broken or away and holds rows of the person.
    """
    parts: dict[str, Any] = {}
    missing = set(find_unreached(user))
    for entry in personal_data:
        part = personal_data.call(entry, _export, entry, user, default=None)
        if part is None:
            missing.add(personal_data.plugin_of(entry.key))
        else:
            parts[entry.key] = part
    return {
        "format": "prokadry-personal-data",
        "version": FORMAT_VERSION,
        "exported_at": now.isoformat(),
        "parts": parts,
        "missing": sorted(missing),
    }


def _export(entry: PersonalData, user: User) -> dict[str, Any]:
    """Turned into JSON at once, so that what a plugin cannot say in it is a fault of the plugin."""
    written = json.dumps({"title": entry.label, "data": entry.export(user)}, cls=DjangoJSONEncoder)
    return json.loads(written)  # type: ignore[no-any-return]  # an object was written


def erase_person(*, user: User, by: User | None, now: datetime, reason: str = "") -> Erasure:
    """Erase all that is stored about a person, and leave an anonymous account to which results stay attached.

    One transaction: `user` is locked, every entry erases its part, then the account loses its names, its e-mail and
    every way to sign in. Afterwards a letter says so to the address it had. Returns the Erasure; its `waits_for`
    names plugins that were not there and hold rows of the person: `finish_erasure` asks them once they are back.
    `by` is the member of staff who enters a written request, with its `reason`; None when the person asked.
    Raises ErasureRefused. For somebody who is erased already nothing happens again. Who may ask is checked before.
    """
    erasure, _created = Erasure.objects.get_or_create(
        user=user, defaults={"asked_at": now, "asked_by": by, "reason": reason}
    )
    with _noting_refusal(erasure), transaction.atomic():
        person = User.objects.select_for_update().get(pk=user.pk)
        if person.erased_at:
            erasure.refresh_from_db()
            return erasure
        _erase_parts(person, now)
        address, zone = person.email, person.zone
        _make_anonymous(person, now)
        erasure.erased_at, erasure.waits_for = now, find_unreached(person)
        erasure.save(update_fields=["erased_at", "waits_for"])
        _follow_up(person.pk, now)
        letter = render_mail("email/account_erased", {"erasure": erasure, "zone": zone}, to=[address])
        # The address exists in memory only from now on, so no task can send it. A mail server that is down
        # does not undo what was done.
        transaction.on_commit(letter.send, robust=True)
    return erasure


def finish_erasure(*, user_id: int, now: datetime) -> Erasure:
    """Erase once more: what was on its way at that moment, and what a plugin holds that is back since.

    An erasure that was refused is tried anew. Raises ErasureRefused, Erasure.DoesNotExist.
    """
    erasure = Erasure.objects.select_related("user").get(user_id=user_id)
    if erasure.erased_at is None:
        return erase_person(user=erasure.user, by=erasure.asked_by, now=now)
    with _noting_refusal(erasure), transaction.atomic():
        person = User.objects.select_for_update().get(pk=user_id)
        _erase_parts(person, now)
        erasure.waits_for = find_unreached(person)
        erasure.save(update_fields=["waits_for"])
    return erasure


def find_request(*, user: User) -> Erasure | None:
    """Return the person's request that was refused so far; one query."""
    return Erasure.objects.filter(user=user, erased_at__isnull=True).first()


def withdraw_erasure(*, user: User) -> bool:
    """Take back a request that was refused so far; return whether there was one."""
    deleted, _by_model = Erasure.objects.filter(user=user, erased_at__isnull=True).delete()
    return deleted > 0


def find_unfinished() -> list[Erasure]:
    """Return the erasures that were refused or wait for a plugin, the oldest request first; one query."""
    open_ones = Erasure.objects.exclude(erased_at__isnull=False, waits_for=[])
    return list(open_ones.select_related("user").order_by("asked_at", "pk"))


def end_sessions(*, user_id: int) -> int:
    """Delete what is stored of a person's sign-ins, which names their e-mail; return how many there were.

    They ended when the account was erased. A session can only be told by reading it, so all of them are read.
    """
    store = import_module(settings.SESSION_ENGINE).SessionStore
    keys = [
        session.session_key
        for session in Session.objects.iterator()
        if session.get_decoded().get("_auth_user_id") == str(user_id)
    ]
    for key in keys:
        store(session_key=key).delete()
    return len(keys)


@contextmanager
def _noting_refusal(erasure: Erasure) -> Iterator[None]:
    """Write down who refused, outside of the transaction that is undone for it."""
    try:
        yield
    except ErasureRefused as refusal:
        Erasure.objects.filter(pk=erasure.pk).update(waits_for=refusal.plugins)
        raise


def _erase_parts(person: User, now: datetime) -> None:
    """Let every entry erase its part; all are asked, so that the refusal names every plugin that failed."""
    failed = {
        personal_data.plugin_of(entry.key)
        for entry in personal_data
        if not personal_data.call(entry, _erase, entry, person, now, default=False)
    }
    if failed:
        raise ErasureRefused(sorted(failed))


def _erase(entry: PersonalData, person: User, now: datetime) -> bool:
    entry.erase(person, now=now)
    return True


def _make_anonymous(person: User, now: datetime) -> None:
    """Written past `save`, which changes nobody who is erased."""
    person.set_unusable_password()
    User.objects.filter(pk=person.pk).update(
        email=f"erased-{person.pk}@erased.invalid",
        password=person.password,
        last_name="",
        first_name="",
        patronymic="",
        region=None,
        time_zone="Europe/Moscow",
        last_login=None,
        is_active=False,
        is_staff=False,
        is_superuser=False,
        erased_at=now,
    )
    person.refresh_from_db()


def _follow_up(user_id: int, now: datetime) -> None:
    from ..tasks import forget_sessions, sweep_erased  # it imports the domain

    def enqueue() -> None:
        forget_sessions.enqueue(user_id=user_id)
        later = sweep_erased
        if sweep_erased.get_backend().supports_defer:
            later = sweep_erased.using(run_after=now + SWEEP_AFTER)
        later.enqueue(user_id=user_id)

    transaction.on_commit(enqueue)
