"""Drawn pictures: the same for the same seed, different otherwise, always of the size asked for."""

from random import Random

import pytest

from prokadry.demo.canvas import trace
from prokadry.demo.content import load_content
from prokadry.demo.pictures import SCENES, Traits, draw_portrait, draw_scene, roll_traits
from prokadry.demo.portraits import BEARDS, CLOTHES, GLASSES, HAIR

SMALL = (320, 180)


@pytest.mark.parametrize("key", SCENES)
def test_scenes_are_deterministic_and_varied(key: str) -> None:
    first = draw_scene(key, 1, SMALL)
    assert first.size == SMALL
    assert first.tobytes() == draw_scene(key, 1, SMALL).tobytes()
    assert len({draw_scene(key, seed, SMALL).tobytes() for seed in range(4)}) == 4
    assert len(first.getcolors(maxcolors=1 << 16) or ()) > 8


def test_a_scene_is_cropped_to_another_shape() -> None:
    assert draw_scene("bridge", 1, (200, 200)).size == (200, 200)


def test_an_unknown_scene_is_named() -> None:
    with pytest.raises(KeyError, match="unknown scene 'moon'"):
        draw_scene("moon", 1)


def test_all_covers_of_the_demo_differ() -> None:
    content = load_content()
    pictures = [item.picture for item in (*content.news, *content.events)]
    drawn = {draw_scene(picture.scene, picture.seed, SMALL).tobytes() for picture in pictures}
    assert len(drawn) == len(pictures) >= 30


def test_portraits_are_deterministic_and_square() -> None:
    portrait = draw_portrait(5, female=True, size=120)
    assert portrait.size == (120, 120)
    assert portrait.tobytes() == draw_portrait(5, female=True, size=120).tobytes()
    assert portrait.tobytes() != draw_portrait(6, female=True, size=120).tobytes()


def test_every_trait_changes_the_portrait() -> None:
    looks = [Traits(hair=hair) for hair in HAIR]
    looks += [Traits(beard=beard) for beard in BEARDS[1:]]
    looks += [Traits(glasses=glasses) for glasses in GLASSES[1:]]
    looks += [Traits(clothes=clothes) for clothes in CLOTHES if clothes != "shirt"]
    assert len({draw_portrait(0, traits=look, size=90).tobytes() for look in looks}) == len(looks)


def test_speakers_look_different() -> None:
    traits = [speaker.portrait for speaker in load_content().speakers.values()]
    assert len(set(traits)) == len(traits)


def test_women_have_no_beards() -> None:
    assert {roll_traits(Random(seed), female=True).beard for seed in range(50)} == {"none"}


def test_an_unknown_trait_is_named() -> None:
    with pytest.raises(ValueError, match="portrait hair: 'mohawk'"):
        Traits(hair="mohawk")


def test_paths_are_traced() -> None:
    assert trace("M0 0h10v10H0z") == [[(0, 0), (10, 0), (10, 10), (0, 10)]]
    assert trace("M1 1l2 2M5 5L6 6") == [[(1, 1), (3, 3)], [(5, 5), (6, 6)]]
    assert trace("M0 0c0 10 10 10 10 0")[0][-1] == (10, 0)
