from datetime import timedelta

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone
from rest_framework import exceptions
from wagtail.models import APIToken

from prokadry.accounts.domain.tokens import create_token, find_token
from prokadry.rest.problems import problem_handler
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PATH = "/api/v1/completions/"
LISTS = ["completions", "activities", "courses", "tracks", "enrolments"]


def assert_problem(answer, status):
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["type"] == "about:blank"
    assert problem["title"]
    return problem


def bearer(token):
    return {"authorization": f"Bearer {token}"}


def new_token(user, days=1):
    return create_token(user=user, scope="completions:read", days=days, now=timezone.now())


@pytest.mark.parametrize("name", LISTS)
def test_strangers_are_asked_to_sign_in(client, name):
    answer = client.get(f"/api/v1/{name}/")
    assert_problem(answer, 401)
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="prokadry"'


@pytest.mark.parametrize("name", LISTS)
def test_a_token_and_a_session_open_every_list(client, name):
    user = make_user()
    assert Client(headers=bearer(new_token(user))).get(f"/api/v1/{name}/").status_code == 200
    client.force_login(user)
    assert client.get(f"/api/v1/{name}/").json() == {"next": None, "previous": None, "results": []}


def test_wrong_expired_and_revoked_tokens_are_told_the_same(client):
    user = make_user()
    expired = create_token(
        user=user, scope="completions:read", days=1, now=timezone.now() - timedelta(days=1)
    )
    revoked = new_token(user)
    find_token(revoked, now=timezone.now()).revoke()
    details = set()
    for token in ("wrong", "", "я", "a b", expired, revoked):
        answer = client.get(PATH, headers=bearer(token))
        details.add(assert_problem(answer, 401)["detail"])
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="prokadry", error="invalid_token"'
    assert details == {"Токен неверен, просрочен или отозван."}


def test_a_bad_token_is_refused_even_with_a_good_session(client):
    client.force_login(make_user())
    assert_problem(client.get(PATH, headers=bearer("wrong")), 401)


def test_other_schemes_are_left_to_the_session(client):
    client.force_login(make_user())
    assert client.get(PATH, headers={"authorization": "Basic YTpi"}).status_code == 200


def test_a_token_made_in_the_cms_has_no_scope(client):
    _token, text = APIToken.create_token(user=make_user(), name="по старинке")
    assert_problem(client.get(PATH, headers=bearer(text)), 403)


def test_use_is_noted_once_a_minute(client):
    text = new_token(make_user())
    client.get(PATH, headers=bearer(text))
    token = find_token(text, now=timezone.now())
    assert token.last_used_at is not None
    first = token.last_used_at
    client.get(PATH, headers=bearer(text))
    token.refresh_from_db()
    assert token.last_used_at == first


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(method):
    client = Client(headers=bearer(new_token(make_user())), enforce_csrf_checks=True)
    answer = getattr(client, method)(PATH, "{}", content_type="application/json")
    assert_problem(answer, 405)
    assert "GET" in answer.headers["Allow"]


def test_a_session_that_writes_needs_the_csrf_token():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())
    assert client.get(PATH).status_code == 200
    assert_problem(client.post(PATH, "{}", content_type="application/json"), 403)


def test_what_cannot_be_served_as_json_is_406(client):
    client.force_login(make_user())
    assert_problem(client.get(PATH, headers={"accept": "image/png"}), 406)
    assert (
        client.get(PATH, headers={"accept": "text/html,*/*;q=0.8"}).headers["Content-Type"]
        == "application/json"
    )


@pytest.mark.parametrize(
    "path", ["/api/v1/nothing/", "/api/v1/completions/x/", "/api/v1/participants/1/", "/api/v1/a.b/"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_unknown_addresses_are_problems(client, path, method):
    assert_problem(getattr(client, method)(path), 404)


def test_the_closing_slash_is_added(client):
    assert client.get("/api/v1/completions").headers["Location"] == "/api/v1/completions/"


def test_the_index_and_the_schema_are_open(client):
    index = client.get("/api/v1/").json()
    assert index["completions"] == "http://testserver/api/v1/completions/"
    assert set(index) == {*LISTS, "schema", "docs"}
    assert client.get("/api/v1/schema/").json()["openapi"].startswith("3.1")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (exceptions.ParseError(), 400),
        (exceptions.UnsupportedMediaType("text/plain"), 415),
        (exceptions.Throttled(wait=7), 429),
        (RuntimeError("secret"), 500),
    ],
)
def test_every_error_becomes_a_problem(error, status):
    answer = problem_handler(error, {"request": RequestFactory().get("/api/v1/completions/")})
    assert answer.status_code == answer.data["status"] == status
    assert answer.content_type == "application/problem+json"
    assert "secret" not in str(answer.data)
    assert answer.headers.get("Retry-After") == ("7" if status == 429 else None)
