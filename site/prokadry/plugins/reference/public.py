"""What plugins may import: the public names, module by module. Whatever is not named here may change in any release."""

from collections.abc import Iterator, Mapping
from importlib import import_module

from ..registry import Registry
from ..signals import GuardedSignal

#: Stands for every class, registry and signal a module defines: it is made for plugins as a whole.
EVERYTHING = "*"
PUBLIC: Mapping[str, tuple[str, ...]] = {
    "courses.extensions": (EVERYTHING, "Text"),
    "tracks.extensions": (EVERYTHING,),
    "prokadry.accounts.extensions": (EVERYTHING,),
    "prokadry.ui.navigation": ("nav_items", "NavItem", "Area"),
    "prokadry.ui.themes": ("themes", "Theme", "ThemeError", "read_theme"),
    "cms_pages.extensions": (EVERYTHING,),
    "courses.signals": (EVERYTHING,),
    "tracks.signals": (EVERYTHING,),
    "cms_pages.signals": (EVERYTHING,),
    "prokadry.plugins": ("PluginConfig", "PLUGIN_API_VERSION"),
    "prokadry.plugins.registry": ("Registry", "RegistryError", "contributions"),
    "prokadry.plugins.settings": ("plugin_settings", "change_settings", "InvalidSettings"),
    "prokadry.plugins.signals": ("GuardedSignal",),
    "prokadry.settings.testing": (),
    "prokadry.plugins.testing": ("turn_on_source", "install_source"),
    "prokadry.plugins.testing.contract": ("PluginContract",),
    "prokadry.plugins.testing.programme": (
        "Programme", "activity_of", "completion_of", "make_person", "make_staff", "signed_in",
    ),
    "courses.models": (
        "ActivityPage", "Activity", "Completion", "Course", "CoursePage", "CheckIn", "Material", "WebinarPage",
    ),
    "courses.models.pages": ("page_tabs",),
    "courses.enums": ("CompletionState",),
    "courses.embedding": ("EmbedProvider",),
    "courses.domain.bulk": ("among",),
    "courses.domain.completion": ("GRACE",),
    "courses.domain.evidence.ranges": ("Range", "Ranges", "merged", "subtracted", "total"),
    "courses.domain.access": ("check_access", "completion_of", "may_preview"),
    "courses.domain.check_in_methods": (
        "open_points", "check_in", "Checked", "NothingOpen", "BrokenMethod",
    ),
    "courses.domain.fold": ("judge",),
    "courses.domain.instants": ("EPOCH", "to_ms", "from_ms"),
    "courses.domain.queries.lecture": (
        "read_standing", "read_place", "explained_url", "Standing", "Place", "Person",
    ),
    "tracks.domain.plugins": ("is_enabled", "entries_for"),
    "tracks.domain.season_drafts": ("move_days",),
    "tracks.domain.reports.asked": ("asked_rows",),
    "tracks.domain.dashboard": ("Dashboard",),
    "tracks.domain.study": ("Study", "StudyItem", "Status", "Kind"),
    "tracks.models": ("Season", "Enrolment"),
    "prokadry.accounts.models": ("User",),
    "prokadry.accounts.enums": ("Role",),
    "prokadry.accounts.domain.notices": ("send_notice",),
    "prokadry.accounts.domain.personal_parts": ("Acts",),
    "prokadry.ui.clock": ("person_zone", "format_instant", "format_time", "format_day"),
    "prokadry.ui.numbers": ("format_pct", "format_share", "format_timecode"),
}  # fmt: skip


def public_names() -> Iterator[tuple[str, str]]:
    """Yield (module, name) of all that plugins may import, as they are listed. Raises ImportError, AttributeError."""
    for path, names in PUBLIC.items():
        module = import_module(path)
        for name in names:
            if name != EVERYTHING:
                getattr(module, name)
                yield path, name
                continue
            yield from (
                (path, one) for one, value in vars(module).items() if _is_for_plugins(path, one, value)
            )


def _is_for_plugins(path: str, name: str, value: object) -> bool:
    if name.startswith("_"):
        return False
    if isinstance(value, GuardedSignal):
        return True
    if isinstance(value, Registry):
        return name in getattr(import_module(path), "__annotations__", {})
    return isinstance(value, type) and value.__module__ == path
