"""`plugins new NAME` writes a distribution that works, and refuses names that would not."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Reading", "lower-case letters, digits and underscores"),
        ("_reading", "a letter first"),
        ("class", "lower-case letters"),
        ("a" * 41, "40 at most are possible"),
        ("courses", "an app of this site"),
        ("webinar", "the key of an entry of courses.activity_types"),
    ],
)
def test_a_name_that_cannot_be_used_is_refused(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("plugins", "new", name, "--folder", str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_exists_is_not_written_into(tmp_path: Path) -> None:
    call_command("plugins", "new", "opinion", "--folder", str(tmp_path))
    with pytest.raises(CommandError, match="prokadry-opinion exists"):
        call_command("plugins", "new", "opinion", "--folder", str(tmp_path))
