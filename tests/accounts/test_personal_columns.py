"""No column that names a person is forgotten, in the core or in a plugin."""

import pytest
from django.db import connection

from prokadry.accounts.domain.personal_columns import find_columns, find_uncovered, find_unreached
from prokadry.accounts.extensions import personal_data
from prokadry.accounts.models import PersonalColumn
from tests.factories import make_user

# What is somebody else's there registers nothing by itself.
OTHERS = ("example_steps",)


def test_every_column_that_names_a_person_belongs_to_one_entry():
    assert [column.name for column in find_uncovered() if column.app not in OTHERS] == []
    named = [name for entry in personal_data for name in entry.columns]
    assert sorted(named) == [column.name for column in find_columns() if column.app not in OTHERS]


def test_a_column_without_an_entry_is_found(monkeypatch):
    monkeypatch.setattr(type(personal_data.get("completions")), "columns", ())
    assert "courses.Completion.participant" in [column.name for column in find_uncovered()]


@pytest.fixture
def left_behind(db):
    """A table of a plugin that was taken away, with a row of one person."""
    person = make_user()
    PersonalColumn.objects.create(app="gone", table="gone_note", column="author_id")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE gone_note (id integer PRIMARY KEY, author_id bigint, text varchar(40))")
        cursor.execute("INSERT INTO gone_note VALUES (1, %s, 'secret')", [person.pk])
    return person


def test_rows_of_a_plugin_that_was_taken_away_are_known(left_behind):
    assert find_unreached(left_behind) == ["gone"]
    assert find_unreached(make_user()) == []


def test_a_plugin_that_took_its_tables_with_it_left_nothing(db):
    PersonalColumn.objects.create(app="gone", table="gone_note", column="author_id")
    assert find_unreached(make_user()) == []
