import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from wagtail.models import Site

from cms_pages.models import NewsPage
from tests.cms_pages.factories import (
    make_content,
    make_event,
    make_home,
    make_image,
    make_news,
    make_news_index,
)

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def test_robots_name_the_sitemap_and_closed_paths(client: Client) -> None:
    text = client.get("/robots.txt").text
    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert "Disallow: /learn/\n" in text
    assert "Disallow: /cms/\n" in text


def test_rss_lists_published_news(client: Client) -> None:
    make_news("Черновик").unpublish()
    news = make_news("Первый эфир", lead="Собрал 84 региона", cover=make_image())
    response = client.get("/news/rss/")
    assert response.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
    items = ElementTree.fromstring(response.content).findall("channel/item")
    assert [item.findtext("title") for item in items] == ["Первый эфир"]
    assert items[0].findtext("link") == f"http://testserver{news.url}"
    assert items[0].findtext("description") == "Собрал 84 региона"
    assert items[0].findtext("category") == "Обучение"
    enclosure = items[0].find("enclosure")
    assert enclosure is not None
    assert enclosure.attrib["url"].startswith("http://testserver/media/")
    assert int(enclosure.attrib["length"]) > 0


def test_atom_lists_the_same(client: Client) -> None:
    make_news("Первый эфир")
    feed = ElementTree.fromstring(client.get("/news/atom/").content)
    assert [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")] == ["Первый эфир"]


def test_feeds_stand_without_news(client: Client) -> None:
    make_home()
    assert client.get("/news/rss/").status_code == 200


def test_calendars_are_sent_as_files(client: Client) -> None:
    event = make_event("Встреча", starts_at=timezone.now() + timedelta(days=3))
    whole = client.get("/events/calendar.ics")
    assert whole.headers["Content-Type"] == "text/calendar; charset=utf-8"
    one = client.get(f"/events/{event.pk}.ics")
    assert one.headers["Content-Disposition"] == f'attachment; filename="{event.slug}.ics"'
    for response in (whole, one):
        assert [str(entry["summary"]) for entry in Calendar.from_ical(response.content).events] == ["Встреча"]


def test_an_unpublished_event_has_no_file(client: Client) -> None:
    event = make_event()
    event.unpublish()
    assert client.get(f"/events/{event.pk}.ics").status_code == 404


def test_search_shows_results_and_keeps_the_query(client: Client) -> None:
    make_news("Новый вебинар")
    text = client.get("/search/", {"q": "вебинары"}, headers={"accept-language": "ru"}).text
    assert "<mark>вебинар</mark>" in text
    assert 'value="вебинары"' in text
    assert "нашлась 1" in text.replace("\u00a0", " ")


@pytest.mark.parametrize("query", ["", "<script>alert(1)</script>", "нет такого слова", "a\0b"])
def test_search_answers_anything(client: Client, query: str) -> None:
    make_home()
    response = client.get("/search/", {"q": query, "page": "999", "kind": "x"})
    assert response.status_code == 200
    assert "<script>alert" not in response.text


def test_the_sitemap_dates_lists_by_their_newest_page(client: Client) -> None:
    make_news_index()
    news = make_news()
    at = timezone.now() + timedelta(days=2)
    NewsPage.objects.filter(pk=news.pk).update(last_published_at=at)
    text = client.get("/sitemap.xml").text
    for path in ("/", "/news/", f"/news/{news.slug}/"):
        entry = f"<loc>http://testserver{path}</loc><lastmod>{timezone.localtime(at):%Y-%m-%d}</lastmod>"
        assert entry in text.replace("\n", "")


def test_the_sitemap_names_the_host_it_was_asked_for(client: Client) -> None:
    make_news_index()
    Site.objects.update(hostname="localhost")
    locations = re.findall("<loc>(.*?)</loc>", client.get("/sitemap.xml").text)
    assert locations == ["http://testserver/", "http://testserver/news/"]


@pytest.mark.parametrize("path", ["/news/", "/events/", "/"])
def test_empty_lists_say_what_will_be_there(client: Client, path: str) -> None:
    make_news_index()
    make_event("Прошлое", starts_at=timezone.now() - timedelta(days=30))
    response = client.get(path, headers={"accept-language": "ru"})
    assert response.status_code == 200
    if path != "/":
        assert 'class="empty bracketed"' in response.text


def test_articles_describe_themselves_to_machines(client: Client) -> None:
    news = make_news("Эфир «Право»", cover=make_image(), lead="Кратко </script> & ясно")
    text = client.get(news.url).text
    assert '"@type":"NewsArticle"' in text
    assert '"@type":"BreadcrumbList"' in text
    assert "Кратко </script>" not in text
    assert '<meta property="og:type" content="article">' in text
    assert '<meta property="og:image" content="http://testserver/media/' in text
    event = make_event("Встреча", online_url="https://example.org/live", place="Омск")
    text = client.get(event.url).text
    assert '"@type":"Event"' in text
    assert "MixedEventAttendanceMode" in text


def test_the_footer_lists_documents(client: Client) -> None:
    make_content("Обработка персональных данных", show_in_menus=True)
    make_content("Просто страница")
    text = client.get("/").text
    assert "Обработка персональных данных" in text
    assert "Просто страница" not in text
