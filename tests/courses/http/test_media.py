import re
from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.documents import get_document_model

from courses.domain import hls, media, transcode, video
from courses.models import Video, WebinarMaterial
from tests.courses.films import make_film
from tests.factories import NOW, assign_to, make_stream, make_user, make_webinar

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def anna():
    return make_user()


@pytest.fixture
def film(tmp_path) -> Video:
    item = Video(title="Лекция", type="video")
    with make_film(tmp_path / "a.mp4", seconds=10).open("rb") as stream:
        item.file.save("a.mp4", ContentFile(stream.read()))
    item.captions.save("a.vtt", ContentFile(b"WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n"))
    video.prepare(item.newest, now=NOW)
    return item


@pytest.fixture
def watching(client, anna, film):
    """A client signed in as a participant, and the address under which the lecture's files lie."""
    page = make_webinar(video=film, closes_at=NOW + timedelta(hours=2))
    assign_to(anna, page.activity)
    client.force_login(anna)
    html = client.get(page.url).content.decode()
    found = re.search(r'"source": "(/video/[^"]+/)master\.m3u8"', html)
    assert found
    return client, found[1]


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_serves_everything_a_player_asks_for(watching, film):
    client, base = watching
    kinds = {
        "master.m3u8": "application/vnd.apple.mpegurl",
        "720p/index.m3u8": "application/vnd.apple.mpegurl",
        "720p/00000.m4s": "video/iso.segment",
        "poster.jpg": "image/jpeg",
        "captions.vtt": "text/vtt; charset=utf-8",
    }
    for name, kind in kinds.items():
        response = client.get(base + name)
        assert (response.status_code, response["Content-Type"]) == (200, kind)
        assert response["Cache-Control"].startswith("private")
        assert body(response)
    init = hls.read_rendition(film.current.folder / "360p" / transcode.RUNG).init
    assert client.get(f"{base}360p/{init}").status_code == 200


def test_a_segment_asks_the_database_nothing(watching):
    client, base = watching
    client.get(base + "master.m3u8")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(base + "720p/00000.m4s").status_code == 200
    assert [query["sql"] for query in queries] == []


def test_an_address_opens_nothing_in_other_hands(watching):
    _client, base = watching
    assert Client().get(base + "master.m3u8").status_code == 403
    other = Client()
    other.force_login(make_user())
    assert other.get(base + "720p/00000.m4s").status_code == 403


def test_an_address_ends_with_the_deadline(watching):
    client, base = watching
    with time_machine.travel(NOW + timedelta(hours=1, minutes=59), tick=False):
        assert client.get(base + "master.m3u8").status_code == 200
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        assert client.get(base + "master.m3u8").status_code == 403


@pytest.mark.parametrize(
    "name",
    [
        "../1/master.m3u8",
        "720p/../../../originals/a.mp4",
        "..%2f..%2foriginals%2fa.mp4",
        "%2e%2e/%2e%2e/secret.mp4",
        "720p/99999.m4s",
        "720p",
        "nothing.m3u8",
        "720p//00000.m4s",
    ],
)
def test_nothing_but_a_revisions_own_files_is_served(watching, name):
    client, base = watching
    assert client.get(base + name).status_code in (403, 404)


def test_a_changed_token_or_another_revision_is_refused(watching):
    client, base = watching
    token = base.split("/")[2]
    changed = token[:-1] + ("A" if token[-1] != "A" else "B")
    assert client.get(base.replace(token, changed) + "master.m3u8").status_code == 403
    assert client.get(base.replace(token, "x") + "master.m3u8").status_code == 403
    assert client.get(f"/video/{token}/999/master.m3u8").status_code == 403


def test_the_web_server_in_front_may_send_the_file(watching, settings):
    client, base = watching
    settings.VIDEO_ACCEL_PREFIX = "/protected/"
    response = client.get(base + "720p/00000.m4s")
    assert re.fullmatch(r"/protected/hls/\d+/720p/00000\.m4s", response["X-Accel-Redirect"])
    assert response.content == b""


