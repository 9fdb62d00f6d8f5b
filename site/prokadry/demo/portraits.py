"""Flat portraits in the house style: a face without features, told apart by hair, clothes and light."""

from dataclasses import dataclass, fields, replace
from random import Random

from PIL import Image

from prokadry.demo.canvas import Canvas

SKINS = {
    "pale": "#f2dcc2",
    "fair": "#e9c9a4",
    "warm": "#e2bd96",
    "olive": "#d9b088",
    "tan": "#c9976c",
    "brown": "#a8744c",
}
_NECK = {
    "pale": "#dcbf9f",
    "fair": "#d2ac83",
    "warm": "#c9a078",
    "olive": "#bf9269",
    "tan": "#ad7b52",
    "brown": "#8b5c39",
}
HAIR_COLOURS = {
    "black": "#1a1512",
    "dark": "#2b1d12",
    "brown": "#3a2a1a",
    "chestnut": "#6b3d1c",
    "ginger": "#a4551e",
    "blond": "#c99a52",
    "ash": "#8d7a62",
    "grey": "#7f8a8b",
    "silver": "#c7cfce",
    "graphite": "#3b3b3b",
}
GROUNDS = {
    "teal": "#6db7ba",
    "mist": "#93cdc9",
    "mint": "#b9ded5",
    "sage": "#d9ebdf",
    "amber": "#f6c06c",
    "sand": "#ecdcae",
    "deep": "#2f7f83",
    "dusk": "#cf8f50",
}
COATS = {
    "teal": "#0a5962",
    "night": "#0b2125",
    "pine": "#123a3f",
    "sea": "#2c767b",
    "earth": "#563212",
    "rust": "#8a4a1c",
    "slate": "#39555b",
    "cream": "#e6dcc3",
}
HAIR = (
    "short",
    "side",
    "crop",
    "curly",
    "bald",
    "bob",
    "long",
    "bun",
    "ponytail",
    "pixie",
    "waves",
    "braid",
    "scarf",
)
BEARDS = ("none", "short", "full", "moustache", "goatee")
GLASSES = ("none", "round", "square")
CLOTHES = ("shirt", "tie", "turtleneck", "blouse", "lapels", "vest", "shawl")

_FEMALE_HAIR = ("bob", "long", "bun", "ponytail", "pixie", "waves", "braid", "curly", "scarf")
_MALE_HAIR = ("short", "side", "crop", "curly", "bald")
_CAP = "M34 50C28 10 92 10 86 50C82 38 72 32 60 32C48 32 38 38 34 50Z"
_HAIR_FRONT = {
    "short": ("M34 48c-5-36 57-36 52 0-5-4-9-11-11-17-11 6-23 6-32 5-2 5-5 9-9 12z",),
    "side": (
        "M33 50C24 14 62 12 74 20C88 22 90 36 87 50C84 44 82 38 80 34C66 36 54 34 46 30C44 37 40 43 33 50Z",
    ),
    "crop": ("M35 46C32 16 88 16 85 46C84 37 80 33 76 31C66 34 54 34 44 31C40 33 36 37 35 46Z",),
    "bald": ("M34 52c-3-10 1-19 5-24-2 10-2 16 0 24z", "M86 52c3-10-1-19-5-24 2 10 2 16 0 24z"),
    "bob": ("M30 84C22 4 98 4 90 84c-6 2-10 2-14 0V50c-6-4-10-10-13-16-8 8-18 11-23 13v37c-4 2-6 2-10 0z",),
    "long": ("M33 60C24 6 96 6 87 60C86 46 80 38 68 30C58 38 46 42 38 44C36 50 35 54 33 60Z",),
    "bun": (_CAP,),
    "ponytail": ("M34 52C26 8 94 8 86 52C84 40 78 34 70 30C58 36 46 36 40 38C37 42 36 46 34 52Z",),
    "pixie": (
        "M32 58C20 14 70 6 82 22C92 30 90 46 87 56C85 48 82 42 78 38C70 44 54 46 42 38C40 46 36 52 32 58Z",
    ),
    "waves": ("M33 58C22 8 96 6 88 58C85 46 78 36 64 28C56 38 46 42 39 44C37 50 35 54 33 58Z",),
    "braid": ("M34 54C26 8 94 8 86 54C83 40 74 33 60 30C46 33 37 40 34 54Z",),
}
_HAIR_BACK = {
    "long": ("M29 56C20 2 100 2 91 56C91 78 95 92 99 106H21C25 92 29 78 29 56Z",),
    "waves": (
        "M29 54C20 2 100 2 92 54C100 66 90 76 98 88C102 100 92 106 84 104H36C26 106 18 98 24 86C30 76 20 66 29 54Z",
    ),
    "ponytail": ("M78 26C98 22 104 44 98 62C96 76 102 84 106 90C90 92 84 78 86 62Z",),
    "braid": ("M33 48C30 20 90 20 87 48C88 62 86 72 76 74H44C34 72 32 62 33 48Z",),
}


