"""Public pages for tests, made through the models with the fewest words."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import count
from typing import Any

from django.core.files.images import ImageFile
from PIL import Image as Picture
from wagtail.images.models import Image
from wagtail.models import Page, Site

from cms_pages.models import (
    ContentPage,
    EventIndexPage,
    EventPage,
    HomePage,
    NewsIndexPage,
    NewsPage,
    Rubric,
)
from prokadry.accounts.models import Region

NOW = datetime(2026, 8, 27, 9, 0, tzinfo=UTC)
_numbers = count(1)


def make_home() -> HomePage:
    """Return the home page of the only site, made when missing."""
    home = HomePage.objects.first()
    if home is None:
        root = Page.get_first_root_node()
        home = root.add_child(
            instance=HomePage(
                title="ПроКадры", slug="prokadry", hero_title="Госслужба за один сезон", lead="Проект"
            )
        )
        Site.objects.update_or_create(
            is_default_site=True, defaults={"hostname": "testserver", "port": 80, "root_page": home}
        )
        Site.clear_site_root_paths_cache()
    return home


def make_news_index() -> NewsIndexPage:
    """Return the list of news, made when missing."""
    found = NewsIndexPage.objects.first()
    return found or make_home().add_child(instance=NewsIndexPage(title="Новости", slug="news"))


def make_event_index() -> EventIndexPage:
    """Return the list of events, made when missing."""
    found = EventIndexPage.objects.first()
    return found or make_home().add_child(instance=EventIndexPage(title="События", slug="events"))


def make_rubric(name: str = "Обучение") -> Rubric:
    """Return the rubric of this name, made when missing."""
    return Rubric.objects.get_or_create(name=name)[0]


def make_region(code: str = "RU-PRI") -> Region:
    """Return a region; one that the migrations have not loaded is made in the Far East."""
    values = {"name": f"Регион {code}", "district": "far_eastern", "time_zone": "Asia/Vladivostok"}
    return Region.objects.get_or_create(code=code, defaults=values)[0]


def make_image(description: str = "Зал") -> Image:
    """Return a stored picture of one colour, 1600 × 900."""
    stream = BytesIO()
    Picture.new("RGB", (1600, 900), "teal").save(stream, "JPEG")
    stream.seek(0)
    return Image.objects.create(
        title=description,
        description=description,
        file=ImageFile(stream, name=f"picture{next(_numbers)}.jpg"),
    )


def make_news(title: str = "", **fields: Any) -> NewsPage:
    """Return published news, an hour older than the one made before."""
    number = next(_numbers)
    fields.setdefault("lead", "Что произошло")
    fields.setdefault("rubric", make_rubric())
    fields.setdefault("published_at", NOW - timedelta(hours=number))
    page = NewsPage(title=title or f"Новость {number}", slug=f"news-{number}", **fields)
    return _publish(make_news_index().add_child(instance=page))


def make_event(title: str = "", **fields: Any) -> EventPage:
    """Return a published event, tomorrow in Vladivostok unless said otherwise."""
    number = next(_numbers)
    fields.setdefault("lead", "Что будет")
    fields.setdefault("starts_at", NOW + timedelta(days=1))
    if "place" not in fields and "online_url" not in fields:
        fields["place"] = "Владивосток"
    page = EventPage(title=title or f"Событие {number}", slug=f"event-{number}", **fields)
    return _publish(make_event_index().add_child(instance=page))


def make_content(title: str = "Положение о проекте", **fields: Any) -> ContentPage:
    """Return a published content page under the home page."""
    return _publish(make_home().add_child(instance=ContentPage(title=title, **fields)))


def _publish(page: Any) -> Any:
    page.save_revision().publish()
    page.refresh_from_db()
    return page
