"""Pictures and videos in texts, through HTTP: on pages, in feeds, and in the rows that tie them to their items."""

import json

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from lxml import html

from press.models import PressRelease
from publishing import clock, library, operations, placements, renditions, usage
from publishing.models import Rendition
from tests.factories import make_campaign, make_image, make_page, make_release
from tests.html import read, select, words

pytestmark = pytest.mark.django_db

VIDEO = '<figure data-video="https://www.youtube.com/watch?v=aqz-KE-bpKQ" data-title="A &lt;film&gt;"></figure>'
ELSEWHERE = '<figure data-video="https://tube.example.org/w/abc" data-title="Elsewhere"></figure>'


def placed(image, caption=""):
    words = f' data-caption="{caption}"' if caption else ""
    return f'<figure data-picture="{image.pk}"{words}></figure>'


def page_of(reader, item):
    return read(reader.get(item.get_absolute_url()))


def one(root, selector):
    (element,) = select(root, selector)
    return element


@pytest.mark.parametrize("make", [make_release, make_campaign, make_page])
def test_a_placed_picture_is_shown_with_its_files_words_and_room_kept(reader, now, make):
    image = make_image(
        (1000, 600), now=now, caption="The library's words", credit="A. Painter & <Co>", alt_text="A “river”"
    )
    renditions.make(image.pk, now=now)
    item = make(body=f"<p>Above.</p>{placed(image, 'Own &lt;words&gt;')}<p>Between.</p>{placed(image)}")
    own, of_library = select(page_of(reader, item), ".prose > figure.picture")
    assert words(one(own, ".caption")) == "Own <words>"
    assert words(one(of_library, ".caption")) == "The library's words"
    assert words(one(own, ".credit")) == "Picture: A. Painter & <Co>"
    shown = one(own, "img")
    assert [shown.get(name) for name in ("alt", "width", "height", "loading")] == ["A “river”", "1000", "600", "lazy"]
    assert [source.get("type") for source in select(own, "source")] == ["image/avif", "image/webp"]
    assert reader.get(shown.get("src")).status_code == 200


def test_a_page_follows_a_picture_whose_files_and_words_are_made_anew(reader, now):
    image = make_image((1000, 600), now=now)
    release = make_release(body=placed(image))
    before = one(page_of(reader, release), ".prose figure")
    assert not select(before, "source")
    renditions.make(image.pk, now=now)
    image.refresh_from_db()
    image.alt_text = "A wide river"
    library.change(image, now=now)
    after = one(page_of(reader, release), ".prose figure")
    assert [one(figure, "img").get("alt") for figure in (before, after)] == ["A river", "A wide river"]
    assert select(after, "source")


def test_a_picture_without_any_file_leaves_the_page_whole(reader):
    image = make_image()
    release = make_release(body=f"<p>Above.</p>{placed(image)}<p>Below.</p>", lead_image=image)
    Rendition.objects.all().delete()
    text = one(page_of(reader, release), ".prose")
    assert select(text, "figure") == []
    assert "Below." in words(text)


def test_an_unknown_picture_is_refused_with_its_key_and_nothing_is_stored():
    release = make_release(body="<p>Words</p>")
    release.body = '<p>Other</p><figure data-picture="424242"></figure>'
    with pytest.raises(ValidationError, match=r"not in the library \(424242\)"):
        operations.store(release, user=None, now=release.updated_at)
    assert PressRelease.objects.get().body == "<p>Words</p>"


def test_rows_tie_an_item_to_its_pictures_and_protect_them(now):
    first, second = make_image(), make_image()
    release = make_release(body=placed(second) + placed(first) + placed(second))
    assert list(release.body_pictures.values_list("position", "image")) == [
        (1, second.pk),
        (2, first.pk),
        (3, second.pk),
    ]
    assert [use.owner for use in usage.uses(second)] == [release]
    with pytest.raises(ProtectedError):
        library.remove(first)
    release.body = placed(first)
    operations.store(release, user=None, now=now)
    assert usage.uses(second) == []
    library.remove(second)


