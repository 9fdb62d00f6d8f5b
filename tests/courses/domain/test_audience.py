"""How a recording is watched by all, from sessions as they are stored."""

import random

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.domain.evidence.admission import AdmittedSlot
from courses.domain.evidence.codec import encode
from courses.domain.evidence.pieces import SessionState, fold
from courses.domain.evidence.seen import seen
from courses.domain.fold import derive
from courses.domain.queries.audience import audience_of, audience_view, list_recordings, may_see_audience
from courses.domain.sessions import lanes_of
from courses.models import Activity, Chapter, Completion, VideoRevision, WatchSession
from tests.factories import NOW, assign_to, make_stream, make_user, make_webinar

pytestmark = pytest.mark.django_db
UNITS = 120
T0_MS = int(NOW.timestamp() * 1000)


@pytest.fixture
def webinar() -> Activity:
    return make_webinar(duration_s=UNITS).activity


def watch(
    activity: Activity,
    *spans: tuple[int, int],
    pace: int = 5,
    lane_slots: int | None = None,
    **fields: object,
) -> WatchSession:
    """A session of somebody new, or of `participant`, that played the spans one after the other."""
    if "participant" not in fields:
        fields["participant"] = make_user()
        assign_to(fields["participant"], activity)
    starts = [(u, min(u + pace, end)) for start, end in spans for u in range(start, end, pace)]
    state = fold(SessionState(), [AdmittedSlot(k, (span,)) for k, span in enumerate(starts)])
    fields.setdefault("t0_ms", T0_MS)
    lane_end_ms = fields["t0_ms"] + (5000 * lane_slots if lane_slots is not None else 86_400_000)
    return WatchSession.objects.create(
        activity=activity, kind="recorded", rev=activity.rev, lane_end_ms=lane_end_ms,
        evidence=encode(state), folded_at=NOW, **fields,
    )  # fmt: skip


def test_plays_and_viewers_of_each_second(webinar: Activity) -> None:
    watch(webinar, (0, 120))
    watch(webinar, (0, 60), (40, 120), pace=8)
    watch(webinar, (0, 30))
    audience = audience_of(webinar)
    assert (audience.people, audience.finished) == (3, 2)
    assert [audience.viewers[at] for at in (0, 29, 30, 119)] == [3, 3, 2, 2]
    assert [audience.plays[at] for at in (0, 39, 40, 59, 60)] == [3, 2, 3, 3, 2]
    assert audience.left[29] == 1


def test_several_sessions_of_a_person_are_one_viewer(webinar: Activity) -> None:
    first = watch(webinar, (0, 50))
    watch(webinar, (40, 120), participant=first.participant, t0_ms=T0_MS + 90_000_000)
    audience = audience_of(webinar)
    assert (audience.people, audience.viewers[45], audience.plays[45]) == (1, 1, 2)


def test_a_session_counts_until_its_lane_ends(webinar: Activity) -> None:
    watch(webinar, (0, 50), lane_slots=4)
    assert audience_of(webinar).plays == [1] * 20 + [0] * 100


def test_it_says_what_the_slow_functions_say(webinar: Activity) -> None:
    rng = random.Random(7)
    for _ in range(25):
        person = make_user()
        assign_to(person, webinar)
        for day in range(rng.randrange(1, 4)):
            spans = [(a, min(UNITS, a + rng.randrange(1, 60))) for a in rng.sample(range(UNITS), 3)]
            watch(
                webinar, *spans, pace=rng.choice((5, 7, 10)), participant=person,
                t0_ms=T0_MS + day * 90_000_000 + person.pk, lane_slots=rng.choice((3, 10, 900)),
            )  # fmt: skip
    audience = audience_of(webinar)
    lanes = lanes_of(activity_id=webinar.pk)
    ranges = [seen(own, units=UNITS) for own in lanes.values()]
    assert audience.people == sum(bool(own) for own in ranges)
    assert audience.viewers == [sum(any(a <= u < b for a, b in own) for own in ranges) for u in range(UNITS)]
    played = [
        span for own in lanes.values() for lane in own for span in lane.units_before(lane.slots_until(None))
    ]
    assert audience.plays == [sum(a <= u < b for a, b in played) for u in range(UNITS)]


