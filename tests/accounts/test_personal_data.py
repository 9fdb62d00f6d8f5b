"""What is stored about a person is handed out as a whole, and erased as a whole or not at all."""

import json
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import IntegrityError, transaction
from wagtail.log_actions import log
from wagtail.models import APIToken, ModelLogEntry

from prokadry.accounts.domain.consents import record_consent
from prokadry.accounts.domain.emails import confirm_email
from prokadry.accounts.domain.personal_data import (
    ErasureRefused,
    end_sessions,
    erase_person,
    export_personal_data,
    find_unfinished,
    finish_erasure,
)
from prokadry.accounts.domain.tokens import create_token, find_token
from prokadry.accounts.extensions import personal_data
from prokadry.accounts.models import Erasure, PersonalDataConsent, Region, User
from prokadry.plugins.registry import registering
from tests.factories import NOW, PASSWORD, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    user = make_user("olga@example.org", last_name="Орлова", region=Region.objects.get(code="RU-SPE"))
    confirm_email(user=user)
    record_consent(user=user, version="2026-01", now=NOW)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "S3CR3T"})
    user.groups.add(Group.objects.create(name="Читатели"))
    log(user, "wagtail.edit", title=str(user))
    return user


class Notes:
    """What a plugin keeps, in a list."""

    key = "notes"
    order = 500
    label = "Заметки"
    columns = ()

    def __init__(self):
        self.of = []
        self.fault = None

    def export(self, user):
        if self.fault:
            raise self.fault
        return [note for owner, note in self.of if owner == user.pk]

    def erase(self, user, *, now):
        if self.fault:
            raise self.fault
        self.of = [(owner, note) for owner, note in self.of if owner != user.pk]


@pytest.fixture
def notes():
    with registering("notes"):
        entry = personal_data.register(Notes())
    yield entry
    personal_data.unregister("notes")


def test_the_export_holds_every_part_and_no_secret(person):
    token = create_token(user=person, scope="completions:read", days=None, now=NOW)
    whole = export_personal_data(user=person, now=NOW)
    text = json.dumps(whole, ensure_ascii=False)
    assert set(whole["parts"]) == {entry.key for entry in personal_data}
    assert whole["parts"]["profile"]["data"]["region"] == "Санкт-Петербург"
    assert whole["parts"]["emails"]["data"] == [
        {"email": "olga@example.org", "verified": True, "primary": True}
    ]
    assert whole["parts"]["consents"]["data"][0]["version"] == "2026-01"
    assert whole["missing"] == []
    assert not [secret for secret in ("S3CR3T", token, person.password) if secret in text]


def test_nothing_that_identifies_a_person_is_left(person, django_capture_on_commit_callbacks):
    token = create_token(user=person, scope="completions:read", days=None, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        erasure = erase_person(user=person, by=None, now=NOW)
    person = User.objects.get(pk=person.pk)
    assert (erasure.erased_at, erasure.waits_for) == (NOW, [])
    assert (person.last_name, person.first_name, person.region, person.is_active) == ("", "", None, False)
    assert "olga" not in person.email
    assert str(person) == "Удалённый участник"
    for rows in (EmailAddress, Authenticator, PersonalDataConsent, APIToken):
        assert not rows.objects.filter(user=person).exists()
    assert find_token(token, now=NOW) is None
    assert not person.groups.exists()
    assert not ModelLogEntry.objects.filter(label__contains="Орлова").exists()
    assert ModelLogEntry.objects.for_instance(person).count() == 1


def test_the_letter_goes_to_the_address_that_was(person, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(user=person, by=None, now=NOW)
    assert [letter.to for letter in mail.outbox] == [["olga@example.org"]]


def test_every_sign_in_ends(person, client, django_capture_on_commit_callbacks):
    client.force_login(person)
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(user=person, by=None, now=NOW)
    assert not Session.objects.exists()
    assert client.get("/accounts/profile/").status_code == 302
    assert not client.login(email="olga@example.org", password=PASSWORD)


def test_sign_ins_of_others_go_on(person, client):
    client.force_login(make_user())
    assert end_sessions(user_id=person.pk) == 0
    assert Session.objects.count() == 1


def test_the_address_is_free_again(person):
    erase_person(user=person, by=None, now=NOW)
    make_user("olga@example.org")


def test_who_read_the_person_before_cannot_write_them_back(person):
    read_before = User.objects.get(pk=person.pk)
    erase_person(user=person, by=None, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        read_before.save()
    assert User.objects.get(pk=person.pk).last_name == ""


def test_a_name_cannot_be_given_to_the_anonymous_row(person):
    erase_person(user=person, by=None, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=person.pk).update(last_name="Орлова")


def test_erasing_twice_is_erasing_once(person, django_capture_on_commit_callbacks):
    first = erase_person(user=person, by=None, now=NOW)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        second = erase_person(user=person, by=None, now=NOW + timedelta(days=1))
    assert second.erased_at == first.erased_at
    assert not mail.outbox


def test_a_plugin_erases_its_part(person, notes):
    notes.of = [(person.pk, "первая"), (0, "чужая")]
    assert export_personal_data(user=person, now=NOW)["parts"]["notes"] == {
        "title": "Заметки",
        "data": ["первая"],
    }
    erase_person(user=person, by=None, now=NOW)
    assert notes.of == [(0, "чужая")]


def test_a_plugin_that_fails_is_named_and_nothing_is_erased(
    person, notes, django_capture_on_commit_callbacks
):
    notes.fault = RuntimeError("the table is locked")
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ErasureRefused) as refusal:
        erase_person(user=person, by=None, now=NOW)
    assert refusal.value.plugins == ["notes"]
    assert User.objects.get(pk=person.pk).last_name == "Орлова"
    assert EmailAddress.objects.filter(user=person).exists()
    assert not mail.outbox
    erasure = Erasure.objects.get(user=person)
    assert (erasure.erased_at, erasure.waits_for) == (None, ["notes"])
    assert find_unfinished() == [erasure]
    assert export_personal_data(user=person, now=NOW)["missing"] == ["notes"]


def test_a_refused_erasure_is_finished_once_the_plugin_works(person, notes):
    notes.fault = RuntimeError("the table is locked")
    with pytest.raises(ErasureRefused):
        erase_person(user=person, by=None, now=NOW)
    notes.fault = None
    later = NOW + timedelta(hours=1)
    assert finish_erasure(user_id=person.pk, now=later).erased_at == later
    assert find_unfinished() == []


def test_a_plugin_that_fails_only_the_second_time_is_waited_for(person, notes):
    erase_person(user=person, by=None, now=NOW)
    notes.fault = RuntimeError("the table is locked")
    with pytest.raises(ErasureRefused):
        finish_erasure(user_id=person.pk, now=NOW)
    assert [erasure.waits_for for erasure in find_unfinished()] == [["notes"]]


def test_rows_of_a_plugin_that_is_not_there_are_waited_for(person, monkeypatch):
    monkeypatch.setattr("prokadry.accounts.domain.personal_data.find_unreached", lambda user: ["gone"])
    erasure = erase_person(user=person, by=None, now=NOW)
    assert (erasure.erased_at, erasure.waits_for) == (NOW, ["gone"])
    assert find_unfinished() == [erasure]
    monkeypatch.undo()
    assert finish_erasure(user_id=person.pk, now=NOW).waits_for == []


def test_what_a_plugin_cannot_say_in_json_is_its_fault(person, notes):
    notes.of = [(person.pk, object())]
    whole = export_personal_data(user=person, now=NOW)
    assert "notes" not in whole["parts"]
    assert whole["missing"] == ["notes"]