@dataclass(frozen=True, slots=True)
class Traits:
    """What a portrait shows; every field is a key of the tables above."""

    hair: str = "short"
    hair_colour: str = "dark"
    skin: str = "fair"
    ground: str = "mist"
    coat: str = "night"
    clothes: str = "shirt"
    beard: str = "none"
    glasses: str = "none"

    def __post_init__(self) -> None:
        allowed = {
            "hair": HAIR,
            "hair_colour": HAIR_COLOURS,
            "skin": SKINS,
            "ground": GROUNDS,
            "coat": COATS,
            "clothes": CLOTHES,
            "beard": BEARDS,
            "glasses": GLASSES,
        }
        for field in fields(self):
            value = getattr(self, field.name)
            if value not in allowed[field.name]:
                raise ValueError(
                    f"portrait {field.name}: {value!r} is none of {', '.join(allowed[field.name])}"
                )


def roll_traits(rng: Random, *, female: bool) -> Traits:
    """Draw believable traits by lot."""
    traits = Traits(
        hair=rng.choice(_FEMALE_HAIR if female else _MALE_HAIR),
        hair_colour=rng.choice(("black", "dark", "brown", "chestnut", "ginger", "blond", "ash", "grey")),
        skin=rng.choice(("pale", "fair", "fair", "warm", "warm", "olive", "tan")),
        ground=rng.choice(tuple(GROUNDS)),
        coat=rng.choice(("teal", "night", "pine", "sea", "earth", "rust", "slate")),
        clothes=rng.choice(
            ("blouse", "turtleneck", "shirt", "lapels", "shawl")
            if female
            else (*CLOTHES[:3], "lapels", "vest")
        ),
        beard="none" if female else rng.choice(("none", "none", *BEARDS[1:])),
        glasses=rng.choice(("none", "none", "none", "round", "square")),
    )
    return replace(traits, coat="teal") if traits.ground == "deep" and traits.coat == "sea" else traits


def draw_portrait(
    seed: int, *, female: bool = False, traits: Traits | None = None, size: int = 600
) -> Image.Image:
    """A square portrait; given traits win, otherwise the seed decides all of them."""
    look = traits or roll_traits(Random(seed), female=female)  # noqa: S311 - a picture, not a secret
    canvas = Canvas((size, size), 120, GROUNDS[look.ground])
    draw_person(canvas, look)
    return canvas.finish()


def draw_person(
    canvas: Canvas, look: Traits, shift: tuple[float, float] = (0, 0), scale: float = 1.0
) -> None:
    """Head and shoulders in a box of 120 × 120 units, scaled and then shifted."""
    pen = _Pen(canvas, shift, scale)
    hair = HAIR_COLOURS[look.hair_colour]
    _draw_hair_back(pen, look.hair, hair, COATS[look.coat])
    pen.path("M12 121c0-46.6 96-46.6 96 0z", COATS[look.coat])
    _draw_clothes(pen, look)
    pen.circle(60, 50, 25, SKINS[look.skin])
    _draw_hair_front(pen, look, hair)
    _draw_beard(pen, look.beard, hair)
    _draw_glasses(pen, look.glasses)


class _Pen:
    """A canvas seen through a shift and a scale."""

    def __init__(self, canvas: Canvas, shift: tuple[float, float], scale: float) -> None:
        self.canvas, self.shift, self.scale = canvas, shift, scale

    def path(self, data: str, fill: str) -> None:
        self.canvas.path(data, fill, self.shift, self.scale)

    def circle(self, x: float, y: float, radius: float, fill: str) -> None:
        self.canvas.circle(*self._at(x, y), radius * self.scale, fill)

    def ring(self, x: float, y: float, radius: float, stroke: float, colour: str) -> None:
        self.canvas.ring(*self._at(x, y), radius * self.scale, stroke * self.scale, colour)

    def line(self, points: list[tuple[float, float]], stroke: float, colour: str) -> None:
        self.canvas.line([self._at(*point) for point in points], stroke * self.scale, colour)

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return x * self.scale + self.shift[0], y * self.scale + self.shift[1]


def _draw_hair_back(pen: _Pen, style: str, hair: str, coat: str) -> None:
    if style == "scarf":
        pen.path("M28 64C18 8 102 8 92 64C92 78 96 88 100 98H20C24 88 28 78 28 64Z", _scarf_colour(coat))
    if style == "bun":
        pen.circle(60, 15, 9.5, hair)
    if style == "curly":
        for x, y, radius in (
            (36, 38, 11),
            (44, 26, 12),
            (60, 21, 13),
            (76, 26, 12),
            (84, 38, 11),
            (34, 50, 8),
            (86, 50, 8),
        ):
            pen.circle(x, y, radius, hair)
    for data in _HAIR_BACK.get(style, ()):
        pen.path(data, hair)


