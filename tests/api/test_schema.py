import io

import pytest
import schemathesis
from django.core.management import call_command
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from prokadry.accounts.domain.tokens import create_token
from prokadry.wsgi import application
from tests.factories import NOW, assign_to, make_stream, make_user, make_webinar


@pytest.fixture
def token(db):
    admin = make_user(is_superuser=True)
    assign_to(admin, make_webinar().activity)
    assign_to(admin, make_stream(starts_at=NOW).activity)
    return create_token(user=admin, scope="completions:read", days=1, now=timezone.now())


def test_answers_follow_the_schema(token):
    """Whatever the parameters, an answer is one that the schema promises, and never a 5xx."""
    headers = {"Authorization": f"Bearer {token}"}
    operations = list(schemathesis.openapi.from_wsgi("/api/v1/schema/", application).get_all_operations())
    assert len(operations) == 12

    for operation in operations:

        @given(case=operation.ok().as_strategy())
        @settings(
            max_examples=12,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def ask(case: schemathesis.Case) -> None:
            # A cursor is a string like any other to the schema, but only ours are taken.
            case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])

        ask()


@pytest.mark.django_db
def test_the_schema_is_valid_and_complete():
    out = io.StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)
    text = out.getvalue()
    for path in ("completions", "activities", "courses", "tracks", "enrolments"):
        assert f"/api/v1/{path}/:" in text
    assert "/api/v1/participants/{participant_id}/progress/:" in text
    assert "/cms/" not in text


@pytest.mark.django_db
def test_the_guide_names_every_resource_field_and_parameter(client):
    html = client.get("/api/v1/docs/").content.decode()
    for text in ("completions/", "updated_since", "page_size", "countable_slots", "watched_share", "RFC"):
        assert text in html
    assert "<style" not in html
    assert " style=" not in html
