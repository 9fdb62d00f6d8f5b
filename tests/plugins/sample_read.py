"""The files of a small plugin: an activity of reading, with everything a Django app may bring."""

FILES = {
    "models.py": """
from django.db import models
from wagtail.admin.panels import FieldPanel

from courses.models import ActivityPage


class ReadingPage(ActivityPage):
    activity_type = "reading"
    text = models.TextField()
    template = "sample_read/reading_page.html"
    content_panels = [*ActivityPage.content_panels, FieldPanel("text")]
""",
    "registration.py": """
from courses.extensions import ActivityFacts, ActivityType, activity_types, completion_rules
from prokadry.ui.navigation import Area, NavItem, nav_items


class Read:
    key, order, version = "read", 50, 1

    def measure(self, activity, completions, *, now):
        return {}


def register():
    completion_rules.register(Read())
    activity_types.register(ActivityType("reading", "Чтение", "film", "read", lambda page: ActivityFacts({})))
    nav_items.register(NavItem("site.reading", Area.SITE, "Чтение", "/p/sample_read/"))
""",
    "urls.py": """
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path


def show(request):
    return render(request, "sample_read/list.html")


urlpatterns = [path("", show, name="list")]
""",
    "api_urls.py": """
from django.http import JsonResponse
from django.urls import path

urlpatterns = [path("pace/", lambda request: JsonResponse({"minutes": 5}), name="pace")]
""",
    "templatetags/__init__.py": "",
    "templatetags/sample_read.py": """
from django import template

register = template.Library()


@register.simple_tag
def words(text):
    return len(text.split())
""",
    "templates/sample_read/reading_page.html": (
        "{% load static sample_read %}<title>{{ page.title }}</title>{{ page.text }}"
        "<p>слов: {% words page.text %}</p>{% static 'sample_read/pace.css' %}"
    ),
    "templates/sample_read/list.html": "{% load i18n %}{% translate 'Something to read' %}",
    "static/sample_read/pace.css": "p { margin: 0 }",
    "migrations/__init__.py": "",
    "migrations/0001_initial.py": """
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("wagtailcore", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="ReadingPage",
            fields=[
                ("page_ptr", models.OneToOneField(
                    auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True,
                    primary_key=True, serialize=False, to="wagtailcore.page",
                )),
                ("lead", models.TextField(blank=True)),
                ("opens_at", models.DateTimeField(blank=True, null=True)),
                ("closes_at", models.DateTimeField(blank=True, null=True)),
                ("text", models.TextField()),
            ],
            options={"abstract": False},
            bases=("wagtailcore.page",),
        ),
    ]
""",
}
READY = "from .registration import register\nregister()"
