"""What makes cached public pages out of date."""

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from prokadry.accounts.models import Region
from prokadry.ui.models import SiteTheme

from .content_version import Part, purge_public_cache
from .models import ContentPage, Rubric, SiteSettings
from .signals import public_content_changed

UID = "cms_pages.purge_public_cache"
# What header, footer and the visibility of every page are made from.
SHARED_SOURCES = (ContentPage, Site, SiteSettings, PageViewRestriction, get_image_model())


def purge(sender: Any, **kwargs: Any) -> None:
    """Forget the pages, and what they share when `sender` is one of its sources."""
    purge_public_cache(*[Part.SHARED] if sender in SHARED_SOURCES else [])


def purge_all(sender: Any, **kwargs: Any) -> None:
    """Forget everything: whole branches of pages may have got another address."""
    purge_public_cache(Part.SHARED)


def purge_after_page_delete(sender: type[Model], **kwargs: Any) -> None:
    if issubclass(sender, Page):
        purge(sender)


def connect() -> None:
    """Listen to everything that public pages show; called once when the app is ready."""
    for signal in (page_published, page_unpublished, public_content_changed):
        signal.connect(purge, dispatch_uid=UID)
    for signal in (post_page_move, page_slug_changed):
        signal.connect(purge_all, dispatch_uid=UID)
    for model in (
        get_image_model(),
        get_document_model(),
        Region,
        Rubric,
        Site,
        SiteSettings,
        SiteTheme,
        PageViewRestriction,
    ):
        post_save.connect(purge, sender=model, dispatch_uid=UID)
        post_delete.connect(purge, sender=model, dispatch_uid=UID)
    post_delete.connect(purge_after_page_delete, dispatch_uid=f"{UID}.page")
