import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.test import override_settings

from prokadry.accounts.domain.consents import record_consent
from prokadry.accounts.domain.emails import confirm_email
from tests.factories import NOW, PASSWORD, make_user

pytestmark = pytest.mark.django_db
OPEN = [
    "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/password/reset/done/",
    "/accounts/password/reset/key/done/", "/accounts/confirm-email/", "/accounts/inactive/", "/accounts/consent/",
    "/accounts/consent/2026-01/", "/api/v1/docs/",
]  # fmt: skip
OWN = [
    "/accounts/profile/", "/accounts/email/", "/accounts/password/change/", "/accounts/logout/",
    "/accounts/reauthenticate/", "/accounts/2fa/", "/accounts/2fa/totp/activate/",
    "/accounts/data/", "/accounts/data/erase/",
]  # fmt: skip


def assert_ours(answer):
    """The page is drawn by our theme, in Russian, and passes the content policy."""
    html = answer.content.decode()
    assert answer.status_code == 200
    assert 'lang="ru"' in html
    assert 'class="util on-film"' in html
    assert " style=" not in html
    assert "onclick" not in html


def sign_in(client, user):
    """Sign in, and once more to confirm that it is still the same person."""
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


@pytest.mark.parametrize("path", OPEN)
def test_open_pages_are_ours(client, path):
    assert_ours(client.get(path))


@pytest.mark.parametrize("path", OWN)
def test_own_pages_are_ours_and_need_signing_in(client, path):
    assert client.get(path).status_code == 302
    user = make_user()
    confirm_email(user=user)
    sign_in(client, user)
    assert_ours(client.get(path))


def test_pages_of_the_second_factor_are_ours(client):
    user = make_user()
    confirm_email(user=user)
    sign_in(client, user)
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    for name in ("", "totp/deactivate/", "recovery-codes/", "recovery-codes/generate/", "reauthenticate/"):
        assert_ours(client.get(f"/accounts/2fa/{name}"))
    client.logout()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert_ours(client.get("/accounts/2fa/authenticate/"))


def test_the_profile_saves_and_shows_consents(client):
    user = make_user()
    client.force_login(user)
    assert "Нужно ваше согласие" in client.get("/accounts/profile/").content.decode()
    client.post("/accounts/consent/give/")
    assert [consent.version for consent in user.consents.all()] == [settings.PERSONAL_DATA_CONSENT_VERSION]
    answer = client.post(
        "/accounts/profile/",
        {
            "last_name": "Иванова",
            "first_name": "Анна",
            "patronymic": "",
            "region": "",
            "time_zone": "Asia/Omsk",
        },
    )
    assert answer.url == "/accounts/profile/"
    user.refresh_from_db()
    assert (user.last_name, user.time_zone) == ("Иванова", "Asia/Omsk")


def test_agreeing_again_keeps_the_first_instant():
    user = make_user()
    first = record_consent(user=user, version="2026-01", now=NOW)
    again = record_consent(user=user, version="2026-01", now=NOW.replace(year=2027))
    assert (again.pk, again.accepted_at) == (first.pk, NOW)


@override_settings(PERSONAL_DATA_CONSENT_VERSION="2026-01")
def test_an_unknown_text_of_consent_is_not_found(client):
    assert client.get("/accounts/consent/2020-01/").status_code == 404


def test_too_many_attempts_get_a_page_of_ours(client):
    data = {"login": "nobody@example.org", "password": "wrong"}
    answers = [client.post("/accounts/login/", data) for _ in range(40)]
    assert answers[-1].status_code == 429
    assert "Слишком много попыток подряд" in answers[-1].content.decode().replace("\xa0", " ")
