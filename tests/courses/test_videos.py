"""Recordings of other sites: chosen by address, counted by the editor's length, gone without harm."""

import json
import re
from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.domain.activities import sync_activity
from courses.domain.videos import read_facts, recognise_address
from courses.extensions import VideoFrame, VideoProvider, video_providers
from courses.models import WebinarPage
from prokadry.plugins import guard
from prokadry.plugins.registry import registering
from tests.courses.embeds import ADDRESS, Films, make_embedded
from tests.courses.http.viewers import Clock, Viewer, settle
from tests.courses.test_editing import form_of, rows
from tests.factories import NOW, assign_to, make_course, make_revision, make_user, make_webinar

pytestmark = pytest.mark.django_db


@pytest.fixture
def films() -> Iterator[Films]:
    with registering("films_plugin"):
        provider = video_providers.register(Films())
    guard.reset()
    yield provider
    guard.reset()
    if provider.key in video_providers:
        video_providers.unregister(provider.key)


@pytest.fixture
def viewer(films: Films, clock: Clock) -> Viewer:
    activity = make_embedded().activity
    user = make_user()
    assign_to(user, activity)
    return Viewer(user, activity, clock)


def html_of(viewer: Viewer) -> str:
    response = viewer.client.get(viewer.activity.page.url)
    assert response.status_code == 200
    return response.content.decode()


def config_of(viewer: Viewer) -> dict:
    return json.loads(re.search(r'id="player-config"[^>]*>(.*?)</script>', html_of(viewer), re.S)[1])


def questions_of(client: Client, url: str) -> list[str]:
    """The queries of a page, but for the savepoints that a guard needs inside the test's own transaction."""
    with CaptureQueriesContext(connection) as context:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in context if "SAVEPOINT" not in query["sql"]]


def test_every_provider_keeps_the_protocol() -> None:
    assert [provider.key for provider in video_providers] == ["upload"]
    assert isinstance(Films(), VideoProvider)


def test_the_page_is_told_the_frame_and_may_load_it_and_no_other(viewer: Viewer) -> None:
    response = viewer.client.get(viewer.activity.page.url)
    policy = dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))
    assert policy["frame-src"] == "https://films.example https://old.films.example"
    assert policy["default-src"] == "'self'"
    config = config_of(viewer)
    assert config["embed"]["url"] == "https://films.example/embed/1"
    assert (config["duration_s"], config["kind"], config["embed"]["checks_length"]) == (
        600, "recorded", False,
    )  # fmt: skip


def test_the_page_names_no_file_of_the_other_site(viewer: Viewer) -> None:
    html = re.sub(r'<script id="player-config".*?</script>', "", html_of(viewer), flags=re.S)
    assert not re.search(r'(?:src|href|poster)="[^"]*films\.example', html)


def test_an_uploaded_video_allows_no_frames(clock: Clock) -> None:
    viewer = Viewer(make_user(), make_webinar().activity, clock)
    assign_to(viewer.user, viewer.activity)
    response = viewer.client.get(viewer.activity.page.url)
    assert "frame-src" not in response["Content-Security-Policy"]


def test_credit_goes_by_the_same_protocol(viewer: Viewer, clock: Clock) -> None:
    assert viewer.start(rev=config_of(viewer)["rev"]).status_code == 201
    assert viewer.started["duration_ms"] == 600_000
    viewer.watch(570)
    settle(clock)
    row = viewer.activity.completions.get()
    assert (row.state, row.evidence["seen_s"], row.evidence["duration_s"]) == ("completed", 570, 600)


def test_a_page_opened_before_the_address_changed_starts_no_session(viewer: Viewer) -> None:
    before = config_of(viewer)["rev"]
    page = viewer.activity.page.specific
    page.video_length_s = 601
    page.save_revision().publish()
    sync_activity(page=page, now=NOW)
    assert viewer.start(rev=before).status_code == 400
    assert viewer.start(rev=config_of(viewer)["rev"]).status_code == 201


