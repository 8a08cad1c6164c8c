"""The pictures of the sample are drawn, the same ones each time, and each another."""

import io

from PIL import Image

from advocacy_site.demo import pictures


def test_pictures_are_the_same_each_time_of_the_right_size_and_small():
    landscape = pictures.LANDSCAPES[3]
    drawn = pictures.draw(landscape)
    assert pictures.draw(landscape) == drawn
    assert len(drawn) < 150_000
    with Image.open(io.BytesIO(drawn)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (1600, 1000))


def test_pictures_differ_in_what_is_seen_and_said():
    pale = []
    for landscape in pictures.LANDSCAPES:
        with Image.open(io.BytesIO(pictures.draw(landscape))) as picture:
            pale.append(picture.convert("RGB").resize((8, 5)).tobytes())
    assert len(set(pale)) == len({landscape.alt for landscape in pictures.LANDSCAPES}) == len(pale)
