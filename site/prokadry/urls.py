"""Every address of the site; Wagtail's pages come last."""

from django.contrib import admin
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from cms_pages.http.sitemap import PageSitemap
from prokadry import api
from prokadry.accounts.http.views import sign_in
from prokadry.plugins.routes import plugin_routes

urlpatterns = [
    path("", include("courses.http.urls")),
    path("", include("cms_pages.http.urls")),
    path("", include("prokadry.ui.urls")),
    path("", include("prokadry.health_urls")),
    path("", include("prokadry.media")),
    path("learn/", include("tracks.http.urls")),
    path("accounts/", include("prokadry.accounts.http.urls")),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include(api.urlpatterns)),
    path("admin/login/", sign_in, {"area": "admin:index"}),
    path("admin/", admin.site.urls),
    path("cms/login/", sign_in, {"area": "wagtailadmin_home"}),
    path("cms/", include(wagtailadmin_urls)),
    path("p/", include(plugin_routes())),
    path("documents/", include(wagtaildocs_urls)),
    path("sitemap.xml", sitemap, {"sitemaps": {"pages": PageSitemap}}),
    path("", include(wagtail_urls)),
]

handler500 = "prokadry.failures.show_failure"