def _scarf_colour(coat: str) -> str:
    return "#f1f4f3" if coat in (COATS["rust"], COATS["earth"]) else "#ffb454"


def _draw_hair_front(pen: _Pen, look: Traits, hair: str) -> None:
    for data in _HAIR_FRONT.get(look.hair, ()):
        pen.path(data, hair)
    if look.hair == "curly":
        pen.path("M35 48C30 14 90 14 85 48C80 40 76 34 60 34C44 34 40 40 35 48Z", hair)
    if look.hair == "braid":
        for step in range(6):
            pen.circle(84 + step * 0.7, 66 + step * 8, 5.6 - step * 0.45, hair)
    if look.hair == "scarf":
        scarf = _scarf_colour(COATS[look.coat])
        pen.path("M32 62C22 12 98 12 88 62C87 46 78 34 60 34C42 34 33 46 32 62Z", scarf)
        pen.path("M33 56C35 80 85 80 87 56C92 70 94 84 92 96C76 108 44 108 28 96C26 84 28 70 33 56Z", scarf)


def _draw_clothes(pen: _Pen, look: Traits) -> None:
    skin, shade, coat = SKINS[look.skin], _NECK[look.skin], COATS[look.coat]
    paper = "#0b2125" if look.coat == "cream" else "#f1f4f3"
    if look.clothes in ("shirt", "tie", "lapels"):
        pen.path("M45 81H75L60 108Z", paper)
    if look.clothes == "vest":
        pen.path("M42 83C48 80 72 80 78 83L66 121H54Z", paper)
    if look.clothes == "blouse":
        pen.path("M46 82H74L60 99Z", skin)
    pen.path("M50 66H70V83L60 93L50 83Z", shade)
    if look.clothes == "tie":
        pen.path(
            "M57 88H63L65 92L62 95L65 112L60 118L55 112L58 95L55 92Z",
            "#ff9f2e" if look.coat != "rust" else "#0a5962",
        )
    if look.clothes == "lapels":
        pen.path("M44 81L34 96L50 121H58Z", _edge(coat))
        pen.path("M76 81L86 96L70 121H62Z", _edge(coat))
    if look.clothes == "turtleneck":
        pen.path("M47 74H73V88C68 96 52 96 47 88Z", _edge(coat))
    if look.clothes == "shawl":
        pen.path(
            "M40 80C50 92 70 92 80 80L90 92C74 108 46 108 30 92Z",
            "#ffb454" if look.ground != "amber" else "#b9ded5",
        )


def _edge(coat: str) -> str:
    """A step lighter than the coat, so that a lapel or a collar shows."""
    red, green, blue = (int(coat[at : at + 2], 16) for at in (1, 3, 5))
    return f"#{min(255, red + 18):02x}{min(255, green + 26):02x}{min(255, blue + 26):02x}"


def _draw_beard(pen: _Pen, beard: str, hair: str) -> None:
    if beard == "short":
        pen.path("M36 56C38 84 82 84 84 56C82 62 78 66 72 67C66 63 54 63 48 67C42 66 38 62 36 56Z", hair)
    if beard == "full":
        pen.path("M35 52C34 92 86 92 85 52C83 60 78 64 72 65C66 61 54 61 48 65C42 64 37 60 35 52Z", hair)
    if beard in ("moustache", "goatee"):
        pen.path("M47 66C50 59 58 60 60 62C62 60 70 59 73 66C68 69 63 67 60 66C57 67 52 69 47 66Z", hair)
    if beard == "goatee":
        pen.path("M53 71C58 74 62 74 67 71C69 80 64 84 60 84C56 84 51 80 53 71Z", hair)


def _draw_glasses(pen: _Pen, glasses: str) -> None:
    colour = "#0b2125"
    if glasses == "round":
        pen.ring(49, 53, 8, 1.8, colour)
        pen.ring(71, 53, 8, 1.8, colour)
    if glasses == "square":
        for left in (40, 62):
            pen.line(
                [
                    (left, 47),
                    (left + 18, 47),
                    (left + 16.5, 60),
                    (left + 1.5, 60),
                    (left, 47),
                    (left + 2, 47),
                ],
                1.8,
                colour,
            )
    if glasses != "none":
        pen.line([(57, 51.5), (63, 51.5)], 1.8, colour)
        pen.line([(36, 50), (41, 51)], 1.6, colour)
        pen.line([(79, 51), (84, 50)], 1.6, colour)
