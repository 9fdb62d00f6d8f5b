"""What is served from the folder of uploads: pictures, and nothing else."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client


@pytest.fixture
def uploads() -> Path:
    root = Path(settings.MEDIA_ROOT)
    for name in ("images/cover.jpg", "documents/notes.pdf"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"content")
    return root


def test_a_picture_is_served_for_long(client: Client, uploads: Path) -> None:
    answer = client.get("/media/images/cover.jpg")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert "immutable" in answer["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/media/documents/notes.pdf", "/media/images/../documents/notes.pdf", "/media/images/none.jpg"]
)
def test_nothing_else_is_served(client: Client, uploads: Path, path: str) -> None:
    assert client.get(path).status_code == 404
