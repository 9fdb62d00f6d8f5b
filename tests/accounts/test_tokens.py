from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import APIToken

from prokadry.accounts.domain.tokens import UnknownScopeError, create_token, find_token
from tests.factories import make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 8, 27, 9, 0, tzinfo=UTC)
SCOPE = "completions:read"


def test_a_token_is_found_by_its_text_and_stored_as_a_digest():
    user = make_user()
    text = create_token(user=user, scope=SCOPE, days=None, now=NOW)
    token = find_token(text, now=NOW)
    assert token is not None
    assert (token.user, token.grant.scope, token.grant.expires_at) == (user, SCOPE, None)
    assert text not in str(APIToken.objects.values())


def test_it_lives_until_the_instant_it_expires():
    text = create_token(user=make_user(), scope=SCOPE, days=2, now=NOW)
    last = NOW + timedelta(days=2)
    assert find_token(text, now=last - timedelta(microseconds=1)) is not None
    assert find_token(text, now=last) is None


def test_a_revoked_token_and_one_of_a_switched_off_user_are_not_found():
    user = make_user()
    first, second = (create_token(user=user, scope=SCOPE, days=None, now=NOW) for _ in range(2))
    find_token(first, now=NOW).revoke()
    assert find_token(first, now=NOW) is None
    user.is_active = False
    user.save()
    assert find_token(second, now=NOW) is None


@pytest.mark.parametrize("text", ["", "x", "wagtail_" + "0" * 33, "ключ", "a" * 100_000, "\0"])
def test_whatever_is_wrong_the_work_is_one_query(text, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert find_token(text, now=NOW) is None


def test_scope_and_days_are_checked():
    with pytest.raises(UnknownScopeError, match="completions:read"):
        create_token(user=make_user(), scope="everything", days=None, now=NOW)
    with pytest.raises(ValueError, match=r"."):
        create_token(user=make_user(), scope=SCOPE, days=0, now=NOW)
    assert not APIToken.objects.exists()


def test_the_command_prints_only_the_token():
    make_user("organiser@example.org")
    out = StringIO()
    call_command("api_token", "Organiser@example.org", "--scope", SCOPE, "--days", "3", stdout=out)
    assert out.getvalue().count("\n") == 1
    assert find_token(out.getvalue().strip(), now=timezone.now()) is not None


@pytest.mark.parametrize(
    "arguments",
    [
        ["nobody@example.org", "--scope", SCOPE],
        ["o@example.org", "--scope", "all"],
        ["o@example.org", "--scope", SCOPE, "--days", "0"],
    ],
)
def test_the_command_says_what_is_wrong(arguments):
    make_user("o@example.org")
    with pytest.raises(CommandError, match=r"."):
        call_command("api_token", *arguments)
