"""The demo with plugins that are broken in thirty ways: every page of it stands, and each fault is named."""

import json
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.journeys.api import ask_database
from tests.pages import ANNA, EDITOR, GROUPS, ORGANISER
from tests.plugins.broken import BROKEN, install_broken
from tests.plugins.failing import FAILING, install_failing
from tests.plugins.spider import BROKEN_OFF, Visitor
from tests.servers import ROOT, RunningSite, new_installation, running

PLUGINS = BROKEN | FAILING | {"sample_read": ({}, "", "nothing_of_this_name")}
# Works the site with every plugin there is: publishes, assigns, measures, tells people, runs tasks.
WORK = f"""
from django.utils.timezone import now
from courses.domain.check_in_methods import BrokenMethod, open_points
from courses.domain.fold import judge
from courses.extensions import check_in_methods
from courses.models import Activity, AppealDecision, Completion, CoursePage, WebinarPage
from prokadry.accounts.domain.notices import send_notice
from prokadry.embedded import run_waiting_tasks
from sample_read.models import ReadingPage
from sample_task.tasks import broken
from tracks.domain.switches import switch_plugin
from tracks.models import Season

course = CoursePage.objects.get(slug="osnovy-gosudarstvennogo-upravleniya")
page = course.add_child(instance=ReadingPage(title="Чтение", slug="reading", text="Текст"))
page.save_revision().publish()
season = Season.objects.get(is_current=True)
for name in {[*PLUGINS]!r}:
    switch_plugin(plugin=name, season=season, is_on=True, by=None, now=now())
activity = Activity.objects.get(page_id=page.pk)
assert Completion.objects.filter(activity=activity).exists()
Activity.objects.filter(pk=activity.pk).update(type="failing", rule_key="fail")
judge(activity_id=activity.pk, participant_ids=None, now=now())
WebinarPage.objects.filter(slug="kak-prinimayut-resheniya").update(
    video_provider="sample_video", video_address="https://video.example/1"
)
try:
    open_points(method=check_in_methods.get("sample_check_in"), activity_id=activity.pk, now=now())
except BrokenMethod:
    print("refused")
send_notice(kind="appeal_decided", object_id=AppealDecision.objects.first().pk)
broken.enqueue()
run_waiting_tasks()
"""


# What the demo answers to these without plugins too, and what is broken on purpose.
EXPECTED = {
    " /p/sample_read/": 500,
    " /no-such-page/": 404,
    f"{ANNA} /cms/": 403,
    f"{ORGANISER} /cms/reports/programme/sample_midway/table.csv": BROKEN_OFF,
}


@pytest.fixture
def site(demo: RunningSite, tmp_path: Path) -> Iterator[RunningSite]:
    """A copy of the demo with all of the plugins, which other journeys do not see."""
    install_broken(tmp_path / "plugins")
    install_failing(tmp_path / "plugins")
    installation = new_installation(
        tmp_path / "var",
        PYTHONPATH=os.pathsep.join([str(ROOT / "site"), str(ROOT), str(tmp_path / "plugins")]),
        PROKADRY_PLUGINS="*",
        PROKADRY_THEME="sample_theme",
        MEDIA_ROOT=str(demo.installation.var / "media"),
        MEDIA_VIDEO_ROOT=str(demo.installation.var / "video"),
    )
    name = "prokadry.sqlite3"
    with (
        closing(sqlite3.connect(demo.installation.var / name)) as source,
        closing(sqlite3.connect(installation.var / name)) as copy,
    ):
        source.backup(copy)
    installation.manage("migrate", "--verbosity", "0")
    assert installation.manage("shell", "--verbosity", "0", "-c", WORK) == "refused"
    with running(installation) as site:
        yield site


def test_broken_plugins_leave_every_page_of_the_demo_standing(site: RunningSite) -> None:
    edited = "SELECT MIN(id) FROM wagtailcore_page WHERE depth > 1 GROUP BY content_type_id"
    seeds: dict[str, list[str]] = {
        "": [
            "/sitemap.xml",
            *re.findall(r"<loc>[^<]+//[^/]+([^<]+)", Visitor(site.url).get("/sitemap.xml")[1]),
        ],
        EDITOR: [f"/cms/pages/{pk}/edit/" for (pk,) in ask_database(site, edited)],
        ORGANISER: [f"/api/v1/{name}/" for name in ("completions", "activities", "courses", "enrolments")],
    }
    for shot in [shot for group in GROUPS for shot in group]:
        kind, _, rest = shot.address.rpartition(":")
        if kind in ("", "first"):
            seeds.setdefault(shot.person, []).append(rest.partition(" ")[0])
    kinds: set[str] = set()
    found = {
        f"{email} {path}": status
        for email, paths in seeds.items()
        for path, status in Visitor(site.url, email).crawl(paths, kinds=kinds).items()
    }
    assert len(found) > 300
    assert {said: status for said, status in found.items() if status != 200} == EXPECTED
    assert "«Пример» не работает" in Visitor(site.url).get("/p/sample_read/")[1]
    for address in ("drf", "plain"):
        status, problem, _ = Visitor(site.url).get(f"/api/v1/p/sample_views/{address}/")
        assert status == 500
        assert "«Пример»" in json.loads(problem)["detail"]
    admin = Visitor(site.url, "admin@example.org")
    assert [admin.get(path)[0] for path in ("/admin/", "/cms/users/", "/cms/groups/new/")] == [200] * 3
    health = Visitor(site.url).get("/health/ready")
    assert health[0] == 200
    told = [
        (one["plugin"], one["state"], one["where"], one["cause"]) for one in json.loads(health[1])["plugins"]
    ]
    for name, (_, stage, cause) in PLUGINS.items():
        state = "off" if stage else "failing"
        assert any(
            (plugin, now) == (name, state) and stage in (where, "") and cause in why
            for plugin, now, where, why in told
        ), name
    doctor = site.installation.run("plugins", "doctor")
    assert doctor.returncode == 1
    assert {*re.findall(r"^(\w+) is (?:off\.|on, but failed)", doctor.stdout, re.MULTILINE)} == {*PLUGINS}
