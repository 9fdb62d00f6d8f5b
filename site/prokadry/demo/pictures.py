"""Cover pictures and portraits drawn on the spot; the same key and seed give the same pixels."""

from collections.abc import Callable
from random import Random

from PIL import Image, ImageOps

from prokadry.demo import scenes_inside as inside
from prokadry.demo import scenes_outside as outside
from prokadry.demo.canvas import Canvas
from prokadry.demo.light import HOURS, Light
from prokadry.demo.portraits import Traits, draw_portrait, roll_traits

__all__ = ["SCENES", "Traits", "draw_portrait", "draw_scene", "roll_traits"]

_UNITS = (320, 180)

Scene = Callable[[Canvas, Light, Random], None]

_DAY, _TILL_DUSK, _ALL = range(9), range(10), range(len(HOURS))

SCENES: dict[str, tuple[Scene, range]] = {
    "bridge": (outside.bridge, _TILL_DUSK),
    "campus": (outside.campus, _TILL_DUSK),
    "city": (outside.city, _ALL),
    "coast": (outside.coast, _TILL_DUSK),
    "desk": (inside.desk, _ALL),
    "facade": (outside.facade, _TILL_DUSK),
    "fields": (outside.fields, _DAY),
    "hall": (inside.hall, _ALL),
    "interview": (inside.interview, _ALL),
    "library": (inside.library, _ALL),
    "map": (inside.maproom, _ALL),
    "mountains": (outside.mountains, _ALL),
    "north": (outside.north, _ALL),
    "office": (inside.office, _ALL),
    "port": (outside.port, _TILL_DUSK),
    "stage": (inside.stage, _ALL),
    "studio": (inside.studio, _TILL_DUSK),
    "train": (outside.train, _TILL_DUSK),
    "workshop": (inside.workshop, _ALL),
}
_ONE_WAY = {"stage"}


def draw_scene(key: str, seed: int, size: tuple[int, int] = (1600, 900)) -> Image.Image:
    """Draw a scene of SCENES at an hour the seed decides, cropped about its middle to fit the size.

    Raises KeyError, naming the known scenes, for an unknown key.
    """
    if key not in SCENES:
        raise KeyError(f"unknown scene {key!r}; there are {', '.join(SCENES)}")
    scene, hours = SCENES[key]
    rng = Random(f"{key}:{seed}")  # noqa: S311 - a picture, not a secret
    light = HOURS[rng.choice(hours)]
    scale = max(size[0] / _UNITS[0], size[1] / _UNITS[1])
    full = (round(_UNITS[0] * scale), round(_UNITS[1] * scale))
    canvas = Canvas(full, _UNITS[0], light.sky[0])
    scene(canvas, light, rng)
    picture = canvas.finish()
    if key not in _ONE_WAY and rng.random() < 0.5:
        picture = ImageOps.mirror(picture)
    left, top = (full[0] - size[0]) // 2, (full[1] - size[1]) // 2
    return picture.crop((left, top, left + size[0], top + size[1]))
