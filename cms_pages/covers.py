"""Pictures in the sizes that pages need, named in one place, so a list fetches all its files in one query."""

from dataclasses import dataclass

from django.db.models import Prefetch
from wagtail.images import get_image_model


@dataclass(frozen=True)
class CoverPreset:
    """Renditions of a cover from narrow to wide; `sizes` says how wide it stands on the page."""

    specs: tuple[str, ...]
    sizes: str


def _fill(*sizes: str) -> tuple[str, ...]:
    return tuple(f"fill-{size}|format-webp" for size in sizes)


COVERS: dict[str, CoverPreset] = {
    "row": CoverPreset(_fill("240x160", "480x320"), "(min-width: 48em) 15rem, 6.5rem"),
    "lead": CoverPreset(_fill("480x270", "768x432", "1280x720"), "(min-width: 64em) 42rem, 94vw"),
    "article": CoverPreset(_fill("480x240", "768x384", "1408x704"), "(min-width: 48em) 44rem, 94vw"),
    "picture": CoverPreset(
        ("width-480|format-webp", "width-768|format-webp", "width-1408|format-webp"),
        "(min-width: 48em) 44rem, 94vw",
    ),
    "tile": CoverPreset(_fill("320x240", "640x480"), "(min-width: 48em) 14rem, 47vw"),
}
SOCIAL_SPEC = "fill-1200x630|format-jpeg"


def prefetch_covers(field: str, *presets: str, social: bool = False) -> Prefetch:
    """Return a prefetch of every rendition that the presets name, for the images in `field`."""
    specs = {spec for preset in presets for spec in COVERS[preset].specs}
    if social:
        specs.add(SOCIAL_SPEC)
    renditions = get_image_model().get_rendition_model().objects.filter(filter_spec__in=sorted(specs))
    return Prefetch(f"{field}__renditions", queryset=renditions, to_attr="prefetched_renditions")
