"""Run as a process of its own, in which no plugin is on: asks for all that shows what people did on a plugin's page.

python -m prokadry.plugins.testing.absence PAGE PERSON STAFF

Prints the status of every address, and then deletes the page and the account, as one does on such a site.
"""

import json
import sys
from typing import Any

import django

django.setup()

from django.test import Client  # noqa: E402 - Django must be set up first
from django.urls import reverse  # noqa: E402 - as above
from wagtail.models import Page  # noqa: E402 - as above

from courses.models import Activity, Completion  # noqa: E402 - as above
from prokadry.accounts.models import User  # noqa: E402 - as above
from tracks.extensions import reports  # noqa: E402 - as above


def ask(page: Page, person: User, staff: User) -> dict[str, int]:
    """Return the status of each address, under the name of who asked."""
    course = page.get_parent()
    activity = Activity.objects.get(page_id=page.pk)
    public = ["/courses/", course.url, page.url, "/sitemap.xml"]
    learn = ["/learn/", "/learn/courses/", "/learn/streams/", "/learn/calendar/"]
    lists = [f"/api/v1/{name}/" for name in ("completions", "activities", "courses", "tracks", "enrolments")]
    cms = [
        reverse(f"wagtailadmin_pages:{name}", args=[pk])
        for name, pk in (
            ("edit", course.pk), ("add_subpage", course.pk), ("edit", page.pk), ("history", page.pk),
            ("delete", page.pk),
        )
    ]  # fmt: skip
    cms += [reverse("wagtailadmin_explore", args=[pk]) for pk in (course.pk, page.pk)]
    tables = [
        reverse(name, args=[one.key])
        for one in reports
        for name in ("programme_report", "programme_report_file")
    ]
    asked: dict[str, tuple[User | None, list[str]]] = {
        "visitor": (None, public),
        "participant": (person, [*public, *learn, *lists, reverse("courses:why", args=[activity.pk])]),
        "staff": (
            staff,
            [
                "/cms/", "/cms/plugins/", *cms, *tables, *lists, "/api/v1/schema/", "/api/v1/docs/",
                reverse("participants-progress", args=[person.pk]),
            ],
        ),
    }  # fmt: skip
    return {
        f"{name} {path}": status(client, path)
        for name, (who, paths) in asked.items()
        for client in [signed_in(who)]
        for path in paths
    }


def signed_in(who: User | None) -> Client:
    """Return a browser that gets the page of an error instead of the error."""
    client = Client(raise_request_exception=False)
    if who is not None:
        client.force_login(who)
    return client


def status(client: Client, path: str) -> int:
    """Return the status of an address; the CMS leads from a page it cannot edit to the one that says so."""
    response = client.get(path)
    if response.status_code == 302 and response["Location"].startswith("/cms/pages/"):
        response = client.get(response["Location"])
    if response.streaming:
        response.getvalue()
    return int(response.status_code)


def leave(page: Page, person: User, staff: User) -> dict[str, Any]:
    """Delete the page in the CMS and the account; return what is left then."""
    deleted = signed_in(staff).post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    kept = list(Completion.objects.filter(participant=person).values_list("state", flat=True))
    learn = signed_in(person).get("/learn/courses/").status_code
    person.delete()
    return {
        "deleted": [deleted.status_code, Page.objects.filter(pk=page.pk).exists()],
        "kept": kept,
        "learn": learn,
        "erased": not User.objects.filter(pk=person.pk).exists(),
    }


def main() -> None:
    """Print what was found as one line of JSON."""
    page_id, person_id, staff_id = map(int, sys.argv[1:])
    page = Page.objects.get(pk=page_id)
    person, staff = User.objects.get(pk=person_id), User.objects.get(pk=staff_id)
    print(json.dumps({"statuses": ask(page, person, staff), **leave(page, person, staff)}))


if __name__ == "__main__":
    main()
