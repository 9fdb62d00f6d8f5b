"""Every plugin of this repository as people get it: a wheel in an environment that knows nothing of its sources."""

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import polib
import pytest

from tests.plugins.spider import Visitor
from tests.servers import ROOT, Installation, new_installation, running

pytestmark = pytest.mark.xdist_group("wheels")
UV = Path(sys.executable).with_name("uv")
PROJECTS = sorted(path.parent for path in ROOT.glob("plugins_contrib/*/pyproject.toml"))
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.egg-info", "build", "tests")
# What uv says when it has no way to the index; a fault of ours says something else.
OFFLINE = ("error sending request", "dns error", "failed to lookup", "Connect", "Network")


def uv(*arguments: str | Path) -> str:
    """Run uv and return what it printed. Skips the test where the index cannot be reached, but never in CI."""
    done = subprocess.run([UV, *arguments], cwd=ROOT, check=False, capture_output=True, text=True)
    if done.returncode and os.environ.get("CI") != "true" and any(said in done.stderr for said in OFFLINE):
        pytest.skip(f"the package index cannot be reached: {done.stderr.strip().splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
    return done.stdout


def build(project: Path, folder: Path) -> None:
    """Put the wheel of a project into `folder`; building leaves traces, so a copy is built."""
    source = folder.parent / "sources" / project.name
    shutil.copytree(project, source, ignore=LEFT_OUT)
    uv("build", "--quiet", "--wheel", "--out-dir", folder, source)


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The wheels of all plugins, in the order of their projects."""
    folder = tmp_path_factory.mktemp("build") / "wheels"
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda project: build(project, folder), PROJECTS))
    return sorted(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the locked requirements of the product, and nothing else."""
    folder = tmp_path_factory.mktemp("environment") / "clean"
    uv("venv", "--quiet", "--python", sys.executable, folder)
    found = folder / "bin" / "python"
    uv("pip", "install", "--quiet", "--python", found, "--require-hashes", "-r", ROOT / "requirements.txt")
    return found


# Run in one process, for each start of the site takes seconds: what whoever installs plugins runs one after another.
SET_UP = """
import django
from django.core.management import call_command

django.setup()
call_command("check", fail_level="WARNING")
call_command("migrate", verbosity=0)
call_command("plugins", "list")
call_command("plugins", "doctor")
call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=["wagtail*", "admin", "rest_framework"])
"""
# One published page of each type of activity that a plugin brings, and somebody who has everything to do.
FILL = """
import json
from datetime import timedelta
from allauth.account.models import EmailAddress
from django.apps import apps
from django.utils.timezone import now
from courses.extensions import activity_types
from courses.models import ActivityPage
from prokadry_scorm.models import ScormPackage
from tests.cms_pages.factories import make_home
from tests.factories import make_course, make_user

FIELDS = {
    "reading": {"sections": json.dumps([
        {"type": "section", "value": {"title": "Раздел", "body": [{"type": "text", "value": "<p>слово</p>"}]}}
    ])},
    "scorm": {"package": ScormPackage.objects.create(
        digest="0" * 32, title="Пакет", version="1.2", entry="index.html", files=1, size_bytes=1, uploaded_at=now()
    )},
    "venue_meeting": {"starts_at": now(), "ends_at": now() + timedelta(hours=2), "address": "Казань"},
}
make_home()
admin = make_user("admin@example.org", is_staff=True, is_superuser=True)
EmailAddress.objects.create(user=admin, email=admin.email, verified=True, primary=True)
course = make_course(slug="course")
for model in apps.get_models():
    if issubclass(model, ActivityPage) and activity_types.plugin_of(model.activity_type):
        kind = model.activity_type
        page = course.add_child(instance=model(title=kind, slug=kind.replace("_", "-"), **FIELDS[kind]))
        page.save_revision().publish()
        print(page.url)
"""


STAFF = (
    "/cms/", "/cms/pages/", "/cms/plugins/", "/cms/reports/site-history/", "/learn/", "/api/v1/activities/",
    "/api/v1/docs/",
)  # fmt: skip


@pytest.fixture(scope="module")
def site(python: Path, wheels: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A site of its own, with every wheel installed and turned on."""
    # What a plugin needs is locked with the product: nothing else is asked for.
    uv("pip", "install", "--quiet", "--python", python, "--no-index", *wheels)
    return replace(new_installation(tmp_path_factory.mktemp("var"), PROKADRY_PLUGINS="*"), python=python)


def test_a_wheel_holds_every_file_of_its_package(wheels: list[Path]) -> None:
    for project, wheel in zip(PROJECTS, wheels, strict=True):
        source = project / "src"
        files = {path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file()}
        files = {file for file in files if "__pycache__" not in file and ".egg-info/" not in file}
        assert files <= {*zipfile.ZipFile(wheel).namelist()}, project.name
        translated = [file for file in files if file.endswith(".po")]
        assert {file.replace(".po", ".mo") for file in translated} <= files, (
            "make messages compiles catalogues"
        )


def test_wheels_work_where_nothing_else_is_installed_and_leave_without_a_trace(
    site: Installation, python: Path, wheels: list[Path]
) -> None:
    names = [tomllib.loads((project / "pyproject.toml").read_text())["project"] for project in PROJECTS]
    production = {
        "DJANGO_SETTINGS_MODULE": "prokadry.settings.production",
        "SECRET_KEY": "wheels" * 10,
        "ALLOWED_HOSTS": "127.0.0.1",
    }
    set_up = subprocess.run(
        [python, "-c", SET_UP],
        cwd=ROOT,
        env=site.environment | production,
        check=False,
        capture_output=True,
        text=True,
    )
    assert set_up.returncode == 0, set_up.stderr
    for project in names:
        (name,) = project["entry-points"]["prokadry.plugins"]
        assert f"{name} {project['version']}  on  " in set_up.stdout
    assert f"{len(names)} plugins are on, nothing is wrong." in set_up.stdout
    for static in (
        path for project in PROJECTS for path in project.glob("src/*/static/**/*") if path.is_file()
    ):
        assert (site.var / "static" / str(static).partition("/static/")[2]).exists()
    catalogues = [path for project in PROJECTS for path in project.glob("src/*/locale/ru/LC_MESSAGES/*.po")]
    translated = [
        entry.msgstr for path in catalogues for entry in polib.pofile(str(path)) if len(entry.msgstr) > 12
    ]
    pages = site.manage("shell", "-v0", "-c", FILL).splitlines()
    assert pages
    with running(site) as served:
        admin = Visitor(served.url, "admin@example.org")
        for page in pages:
            status, text, _ = admin.get(page)
            assert status == 200
            assert 'lang="ru"' in text
            assert any(words in text for words in translated), page
    uv("pip", "uninstall", "--quiet", "--python", python, *(project["name"] for project in names))
    site.manage("check", "--fail-level", "WARNING")
    with running(site) as served:
        statuses = Visitor(served.url).crawl(["/", "/sitemap.xml", *pages], kinds=set())
        admin = Visitor(served.url, "admin@example.org")
        statuses |= {path: admin.get(path)[0] for path in (*STAFF, *pages)}
        assert {path: status for path, status in statuses.items() if status != 200} == {}
        assert Visitor(served.url).get("/health/ready")[0] == 200
