import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.models import Group
from django.core import mail
from django.test import override_settings
from django.utils import timezone

from prokadry.accounts.domain.emails import confirm_email
from prokadry.accounts.enums import Role
from prokadry.accounts.http.middleware import TimeZoneMiddleware
from prokadry.accounts.models import Region, User
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db


def make_member(role: Role | None = None, **fields) -> User:
    user = make_user(is_staff=role is not None, **fields)
    confirm_email(user=user)
    if role:
        user.groups.add(Group.objects.get(name=role.value))
    return user


def sign_in(client, user, **data):
    return client.post("/accounts/login/", {"login": user.email, "password": PASSWORD, **data})


def signup_data(**changes):
    region = Region.objects.get(code="RU-PRI")
    data = {
        "email": "New.Person@example.org",
        "password1": "dlinnaya-fraza-42",
        "password2": "dlinnaya-fraza-42",
        "last_name": "Новикова",
        "first_name": "Нина",
        "patronymic": "",
        "region": region.pk,
        "time_zone": "",
        "consent": "on",
        "website": "",
    }
    return data | changes


def text_of(answer) -> str:
    return answer.content.decode().replace("\xa0", " ")


def links_in(message) -> list[str]:
    return re.findall(r"https?://testserver(/\S+)", message.body)


@pytest.mark.parametrize(
    ("role", "lands"),
    [(None, "/learn/"), (Role.EDITORS, "/cms/"), (Role.ORGANISERS, "/cms/"), (Role.EXPERTS, "/learn/")],
)
def test_each_role_lands_where_its_work_is(client, role, lands):
    assert sign_in(client, make_member(role)).url == lands


def test_next_comes_first_but_never_leads_away(client):
    user = make_member()
    assert sign_in(client, user, next="/courses/").url == "/courses/"
    client.logout()
    assert sign_in(client, user, next="https://evil.example.org/").url == "/learn/"


def test_email_is_found_in_any_letter_case(client):
    user = make_member()
    answer = client.post("/accounts/login/", {"login": user.email.upper(), "password": PASSWORD})
    assert answer.url == "/learn/"


def test_a_wrong_password_tells_what_to_do(client):
    answer = client.post("/accounts/login/", {"login": make_member().email, "password": "wrong"})
    assert answer.status_code == 200
    assert "Проверьте раскладку клавиатуры" in text_of(answer)


@pytest.mark.parametrize(("path", "area"), [("/cms/login/", "/cms/"), ("/admin/login/", "/admin/")])
def test_staff_areas_lead_to_the_same_sign_in(client, path, area):
    assert client.get(path).url == f"/accounts/login/?next=%2F{area.strip('/')}%2F"
    assert client.get(f"{path}?next={area}pages/").url.endswith("%2Fpages%2F")
    assert "evil" not in client.get(f"{path}?next=https://evil.example.org/").url


@pytest.mark.parametrize("path", ["/cms/", "/admin/"])
def test_a_participant_is_refused_and_not_sent_round_in_circles(client, path):
    client.force_login(make_member())
    answer = client.get(path, follow=True)
    assert answer.status_code == 403
    assert len(answer.redirect_chain) == 1


def test_signing_out_of_the_cms_leads_to_sign_in(client):
    client.force_login(make_member(Role.EDITORS))
    answer = client.post("/cms/logout/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/accounts/login/")
    assert "_auth_user_id" not in client.session


def test_signing_up_makes_a_person_with_consent_and_sends_a_letter(client):
    answer = client.post("/accounts/signup/", signup_data())
    assert answer.url == "/accounts/confirm-email/"
    user = User.objects.get(email="new.person@example.org")
    assert (user.last_name, user.region.code, user.time_zone) == ("Новикова", "RU-PRI", "Asia/Vladivostok")
    assert [consent.version for consent in user.consents.all()] == ["2026-01"]
    assert timezone.now() - user.consents.get().accepted_at < timedelta(minutes=1)
    [letter] = mail.outbox
    assert letter.subject == "Подтвердите почту"
    [(html, kind)] = letter.alternatives
    assert kind == "text/html"
    assert "ПроКадры" in html


def test_the_letter_confirms_and_then_one_can_sign_in(client):
    client.post("/accounts/signup/", signup_data())
    [path] = links_in(mail.outbox[0])
    other = client.__class__()
    page = other.get(path)
    assert "new.person@example.org" in page.content.decode()
    assert not EmailAddress.objects.get().verified
    other.post(path)
    assert EmailAddress.objects.get().verified
    answer = other.post(
        "/accounts/login/", {"login": "new.person@example.org", "password": "dlinnaya-fraza-42"}
    )
    assert answer.url == "/learn/"


def test_without_confirmation_sign_in_sends_the_letter_again(client):
    client.post("/accounts/signup/", signup_data())
    other = client.__class__()
    answer = other.post(
        "/accounts/login/", {"login": "new.person@example.org", "password": "dlinnaya-fraza-42"}
    )
    assert answer.url == "/accounts/confirm-email/"
    assert "_auth_user_id" not in other.session


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"consent": ""}, "consent"),
        ({"region": "0"}, "region"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"password2": "other"}, "password2"),
        ({"password1": "12345678", "password2": "12345678"}, "password1"),
        ({"last_name": ""}, "last_name"),
        ({"email": "not an address"}, "email"),
    ],
)
def test_signing_up_says_what_is_wrong(client, changes, field):
    answer = client.post("/accounts/signup/", signup_data(**changes))
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not User.objects.exists()