@pytest.mark.parametrize("how", ["gone", "show", "facts", "frame_url"])
def test_a_provider_that_is_gone_or_fails_costs_only_the_video(
    viewer: Viewer, clock: Clock, films: Films, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer.start()
    viewer.watch(60)
    settle(clock)
    if how == "gone":
        video_providers.unregister(films.key)
    else:
        monkeypatch.setattr(Films, how, lambda *arguments: 1 / 0)
    html = html_of(viewer)
    assert ("Видео сейчас недоступно" in html) == (how != "facts")
    assert "1:00" in html
    page = viewer.activity.page.specific
    page.title = "Новое название"
    page.save_revision().publish()
    activity = sync_activity(page=page, now=clock.now)
    assert (activity.title, activity.duration_ms, activity.rev) == (
        page.title, 600_000, viewer.activity.rev,
    )  # fmt: skip
    settle(clock)
    assert viewer.progress()["credited_s"] == 60


def test_a_page_asks_no_more_questions_than_with_an_upload(films: Films) -> None:
    course = make_course()
    anna = make_user()
    client = Client()
    client.force_login(anna)
    pages = [make_embedded(course), make_webinar(course)]
    for page in pages:
        assign_to(anna, page.activity)
    for page in pages:
        client.get(page.url)  # warms what is cached
    embedded, uploaded = (questions_of(client, page.url) for page in pages)
    # All the same, but for the revision of the file.
    assert len(embedded) == len(uploaded) - 1


def test_an_address_is_spelt_properly_and_an_unknown_one_is_left_alone(films: Films) -> None:
    page = make_embedded(video_provider="")
    assert (page.video_provider, page.video_address) == ("films", ADDRESS)
    page.video_address = f"{ADDRESS}?from=search"
    page.full_clean()
    assert page.video_address == ADDRESS
    assert recognise_address("https://elsewhere.example/watch/1") is None


def test_one_broken_provider_does_not_hide_another(films: Films, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Films()
    broken.key, broken.order = "broken", 1
    broken.recognise = lambda address: 1 / 0  # type: ignore[method-assign]  # it is to be broken
    with registering("broken_plugin"):
        video_providers.register(broken)
    try:
        found = recognise_address(ADDRESS)
        assert found is not None
        assert found[0] is films
    finally:
        video_providers.unregister("broken")


@pytest.mark.parametrize(
    ("fields", "error"),
    [({"video_length_s": None}, "video_length_s"), ({"video_length_s": 0}, "video_length_s"), ({}, None)],
)
def test_an_address_needs_a_length(films: Films, fields: dict, error: str | None) -> None:
    page = WebinarPage(title="Вебинар", slug="v", path="00019999", depth=2, video_address=ADDRESS)
    page.video_length_s = fields.get("video_length_s", 600)
    if error is None:
        page.full_clean()
        assert read_facts(page=page) is not None
        return
    with pytest.raises(ValidationError) as caught:
        page.full_clean()
    assert error in caught.value.message_dict


def test_two_recordings_at_once_are_refused(films: Films) -> None:
    page = make_embedded()
    page.video = make_revision().video
    with pytest.raises(ValidationError) as caught:
        page.full_clean()
    assert list(caught.value.message_dict) == ["video_address"]


def test_the_editor_is_told_of_an_address_nobody_plays_and_keeps_one_whose_provider_is_away(
    films: Films,
) -> None:
    page = make_embedded()
    form = form_of(page, video_address="https://elsewhere.example/watch/1", video_length_s="10:00")
    assert "Films" in form.errors["video_address"][0]
    assert form_of(page, video_address=f"{ADDRESS}?from=search", video_length_s="1:02:30").is_valid()
    assert page.video_length_s == 3750
    beyond = form_of(
        page, video_length_s="10:00", **rows("excluded_ranges", {"start_s": "0", "end_s": "11:00"})
    )
    assert not beyond.is_valid()
    assert "end_s" in beyond.formsets["excluded_ranges"].errors[0]
    video_providers.unregister(films.key)
    assert form_of(page, title="Новое название", video_length_s="10:00").is_valid()


def test_editors_see_the_address_where_somebody_plays_it(films: Films) -> None:
    client = Client()
    client.force_login(make_user(is_staff=True, is_superuser=True))
    upload, embedded = make_webinar(), make_embedded()
    url = f"/cms/pages/{upload.pk}/edit/"
    assert ADDRESS in client.get(url).content.decode()
    video_providers.unregister(films.key)
    assert "video_address" not in client.get(url).content.decode()
    orphan = client.get(f"/cms/pages/{embedded.pk}/edit/").content.decode()
    assert "не установлено или выключено" in orphan
    assert ADDRESS in orphan


def test_without_an_address_nothing_of_it_stays(films: Films) -> None:
    page = make_embedded()
    page.video_address = ""
    page.full_clean()
    assert (page.video_provider, page.video_length_s) == ("", None)


@pytest.mark.parametrize(
    ("url", "origins"),
    [
        ("http://films.example/1", ("http://films.example",)),
        ("https://films.example/1", ()),
        ("https://films.example/1", ("https://old.films.example",)),
        ("https://films.example/1", ("https://films.example", "*")),
        ("https://films.example/1", ("https://films.example", "https://a.example; script-src *")),
    ],
)
def test_a_frame_names_its_own_origins_and_nothing_else(url: str, origins: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="not in a frame"):
        VideoFrame(url=url, origins=origins, script="/static/films.js", site="Films")


def test_an_answer_of_the_wrong_kind_is_no_video(viewer: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Films, "show", lambda *arguments: {"url": "https://films.example/1"})
    assert "Видео сейчас недоступно" in html_of(viewer)
