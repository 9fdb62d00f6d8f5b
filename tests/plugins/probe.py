"""Run as a process of its own by test_failures: asks the pages of a small site, and prints what came back.

python -m tests.plugins.probe make      migrate, and make people, a course, a webinar, a page of sample_read
python -m tests.plugins.probe ask       print the status of every page, and what is said of plugins
"""

import json
import sys
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django must be set up first
from django.contrib.staticfiles import finders  # noqa: E402 - as above
from django.core.management import call_command  # noqa: E402 - as above
from django.test import Client  # noqa: E402 - as above
from django.utils import timezone  # noqa: E402 - as above

ANNA, ADMIN = "anna@example.org", "admin@example.org"


def make() -> None:
    """Fill the database."""
    from courses.domain.activities import sync_activity
    from courses.models import Activity
    from tests.cms_pages.factories import make_home
    from tests.factories import assign_to, make_course, make_user, make_webinar

    call_command("migrate", verbosity=0)
    make_home()
    now = timezone.now()
    anna = make_user(ANNA)
    make_user(ADMIN, is_staff=True, is_superuser=True)
    course = make_course()
    webinar = make_webinar(course, opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=30))
    pages = [webinar]
    if "sample_read" in {plugin.name for plugin in settings.PLUGINS.loadable}:
        from sample_read.models import ReadingPage

        page = course.add_child(instance=ReadingPage(title="Чтение", slug="reading", text="Текст"))
        page.save_revision().publish()
        pages.append(page)
    for page in pages:
        activity = Activity.objects.get(page_id=page.pk)
        row = assign_to(anna, activity, now=now)
        if activity.type == "reading":
            assert sync_activity(page=page, now=now).pk == activity.pk
            row.state, row.share, row.completed_at = "completed", 1.0, now
            row.evidence = {"read_s": 60}
            row.save()


def ask() -> None:
    """Print statuses by address, and more that the test wants to know."""
    from courses.models import Activity, Completion, CoursePage
    from prokadry.accounts.models import User
    from prokadry.plugins.schema import turn_off_unmigrated

    turn_off_unmigrated()
    course = CoursePage.objects.get()
    children = [(page.pk, page.url) for page in course.get_children()]
    rows = list(Completion.objects.order_by("pk").values_list("activity_id", "activity__type", "state"))
    public = [
        "/",
        "/courses/",
        course.url,
        *(url for _, url in children),
        "/search/?q=чтение",
        "/sitemap.xml",
    ]
    personal = [
        "/learn/", "/learn/courses/", "/learn/streams/", "/learn/calendar/", "/courses/", course.url,
        *(url for _, url in children), *(f"/learn/why/{activity}/" for activity, _, _ in rows),
    ]  # fmt: skip
    staff = [
        "/cms/", "/cms/pages/", f"/cms/pages/{course.pk}/", f"/cms/pages/{course.pk}/edit/",
        f"/cms/pages/{course.pk}/add_subpage/",
        "/cms/reports/site-history/", "/admin/", "/api/v1/completions/", "/api/v1/activities/",
        "/api/v1/courses/", "/api/v1/schema/", "/api/v1/docs/",
        *(f"/cms/pages/{pk}/history/" for pk, _ in children), *(f"/cms/pages/{pk}/" for pk, _ in children),
        *(f"/cms/pages/{pk}/delete/" for pk, _ in children), *(f"/cms/pages/{pk}/edit/" for pk, _ in children),
    ]  # fmt: skip
    found: dict[str, Any] = {"statuses": {}, "rows": rows, "texts": {}}
    for email, addresses in ((None, public), (ANNA, personal), (ADMIN, staff)):
        client = Client(raise_request_exception=False)
        if email:
            client.force_login(User.objects.get(email=email))
        for address in addresses:
            answer = client.get(address)
            if answer.status_code == 302 and answer["Location"].startswith("/cms/pages/"):
                answer = client.get(answer["Location"])
            found["statuses"][f"{email or 'visitor'} {address}"] = answer.status_code
            text = answer.content.decode(errors="replace")
            if address.startswith(("/api/v1/completions", "/cms/")) or address.endswith("/reading/"):
                found["texts"][f"{email or 'visitor'} {address}"] = text
    found["add"] = f"{ADMIN} /cms/pages/{course.pk}/add_subpage/"
    outside = Client(raise_request_exception=False)
    own, api = outside.get("/p/sample_read/"), outside.get("/api/v1/p/sample_read/pace/")
    if own.status_code == api.status_code == 200:
        found["own"] = {
            "list": own.content.decode(),
            "api": api.json(),
            "static": finders.find("sample_read/pace.css") is not None,
        }
    health = Client().get("/health/ready")
    found["health"] = [health.status_code, health.json()]
    found["activities"] = list(Activity.objects.order_by("pk").values_list("type", "title"))
    print("FOUND" + json.dumps(found))


if __name__ == "__main__":
    {"make": make, "ask": ask}[sys.argv[1]]()
