"""«My data»: a person takes their data along and deletes the account; staff erase on a written request."""

import json

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.management import CommandError, call_command

from prokadry.accounts.domain.emails import confirm_email
from prokadry.accounts.domain.personal_data import ErasureRefused, erase_person
from prokadry.accounts.extensions import personal_data
from prokadry.accounts.models import Erasure, User
from prokadry.plugins.registry import registering
from tests.accounts.test_personal_data import Notes
from tests.factories import NOW, PASSWORD, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client):
    user = make_user("olga@example.org")
    confirm_email(user=user)
    client.force_login(user)
    return user


@pytest.fixture
def admin(client):
    admin = make_user("admin@example.org", is_staff=True, is_superuser=True)
    client.force_login(admin)
    return admin


@pytest.fixture
def broken():
    """A plugin that cannot erase its part."""
    with registering("notes"):
        entry = personal_data.register(Notes())
    entry.fault = RuntimeError("the table is locked")
    yield entry
    personal_data.unregister("notes")


def erased(user):
    return User.objects.get(pk=user.pk).erased_at is not None


def read(client, path):
    """The page without what typography does to its spaces."""
    return client.get(path).content.decode().replace("\xa0", " ")


def test_the_page_names_what_is_kept(client, person):
    html = read(client, "/accounts/data/")
    assert "Результаты по занятиям" in html
    assert "Работа сотрудника" not in html


def test_the_file_is_json_and_nobody_keeps_it(client, person):
    answer = client.post("/accounts/data/download/")
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    assert json.loads(answer.content)["parts"]["profile"]["data"]["email"] == "olga@example.org"


def test_the_file_cannot_be_asked_for_again_and_again(client, person):
    answers = [client.post("/accounts/data/download/").status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]


def test_the_password_deletes_the_account(client, person, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/accounts/data/erase/", {"password": PASSWORD})
    assert answer["Location"] == "/accounts/data/erased/"
    assert erased(person)
    assert client.get("/accounts/profile/").status_code == 302
    assert [letter.to for letter in mail.outbox] == [["olga@example.org"]]


def test_a_wrong_password_deletes_nothing_and_may_be_tried_five_times(client, person):
    answers = [client.post("/accounts/data/erase/", {"password": "wrong"}) for _ in range(6)]
    assert answers[0].context["form"].errors["password"]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert not erased(person)


def test_without_a_password_the_email_is_typed(client, person):
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    assert client.post("/accounts/data/erase/", {"email": "other@example.org"}).context["form"].errors
    client.post("/accounts/data/erase/", {"email": "Olga@example.org"})
    assert erased(person)


def test_staff_do_not_delete_themselves(client, admin):
    assert client.post("/accounts/data/erase/", {"password": PASSWORD})["Location"] == "/accounts/data/"
    assert not erased(admin)


def test_a_refused_request_is_shown_and_can_be_withdrawn(client, person, broken):
    client.post("/accounts/data/erase/", {"password": PASSWORD})
    assert not erased(person)
    assert "ещё не выполнен" in read(client, "/accounts/data/")
    client.post("/accounts/data/keep/")
    assert not Erasure.objects.exists()


def test_staff_erase_somebody_with_a_reason(client, admin):
    user = make_user()
    assert f"/cms/users/delete/{user.pk}/" in client.get("/cms/users/").content.decode()
    assert client.post(f"/cms/users/delete/{user.pk}/", {"reason": ""}).context["form"].errors
    client.post(f"/cms/users/delete/{user.pk}/", {"reason": "Заявление № 7"})
    assert erased(user)
    erasure = Erasure.objects.get(user=user)
    assert (erasure.asked_by, erasure.reason) == (admin, "Заявление № 7")


def test_who_may_not_delete_users_may_not_erase(client):
    client.force_login(make_user(is_staff=True))
    user = make_user()
    client.post(f"/cms/users/delete/{user.pk}/", {"reason": "Заявление № 7"})
    assert not erased(user)


def test_rows_are_not_deleted_in_bulk(client, admin):
    user = make_user()
    assert client.post(f"/cms/bulk/accounts/user/delete/?id={user.pk}").status_code == 404
    assert User.objects.filter(pk=user.pk).exists()


def test_somebody_erased_is_in_no_list_and_cannot_be_edited(client, admin):
    user = make_user()
    erase_person(user=user, by=None, now=NOW)
    assert f"/cms/users/edit/{user.pk}/" not in client.get("/cms/users/").content.decode()
    assert client.get(f"/cms/users/edit/{user.pk}/").status_code == 404


def test_staff_are_told_what_is_not_finished(client, admin, broken, capsys):
    user = make_user("olga@example.org")
    answer = client.post(f"/cms/users/delete/{user.pk}/", {"reason": "Заявление № 7"})
    assert "notes" in answer.content.decode()
    assert "ждёт: notes" in client.get("/cms/").content.decode()
    with pytest.raises(CommandError):
        call_command("finish_erasures")
    broken.fault = None
    call_command("finish_erasures")
    assert erased(user)
    assert "ждёт: notes" not in client.get("/cms/").content.decode()


def test_the_banner_is_for_those_who_may_erase(client, broken):
    with pytest.raises(ErasureRefused):
        erase_person(user=make_user(), by=None, now=NOW)
    editor = make_user(is_staff=True)
    editor.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(editor)
    assert "ждёт: notes" not in client.get("/cms/").content.decode()