def test_figures_of_one_track(webinar: Activity) -> None:
    pro = watch(webinar, (0, 60))
    Completion.objects.filter(participant=pro.participant).update(track="pro")
    watch(webinar, (0, 120))
    assert audience_of(webinar, track="pro").viewers == [1] * 60 + [0] * 60
    assert audience_of(webinar, track="base").people == 1
    assert audience_of(webinar).people == 2


def test_an_earlier_cut_counts_where_its_seconds_are_now(webinar: Activity) -> None:
    watch(webinar, (0, 60))
    first = VideoRevision.objects.get(pk=webinar.rev)
    second = VideoRevision.objects.create(
        video=first.video, source="new.mp4", status=first.status, duration_ms=100_000, created_at=NOW,
        ready_at=NOW, edits=[[0, 20, 0], [40, 120, 20]],
    )  # fmt: skip
    Activity.objects.filter(pk=webinar.pk).update(rev=second.pk, duration_ms=100_000)
    webinar.refresh_from_db()
    watch(webinar, (0, 100))
    assert audience_of(webinar).viewers == [2] * 40 + [1] * 60


def test_another_webinar_and_what_was_never_watched_do_not_count(webinar: Activity) -> None:
    watch(make_webinar(duration_s=UNITS).activity, (0, 120))
    watch(webinar)
    assert audience_of(webinar).people == 0


def test_chapters_and_frames_have_their_figures(webinar: Activity) -> None:
    Chapter.objects.create(page_id=webinar.page_id, start_s=0, title="Начало", sort_order=0)
    Chapter.objects.create(page_id=webinar.page_id, start_s=60, title="Конец", sort_order=1)
    for _ in range(9):
        watch(webinar, (0, 120))
    watch(webinar, (0, 60))
    watch(webinar, (60, 120), (60, 120))
    view = audience_view(activity=webinar, frame_s=50)
    first, second = view.chapters
    assert (first.title, first.left, second.title, second.left) == ("Начало", 1, "Конец", 0)
    assert (round(first.viewers, 3), round(first.skipped, 3)) == (round(10 / 11, 3), round(60 / 659, 3))
    assert round(second.repeated, 3) == 0.1
    assert [(frame.start_s, frame.end_s) for frame in view.frames] == [(0, 50), (50, 100), (100, 120)]
    assert [(found.start, found.end, title) for found, title in view.repeated] == [(60, 120, "Конец")]
    assert [view.chapter_at(second) for second in (0, 60, 119, 120)] == ["Начало", "Конец", "Конец", ""]


@pytest.mark.parametrize("viewers", [1, 30])
def test_queries_do_not_depend_on_how_many_watched(webinar: Activity, viewers: int) -> None:
    for _ in range(viewers):
        watch(webinar, (0, 120))
    with CaptureQueriesContext(connection) as queries:
        audience_view(activity=webinar, frame_s=60)
    assert len(queries) == 4


def test_the_list_counts_who_began_and_who_has_the_credit(webinar: Activity) -> None:
    make_stream()
    people = [watch(webinar, (0, 120)).participant_id, watch(webinar, (0, 20)).participant_id]
    derive(activity_id=webinar.pk, participant_ids=people, now=NOW)
    (listed,) = list_recordings(make_user(is_superuser=True))
    assert (listed.pk, listed.started, listed.completed) == (webinar.pk, 2, 1)


def test_who_may_see_it(webinar: Activity) -> None:
    nobody, organiser = make_user(is_staff=True), make_user(is_staff=True)
    organiser.user_permissions.add(Permission.objects.get(codename="preview_activity"))
    assert not may_see_audience(nobody, webinar)
    assert may_see_audience(organiser, webinar)
    assert not list_recordings(nobody).exists()
    assert list_recordings(organiser).exists()
