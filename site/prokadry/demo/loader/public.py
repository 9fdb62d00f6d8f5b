"""The public site of the demo: home page, news, events, content pages and settings."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from html import escape

from wagtail.models import Page, Site

from cms_pages.models import (
    ContentPage,
    EventIndexPage,
    EventPage,
    HomePage,
    NewsIndexPage,
    NewsPage,
    Rubric,
    SiteSettings,
)
from courses.models import CoursePage
from prokadry.accounts.models import Region
from prokadry.demo.pictures import draw_scene
from prokadry.demo.prose import to_html
from prokadry.demo.specs import DemoContent, HomeSpec, Picture
from prokadry.demo.specs import Rubric as RubricName

from .moments import Moments
from .tree import as_stream, put_image, put_page

ONLINE_URL = "https://vk.com/video"
ORGANISER = "Ассоциация молодёжных правительств"


def put_home(spec: HomeSpec) -> HomePage:
    """Return the home page, made the root of the default site."""
    root = Page.get_first_root_node()
    home = put_page(
        root, HomePage, "prokadry", title="Всероссийский проект «ПроКадры»", hero_title=spec.hero_title,
        lead=spec.hero_lead, call_title=spec.call_title, call_text=spec.call_text,
        directions_title="Направления обучения",
        levels_title="Три уровня, по опыту",
        levels_note="Уровень определяет анкета. Решение объясняем в кабинете.",
        levels=[
            ("level", {"title": level.title, "text": level.text, "track": level.track, "note": level.internship})
            for level in spec.levels
        ],
        partners=[("partner", {"name": partner.title, "role": partner.role}) for partner in spec.partners],
    )  # fmt: skip
    site = Site.objects.filter(is_default_site=True).first() or Site(
        hostname="localhost", is_default_site=True
    )
    site.root_page, site.site_name = home, "ПроКадры"
    site.save()
    _drop_welcome_page(home)
    settings = SiteSettings.for_site(site)
    settings.organisation, settings.contact_email = ORGANISER, spec.contact_email
    settings.save()
    return home


def _drop_welcome_page(home: HomePage) -> None:
    """Delete the page that Wagtail puts into an empty database."""
    for page in Page.objects.filter(depth=2, slug="home").exclude(pk=home.pk):
        page.delete()


@dataclass(frozen=True)
class PublicLoader:
    """Puts news, events and content pages under the home page."""

    moments: Moments
    home: HomePage
    courses: dict[str, CoursePage]

    def load(self, content: DemoContent) -> None:
        """Make or update every public page of the content."""
        regions = {region.code: region for region in Region.objects.all()}
        self._put_pages(content)
        self._put_news(content, regions)
        self._put_events(content, regions)
        self._put_questions(content.home)

    def _put_questions(self, spec: HomeSpec) -> None:
        # Answers link to pages, so they are written last.
        if self.home.faq:
            return
        self.home.faq = [
            (
                "question",
                {"question": item.question, "answer": f"<p>{to_html(item.answer, self._anchor)}</p>"},
            )
            for item in spec.questions
        ]
        self.home.save_revision().publish()

    def _put_pages(self, content: DemoContent) -> None:
        # Pages link to one another, so all of them must exist before any text is written.
        pages = [
            (spec, put_page(self.home, ContentPage, spec.slug, title=spec.title, lead=spec.lead))
            for spec in content.pages
        ]
        for spec, page in pages:
            if not page.body:
                page.show_in_menus, page.body = spec.in_menu, as_stream(spec.body, self._anchor)
                page.save_revision().publish()

    def _put_news(self, content: DemoContent, regions: dict[str, Region]) -> None:
        rubrics = {
            name: Rubric.objects.get_or_create(name=name.value, defaults={"order": place})[0]
            for place, name in enumerate(RubricName)
        }
        index = put_page(self.home, NewsIndexPage, "news", title="Новости", show_in_menus=True)
        for spec in content.news:
            published_at = self.moments.moscow_midnight(-1 - spec.days_ago) + timedelta(hours=10)
            put_page(
                index, NewsPage, spec.slug, title=spec.title, lead=spec.lead, rubric=rubrics[spec.rubric],
                region=regions.get(spec.region), dates={"published_at": published_at},
                cover=_picture(spec.picture, spec.slug), body=as_stream(spec.body, self._anchor),
            )  # fmt: skip

    def _put_events(self, content: DemoContent, regions: dict[str, Region]) -> None:
        index = put_page(self.home, EventIndexPage, "events", title="События", show_in_menus=True)
        for spec in content.events:
            region = regions.get(spec.region)
            zone = region.time_zone if region else "Europe/Moscow"
            starts_at = self.moments.local(spec.offset_days, spec.local_time, zone)
            put_page(
                index, EventPage, spec.slug, title=spec.title, lead=spec.lead, region=region,
                dates={"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=spec.duration_min)},
                place="" if spec.online else spec.place, online_url=ONLINE_URL if spec.online else "",
                cover=_picture(spec.picture, spec.slug), body=as_stream(spec.body, self._anchor),
            )  # fmt: skip

    def _anchor(self, address: str) -> str:
        """Return the attributes of a link: pages of the site are linked by id, so they may move."""
        kind, _colon, slug = address.partition(":")
        if kind == "page":
            return f'linktype="page" id="{ContentPage.objects.child_of(self.home).get(slug=slug).pk}"'
        if kind == "course":
            return f'linktype="page" id="{self.courses[slug].pk}"'
        return f'href="{escape(address)}"'


def _picture(spec: Picture, slug: str):  # type: ignore[no-untyped-def]  # Wagtail's image model is chosen in settings
    return put_image(f"cover-{slug}", spec.alt, partial(draw_scene, spec.scene, spec.seed))
