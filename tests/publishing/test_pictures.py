"""The picture component and the plain data it shows."""

from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string

from publishing import pictures, renditions
from publishing.models import Image, Rendition
from tests.factories import make_image

pytestmark = pytest.mark.django_db


class Tags(HTMLParser):
    def __init__(self, html: str):
        super().__init__()
        self.found: list[tuple[str, dict]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def one(self, name: str) -> dict:
        (attributes,) = self.all(name)
        return attributes

    def all(self, name: str) -> list[dict]:
        return [attributes for tag, attributes in self.found if tag == name]


def component(picture, **parameters) -> Tags:
    return Tags(render_to_string("components/picture.html", {"picture": picture, **parameters}))


@pytest.fixture
def image(now) -> Image:
    image = make_image((1000, 500), now=now, caption="Spring & flood", focal_x=0.9, focal_y=0.1)
    renditions.make(image.pk, now=now)
    return Image.objects.prefetch_related("renditions").get()


def test_it_costs_no_query_when_the_renditions_were_prefetched(image, django_assert_num_queries):
    with django_assert_num_queries(0):
        component(image.picture, figure=True)
        assert image.social_picture


def test_it_offers_avif_then_webp_then_jpeg_in_every_width(image):
    tags = component(image.picture, sizes="50vw")
    assert [source["type"] for source in tags.all("source")] == ["image/avif", "image/webp"]
    for element in [*tags.all("source"), tags.one("img")]:
        assert [entry.split()[1] for entry in element["srcset"].split(", ")] == ["400w", "800w", "1000w"]
        assert element["sizes"] == "50vw"


def test_it_reserves_its_place_with_the_true_proportions(image):
    img = component(image.picture).one("img")
    assert int(img["width"]) / int(img["height"]) == image.width / image.height


def test_only_the_first_picture_of_a_page_is_loaded_at_once(image):
    first, later = (component(image.picture, priority=priority).one("img") for priority in (True, False))
    assert first["fetchpriority"] == "high"
    assert "loading" not in first
    assert later["loading"] == "lazy"
    assert "fetchpriority" not in later


def test_a_figure_has_caption_and_credit(image):
    html = render_to_string("components/picture.html", {"picture": image.picture, "figure": True})
    assert "Spring &amp; flood" in html
    assert "A. Painter" in html
    assert component(image.picture).all("figure") == []


def test_the_alternative_text_is_empty_where_the_picture_says_nothing_more(image):
    assert component(image.picture).one("img")["alt"] == "A river"
    assert component(image.picture, decorative=True).one("img")["alt"] == ""
    image.is_decorative = True
    assert component(image.picture).one("img")["alt"] == ""


def test_words_of_staff_cannot_break_out_of_the_markup(image):
    image.alt_text = image.caption = image.credit = '"><script>alert(1)</script>'
    tags = component(image.picture, figure=True)
    assert tags.all("script") == []
    assert tags.one("img")["alt"] == image.alt_text


def test_the_focal_point_becomes_classes_in_quarters(image):
    assert component(image.picture).one("img")["class"] == "focus-x-100 focus-y-0"


def test_without_a_picture_it_shows_nothing(now):
    assert component(None).found == []
    assert component("").found == []
    Rendition.objects.all().delete()
    bare = make_image(now=now)
    bare.renditions.all().delete()
    assert bare.picture is None
    assert bare.social_picture is None


def test_before_the_worker_ran_it_is_a_plain_jpeg(now):
    image = make_image((1000, 500), now=now)
    tags = component(image.picture)
    assert tags.all("source") == []
    assert tags.one("img")["src"].endswith(".jpeg")
    assert image.social_picture.url == image.picture.src


def test_a_format_with_small_files_alone_is_not_offered(image):
    image.renditions.filter(format="avif", width__gt=400).delete()
    sources = component(Image.objects.get().picture).all("source")
    assert [source["type"] for source in sources] == ["image/webp"]


def test_link_previews_get_the_crop(image):
    social = image.social_picture
    assert social.url == pictures.address(image.renditions.get(crop="social"))
    assert (social.width, social.height, social.alt) == (952, 500, "A river")
