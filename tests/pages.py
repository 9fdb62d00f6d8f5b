"""Every page type of the product in the demo: what `make screenshots` photographs and axe-core examines.

An address is a path, or `first:PATH SELECTOR`: where the first such link of a page leads, or `template:NAME`
(what nobody can ask for on purpose), or `mail:PREFIX` (the HTML part of a letter).
"""

from dataclasses import dataclass

ANNA = "anna.beginner@example.org"
BORIS = "boris.young@example.org"
VERA = "vera.pro@example.org"
EXPERT = "expert@example.org"
EDITOR = "editor@example.org"
ORGANISER = "organiser@example.org"


@dataclass(frozen=True)
class Shot:
    """A page to photograph: its name, how to get its address, who looks.

    `press` is clicked first (to see a form's errors); `legible` is the version for people with low vision.
    """

    name: str
    address: str
    person: str = ""
    press: str = ""
    legible: bool = False


WEBINAR = "/courses/osnovy-gosudarstvennogo-upravleniya/kak-prinimayut-resheniya/"
RUNNING = "/courses/politicheskaya-situatsiya/efir-politicheskaya-situatsiya/"
COURSE = "/courses/osnovy-gosudarstvennogo-upravleniya/"

PUBLIC = [
    Shot("home", "/"),
    Shot("home-legible", "/", legible=True),
    Shot("news", "/news/"),
    Shot("news-last", "/news/?page=3"),
    Shot("article", "first:/news/ main h2 a"),
    Shot("events", "/events/"),
    Shot("event", "first:/events/ main h2 a, main h3 a"),
    Shot("content", "/kak-schitaem/"),
    Shot("about", "/o-proekte/"),
    Shot("contacts", "/kontakty/"),
    Shot("courses", "/courses/"),
    Shot("course-visitor", COURSE),
    Shot("webinar-visitor", WEBINAR),
    Shot("live-visitor", RUNNING),
    Shot("search", "/search/?q=вебинары"),
    Shot("search-empty", "/search/?q=ыыыы"),
    Shot("not-found", "/no-such-page/"),
    Shot("failure", "template:500.html"),
    Shot("sign-in", "/accounts/login/"),
    Shot("sign-up", "/accounts/signup/"),
    Shot("sign-up-errors", "/accounts/signup/", press="main button[type=submit]"),
    Shot("password-reset", "/accounts/password/reset/"),
    Shot("consent", "/accounts/consent/"),
    Shot("data-erased", "/accounts/data/erased/"),
    Shot("api-docs", "/api/v1/docs/"),
]
PERSONAL = [
    Shot("learn", "/learn/", ANNA),
    Shot("learn-legible", "/learn/", ANNA, legible=True),
    Shot("learn-courses", "/learn/courses/", ANNA),
    Shot("learn-streams", "/learn/streams/", ANNA),
    Shot("learn-calendar", "/learn/calendar/", ANNA),
    Shot("course", COURSE, ANNA),
    Shot("webinar", WEBINAR, ANNA),
    Shot("webinar-legible", WEBINAR, ANNA, legible=True),
    Shot(
        "webinar-completed",
        "/courses/osnovy-gosudarstvennogo-ustroystva/konstitutsiya-i-razdelenie-vlastey/",
        ANNA,
    ),
    Shot("webinar-missed", "/courses/vozmozhnosti-tsifrovizatsii/tsifrovaya-bezopasnost/", ANNA),
    Shot("live", RUNNING, ANNA),
    Shot("live-before", "/courses/osnovy-gosudarstvennoy-politiki/efir-politika-v-sferakh/", ANNA),
    Shot("live-after", "/courses/osnovy-gosudarstvennogo-ustroystva/efir-otkrytie/", ANNA),
    Shot("why", "first:/learn/ main a[href*='/learn/why/']", ANNA),
    Shot("why-legible", "first:/learn/ main a[href*='/learn/why/']", ANNA, legible=True),
    Shot(
        "why-errors",
        "first:/learn/streams/ main a[href*='/learn/why/']",
        ANNA,
        press="form[data-draft] button[type=submit]",
    ),
    Shot("why-stream", "first:/learn/streams/ main a[href*='/learn/why/']", ANNA),
    Shot("profile", "/accounts/profile/", ANNA),
    Shot("email", "/accounts/email/", ANNA),
    Shot("password", "/accounts/password/change/", ANNA),
    Shot("two-steps", "/accounts/2fa/", ANNA),
    Shot("data", "/accounts/data/", ANNA),
    Shot("data-erase", "/accounts/data/erase/", ANNA),
    Shot("forbidden", "/cms/", ANNA),
]
MISSED = [
    Shot("live-missed", "/courses/osnovy-gosudarstvennogo-ustroystva/efir-otkrytie/", BORIS),
    Shot("why-appealed", "first:/learn/ main a[href*='/learn/why/']", BORIS),
]
AHEAD = [
    Shot("learn-pro", "/learn/", VERA),
    Shot("webinar-ahead", "/courses/upravlenie-komandoy/obratnaya-svyaz/", VERA),
]
OUTSIDE = [Shot("learn-outside", "/learn/", EXPERT), Shot("webinar-outside", WEBINAR, EXPERT)]
EDITING = [
    Shot("cms", "/cms/", EDITOR),
    Shot("cms-pages", "first:/cms/pages/ main td a[href*='/cms/pages/']", EDITOR),
    Shot(
        "cms-home",
        "first:/cms/pages/search/?q=ПроКадры&content_type=cms_pages.homepage main td.title a",
        EDITOR,
    ),
    Shot(
        "cms-webinar",
        "first:/cms/pages/search/?q=решения&content_type=courses.webinarpage main td.title a",
        EDITOR,
    ),
    Shot("cms-audiences", "/cms/audiences/", EDITOR),
    Shot("cms-audience", "first:/cms/audiences/ main td.title a", EDITOR),
    Shot("cms-article", "first:/cms/news_listing/ main td.title a", EDITOR),
    Shot("cms-news", "/cms/news_listing/", EDITOR),
    Shot("cms-media", "/cms/media/", EDITOR),
    Shot("cms-video", "first:/cms/media/ main td.title a, main h3 a, main td a", EDITOR),
    Shot("cms-recut", "first:/cms/media/?q=Паспорт+проекта main a[href*='/cut/']", EDITOR),
    Shot("cms-images", "/cms/images/", EDITOR),
    Shot("cms-speakers", "/cms/snippets/courses/speaker/", EDITOR),
]
PROGRAMME = [
    Shot("cms-organiser", "/cms/", ORGANISER),
    Shot("cms-seasons", "/cms/season/", ORGANISER),
    Shot("cms-season", "first:/cms/season/ main td a[href*='/edit/']", ORGANISER),
    Shot("cms-curricula", "/cms/curriculum/", ORGANISER),
    Shot("cms-curriculum", "first:/cms/curriculum/ main td a[href*='/edit/']", ORGANISER),
    Shot("cms-participants", "/cms/enrolment/", ORGANISER),
    Shot("cms-participant", "first:/cms/enrolment/ main td a[href*='/inspect/']", ORGANISER),
    Shot("cms-extensions", "/cms/extension/", ORGANISER),
    Shot("cms-batches", "/cms/extensionbatch/", ORGANISER),
    Shot("cms-batch", "first:/cms/extensionbatch/ main td.title a", ORGANISER),
    Shot("cms-batch-new", "/cms/extensionbatch/new/", ORGANISER, press="main .bulk-form button[type=submit]"),
    Shot("cms-reports", "/cms/reports/programme/", ORGANISER),
    Shot("cms-report", "/cms/reports/programme/activities/", ORGANISER),
    Shot("cms-plugins", "/cms/plugins/", ORGANISER),
    Shot("cms-appeals", "/cms/appeal/", ORGANISER),
    Shot("cms-appeal-open", "first:/cms/appeal/?state=open main td a", ORGANISER),
    Shot("cms-appeal-decided", "first:/cms/appeal/?state=decided main td a", ORGANISER),
]
MAIL = [
    Shot("mail-confirm", "mail:account/email/email_confirmation_signup"),
    Shot("mail-reset", "mail:account/email/password_reset_key"),
    Shot("mail-changed", "mail:account/email/password_changed"),
    Shot("mail-appeal", "mail:email/appeal_decided"),
    Shot("mail-erased", "mail:email/account_erased"),
]
# One list for each person, in the order they are photographed.
GROUPS = [PUBLIC, PERSONAL, MISSED, AHEAD, OUTSIDE, EDITING, PROGRAMME, MAIL]
