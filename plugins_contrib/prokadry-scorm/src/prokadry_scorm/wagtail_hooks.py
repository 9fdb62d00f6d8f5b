from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.viewsets.base import ViewSet

from prokadry.ui.choosers import NamedChooser, WordsFilterForm

from .forms import PackageForm
from .models import ScormPackage


class PackageListing:
    """The packages that were uploaded, the latest first."""

    filter_form_class = WordsFilterForm

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,  # type: ignore[misc]  # a mixin for Wagtail's views
            DateColumn("uploaded_at", label=_("Uploaded")),
        ]


class PackageChooser(NamedChooser):
    """Chooses a package for a page, or uploads one."""

    model = ScormPackage
    listing = PackageListing
    register_widget = True
    creation_form_class = PackageForm
    icon = "download"
    choose_one_text = _("Choose or upload a package")
    choose_another_text = _("Replace the package")
    creation_tab_label = _("Upload a package")
    create_action_label = _("Upload a package")
    create_action_clicked_label = _("Uploading and checking…")
    search_tab_label = _("Uploaded before")


package_chooser = PackageChooser("scorm_package_chooser")


@hooks.register("register_admin_viewset")
def register_package_chooser() -> ViewSet:
    """Let pages choose packages."""
    return package_chooser


@hooks.register("register_permissions")
def offer_permission() -> QuerySet[Permission]:
    """Let other groups be given the permission to upload."""
    return Permission.objects.filter(content_type__app_label="scorm", codename="add_scormpackage")