def test_a_premiere_runs_by_the_clock_and_nobody_watches_ahead(client, anna, film):
    page = make_stream(hls_url="", premiere=film)
    assign_to(anna, page.activity)
    client.force_login(anna)
    with time_machine.travel(NOW + timedelta(seconds=13), tick=False):
        html = client.get(page.url).content.decode()
        found = re.search(r'"source": "(/live/[^"]+/)master\.m3u8"', html)
        assert found
        base = found[1]
        assert b"720p/index.m3u8" in body(client.get(base + "master.m3u8"))
        response = client.get(base + "720p/index.m3u8")
        listed = re.findall(r"(\d+)\.m4s", response.content.decode())
        # Segments of 4, 4 and 2 seconds repeat: at 13 s the fourth one has begun.
        assert listed == ["0", "1", "2", "3"]
        assert response["Cache-Control"] == "no-store"
        assert client.get(base + "720p/3.m4s").status_code == 200
        assert client.get(base + "720p/4.m4s").status_code == 404
        assert client.get(base + "720p/init.mp4").status_code == 200
        assert client.get(base + "720p/x.m4s").status_code == 404
        assert client.get(base + "../1/index.m3u8").status_code in (403, 404)
        assert client.get(base + "999p/index.m3u8").status_code == 404
    with time_machine.travel(NOW - timedelta(seconds=1), tick=False):
        assert client.get(base + "720p/index.m3u8").status_code == 404


def test_a_broadcast_token_does_not_open_the_recording(client, anna, film):
    page = make_stream(hls_url="", premiere=film)
    assign_to(anna, page.activity)
    client.force_login(anna)
    html = client.get(page.url).content.decode()
    token = re.search(r'"source": "/live/([^/]+)/', html)[1]
    assert "/video/" not in html
    assert client.get(f"/video/{token}/{film.current.pk}/720p/00002.m4s").status_code == 403


def test_originals_are_for_editors(client, anna, film):
    url = film.file.url
    assert client.get(url).status_code == 302
    client.force_login(anna)
    assert client.get(url).status_code == 404
    client.force_login(make_user(is_staff=True, is_superuser=True))
    response = client.get(url)
    assert response.status_code == 200
    assert 'filename="a.mp4"' in response["Content-Disposition"]
    assert client.get("/video/files/hls/1/master.m3u8").status_code == 404


def make_document():
    return get_document_model().objects.create(title="Слайды", file=ContentFile(b"pdf", name="slides.pdf"))


def test_materials_go_to_those_who_may_open_the_activity(client, anna):
    document = make_document()
    page = make_webinar(closes_at=NOW + timedelta(hours=1))
    page.materials.add(WebinarMaterial(title="Слайды", document=document))
    page.save_revision().publish()
    assign_to(anna, page.activity)
    response = client.get(document.url)
    assert (response.status_code, response.url) == (302, f"/accounts/login/?next={document.url}")
    client.force_login(make_user())
    assert client.get(document.url).status_code == 403
    client.force_login(anna)
    assert client.get(document.url).status_code == 200
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        assert client.get(document.url).status_code == 403
    client.force_login(make_user(is_staff=True, is_superuser=True))
    assert client.get(document.url).status_code == 200


def test_other_documents_are_public(client):
    assert client.get(make_document().url).status_code == 200


def test_a_token_says_whose_it_is():
    token = media.sign_media(
        kind=media.MediaKind.REVISION, object_id=7, user_id=5, login="key", now=NOW, until=None
    )
    verify = {"kind": media.MediaKind.REVISION, "object_id": 7, "login": "key", "now": NOW}
    assert media.verify_media(token, **verify) == 5
    for changed in ({"object_id": 8}, {"login": "other"}, {"now": NOW + media.TOKEN_LIFE}):
        with pytest.raises(media.BadMediaToken):
            media.verify_media(token, **(verify | changed))
    with pytest.raises(media.BadMediaToken):
        media.verify_media(token, **(verify | {"kind": media.MediaKind.BROADCAST}))
