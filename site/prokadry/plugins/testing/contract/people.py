"""What the plugin stores about people is theirs: handed out when they ask, and erased when they ask."""

import json
from typing import Any

from django.utils import timezone

from courses.models import ActivityPage
from prokadry.accounts.domain.personal_columns import find_columns, find_uncovered
from prokadry.accounts.domain.personal_data import erase_person, export_personal_data, finish_erasure
from prokadry.accounts.extensions import personal_data
from prokadry.accounts.models import User

from ..programme import Programme, completion_of, signed_in
from .asking import read
from .base import ContractBase


class PeopleContract(ContractBase):
    """Asked of every plugin whose tables name a person."""

    def test_every_column_that_names_a_person_is_answered_for(self) -> None:
        uncovered = [column.name for column in find_uncovered() if column.app == self.plugin]
        assert not uncovered, f"no entry of personal_data names the columns {', '.join(uncovered)}"

    def test_what_is_stored_is_handed_out_and_erased(
        self, programme: Programme, page: ActivityPage, django_capture_on_commit_callbacks: Any
    ) -> None:
        person, other, idle = (programme.enrol().participant for _ in range(3))
        for one in (person, other):
            self.complete(page, one, django_capture_on_commit_callbacks)
        nothing, others = self._parts(idle), self._parts(other)
        if any(column.app == self.plugin for column in find_columns()):
            assert self._parts(person) != nothing, "what a person did is not in what they are handed out"
        assert other.email not in json.dumps(self._parts(person)), (
            "a person is handed out what is about another"
        )
        with django_capture_on_commit_callbacks(execute=True):
            erase_person(user=person, by=None, now=timezone.now())
        assert self._parts(person) == nothing, "something of an erased person is still there"
        assert self._parts(other) == others, "something of another person was erased"
        assert finish_erasure(user_id=person.pk, now=timezone.now()).waits_for == []
        assert completion_of(person, page).completed_at is not None
        read(signed_in(other), page.url)

    def _parts(self, user: User) -> dict[str, Any]:
        """Return what the plugin hands out about a person, by key."""
        found = export_personal_data(user=user, now=timezone.now())
        assert self.plugin not in found["missing"], "what is stored cannot be written as JSON, or is not all"
        return {key: found["parts"][key]["data"] for key in self.brought(personal_data.name)}