def test_errors_are_listed_in_the_order_of_the_fields(client):
    form = client.post("/accounts/signup/", {}).context["form"]
    assert list(form.fields)[:4] == ["email", "password1", "password2", "last_name"]


def test_any_zone_of_a_device_may_be_chosen(client):
    client.post("/accounts/signup/", signup_data(time_zone="Europe/Berlin"))
    assert User.objects.get().time_zone == "Europe/Berlin"


def test_the_trap_for_robots_makes_no_account(client):
    assert (
        client.post("/accounts/signup/", signup_data(website="https://spam.example.org")).status_code == 302
    )
    assert not User.objects.exists()


def test_a_taken_email_is_told_by_letter_only(client):
    make_member(email="new.person@example.org")
    answer = client.post("/accounts/signup/", signup_data())
    assert answer.url == "/accounts/confirm-email/"
    assert [letter.subject for letter in mail.outbox] == ["У вас уже есть учётная запись"]


def test_password_recovery_from_letter_to_new_password(client):
    user = make_member()
    assert (
        client.post("/accounts/password/reset/", {"email": user.email}).url
        == "/accounts/password/reset/done/"
    )
    [path] = links_in(mail.outbox[0])
    form = client.get(path, follow=True)
    done = client.post(
        form.redirect_chain[-1][0], {"password1": "drugaya-fraza-77", "password2": "drugaya-fraza-77"}
    )
    assert done.url == "/accounts/password/reset/key/done/"
    user.refresh_from_db()
    assert user.check_password("drugaya-fraza-77")
    used = client.__class__().get(path, follow=True)
    assert "Ссылка больше не действует" in text_of(used)


def test_recovery_for_a_stranger_does_not_tell_that_there_is_no_account(client):
    answer = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert answer.url == "/accounts/password/reset/done/"
    assert [letter.subject for letter in mail.outbox] == ["Учётной записи с этой почтой нет"]


@pytest.mark.parametrize(
    "path", ["/accounts/confirm-email/wrong:key/", "/accounts/password/reset/key/1-wrong/"]
)
def test_wrong_links_give_a_clear_page(client, path):
    answer = client.get(path, follow=True)
    assert answer.status_code == 200
    assert "Ссылка больше не действует" in text_of(answer)


def test_a_changed_password_is_told_with_the_time_on_both_clocks(client):
    user = make_member(time_zone="Asia/Vladivostok")
    client.force_login(user)
    client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "drugaya-fraza-77", "password2": "drugaya-fraza-77"},
    )
    [letter] = mail.outbox
    assert letter.subject == "Пароль изменён"
    assert "мск" in letter.body


def test_a_new_email_works_only_once_confirmed(client):
    user = make_member()
    client.force_login(user)
    client.post("/accounts/email/", {"email": "fresh@example.org", "action_add": ""})
    user.refresh_from_db()
    assert user.email != "fresh@example.org"
    letter = next(letter for letter in mail.outbox if letter.to == ["fresh@example.org"])
    client.post(links_in(letter)[0])
    user.refresh_from_db()
    assert user.email == "fresh@example.org"


@override_settings(STAFF_MFA_REQUIRED=True)
@pytest.mark.parametrize("path", ["/cms/", "/admin/", "/cms/pages/"])
def test_staff_without_a_second_factor_are_led_to_set_one_up(client, path):
    user = make_member(Role.EDITORS)
    client.force_login(user)
    assert client.get(path).url == "/accounts/2fa/totp/activate/"
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert client.get(path).headers.get("Location") != "/accounts/2fa/totp/activate/"


@override_settings(STAFF_MFA_REQUIRED=True)
def test_signing_out_needs_no_second_factor(client):
    client.force_login(make_member(Role.EDITORS))
    assert client.post("/cms/logout/").url == "/cms/login/"


def test_pages_know_the_zone_of_the_person_and_public_ones_ask_nobody(client, rf, django_assert_num_queries):
    seen = []
    middleware = TimeZoneMiddleware(lambda request: seen.append(timezone.get_current_timezone()))
    request = rf.get("/")
    with django_assert_num_queries(0):
        middleware(request)
    client.force_login(make_member(time_zone="Asia/Kamchatka"))
    request = client.get("/accounts/profile/").wsgi_request
    middleware(request)
    assert seen == [ZoneInfo("Europe/Moscow"), ZoneInfo("Asia/Kamchatka")]


def code_for(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))


def test_two_step_sign_in_from_setting_up_to_the_code(client, django_capture_on_commit_callbacks):
    user = make_member(Role.EDITORS)
    sign_in(client, user)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    wrong = client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert "Неверный код" in text_of(wrong)
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)})
    assert done.url == "/accounts/2fa/recovery-codes/"
    assert [letter.subject for letter in mail.outbox][-1].startswith("Двухэтапный вход включён")
    client.logout()
    assert sign_in(client, user, next="/cms/pages/").url.startswith("/accounts/2fa/authenticate/")
    assert "_auth_user_id" not in client.session
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        answer = client.post("/accounts/2fa/authenticate/", {"code": code_for(secret)})
    assert answer.url == "/cms/pages/"