def test_a_picture_in_a_text_is_public_exactly_while_the_text_is(reader, now):
    image = make_image()
    draft = make_release(status="draft", publish_at=None, body=placed(image))
    file = image.picture.src
    assert reader.get(file).status_code == 404
    assert not usage.is_public(image, now)
    draft.status, draft.publish_at = "published", now
    operations.store(draft, user=None, now=now)
    assert usage.is_public(image, now)
    assert reader.get(file).status_code == 200


def test_many_pictures_cost_one_query_and_that_of_the_lead_picture_is_the_same(reader, now):
    def queries(count):
        images = [make_image() for _ in range(count)]
        release = make_release(body="".join(map(placed, images)), lead_image=make_image())
        clock.bump(now)
        reader.get("/tags/")  # reads the frame
        with CaptureQueriesContext(connection) as found:
            page = page_of(reader, release)
        assert len(select(page, "main img")) == count + 1
        assert page.xpath("//meta[@property='og:image']")
        return [query["sql"] for query in found if "publishing_rendition" in query["sql"]]

    assert len(queries(1)) == len(queries(12)) == 1


def test_a_video_loads_nothing_before_the_click_and_its_page_alone_may_frame_the_platform(reader):
    release = make_release(body=f"<p>Above.</p>{VIDEO}{ELSEWHERE}")
    response = reader.get(release.get_absolute_url())
    playable, linked = select(read(response), ".prose > figure.video")
    assert one(playable, "a").get("href") == "https://www.youtube.com/watch?v=aqz-KE-bpKQ"
    assert words(one(playable, ".video-title")) == "A <film>"
    assert "which then learns your internet address" in words(one(playable, ".video-words"))
    assert one(linked, "a").get("href") == "https://tube.example.org/w/abc"
    assert select(linked, "button") == select(linked, "div[data-frame]") == []
    assert read(response).xpath("//main//*[self::iframe or self::img or self::video or self::script]") == []
    script = "//script[contains(@src, 'video')]"
    assert read(response).xpath(script)
    for answer in (response, reader.get(release.get_absolute_url())):
        assert answer["Content-Security-Policy"].endswith("frame-src https://www.youtube-nocookie.com")
    other = reader.get(make_release(body=ELSEWHERE).get_absolute_url())
    assert "frame-src" not in other["Content-Security-Policy"]
    assert not read(other).xpath(script)


def test_feeds_have_pictures_with_whole_addresses_videos_as_links_and_no_repeated_words(reader, now):
    image = make_image(credit="A. Painter", now=now)
    renditions.make(image.pk, now=now)
    pulled = '<blockquote data-pull=""><p>Said once</p></blockquote>'
    release = make_release(body=f"<p>“Said once.”</p>{pulled}{placed(image, 'A caption')}{VIDEO}{ELSEWHERE}")
    make_release(body=placed(image))
    with CaptureQueriesContext(connection) as queries:
        item = json.loads(reader.get("/feeds/press.json").content)["items"][1]
    assert len([query for query in queries if "publishing_rendition" in query["sql"]]) == 1
    assert item["url"].endswith(release.get_absolute_url())
    content = html.fromstring(f"<div>{item['content_html']}</div>")
    assert one(content, "figure > img").get("src") == f"{settings.SITE_URL}{image.picture.src}"
    assert words(one(content, "figcaption")) == "A caption Picture: A. Painter"
    assert [link.get("href") for link in select(content, "p > a")] == [
        "https://www.youtube.com/watch?v=aqz-KE-bpKQ",
        "https://tube.example.org/w/abc",
    ]
    assert content.text_content().count("Said once") == 1
    assert "data-" not in item["content_html"]


def test_search_finds_captions_and_titles_of_videos(reader):
    make_release(title="Found", body=placed(make_image(), "An extraordinary weir") + VIDEO)
    assert "Found" in reader.get("/search/?q=extraordinary").content.decode()
    assert "Found" in reader.get("/search/?q=film").content.decode()


def test_staff_are_told_of_a_picture_that_is_gone(now):
    release = make_release(body=placed(make_image()))
    assert placements.missing_references(release, now) == []
    release.body = '<figure data-picture="424242"></figure>'
    assert [problem.code for problem in placements.missing_references(release, now)] == ["picture_missing"]
