"""Feeds carry what is public, whole, and parse as what they say they are."""

import json
import re
import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest

from publishing.models import Status
from tests.factories import cite, make_campaign, make_document, make_image, make_release, make_source

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def items(response, extension):
    """Return (title, address, content) of each item of a feed."""
    if extension == "json":
        return [(i["title"], i["url"], i["content_html"]) for i in json.loads(response.content)["items"]]
    root = ET.fromstring(response.content)
    if extension == "rss":
        return [(i.findtext("title"), i.findtext("link"), i.findtext("description")) for i in root.iter("item")]
    return [
        (e.findtext(f"{ATOM}title"), e.find(f"{ATOM}link").get("href"), e.findtext(f"{ATOM}summary"))
        for e in root.iter(f"{ATOM}entry")
    ]


def files(response, extension):
    """Return (address, media type, size) of each file that goes with the items of a feed."""
    if extension == "json":
        found = [one for item in json.loads(response.content)["items"] for one in item["attachments"]]
        return [(one["url"], one["mime_type"], one["size_in_bytes"]) for one in found]
    root = ET.fromstring(response.content)
    found = root.iter("enclosure") if extension == "rss" else root.iterfind(f".//{ATOM}link[@rel='enclosure']")
    return [(one.get("url") or one.get("href"), one.get("type"), int(one.get("length"))) for one in found]


@pytest.mark.parametrize("extension", ["rss", "atom", "json"])
def test_a_feed_carries_the_whole_text_with_notes_and_absolute_links(reader, extension):
    source = make_source(title="Water & <Rivers>")
    release = make_release(
        title="Rivers & “rights” <now>", body=f"<p>It said so{cite(source)}. <a href='/about/'>Us</a></p>"
    )
    response = reader.get(f"/feeds/press.{extension}")
    [(title, address, content)] = items(response, extension)
    assert title == "Rivers & “rights” <now>"
    assert address == f"http://testserver{release.get_absolute_url()}"
    assert "It said so" in content
    assert 'href="http://testserver/about/"' in content
    assert "Water &amp; &lt;Rivers&gt;" in content
    assert "margin-note" not in content


@pytest.mark.parametrize("extension", ["rss", "atom", "json"])
def test_nothing_hidden_is_in_a_feed(reader, extension, now):
    make_release(publish_at=now + timedelta(hours=1), tags=("Rivers",))
    make_release(status=Status.WITHDRAWN, tags=("Rivers",))
    make_campaign(status=Status.DRAFT, tags=("Rivers",))
    for name in ("/feeds/press", "/feeds/campaigns"):
        assert items(reader.get(f"{name}.{extension}"), extension) == []
    assert reader.get(f"/tags/rivers/feed.{extension}").status_code == 404


@pytest.mark.parametrize("extension", ["rss", "atom", "json"])
def test_a_tag_feed_holds_releases_and_campaigns_newest_first(reader, extension, now):
    older = make_release(tags=("Rivers",), publish_at=now - timedelta(days=2))
    newer = make_campaign(tags=("Rivers",), publish_at=now - timedelta(days=1))
    make_release()
    response = reader.get(f"/tags/rivers/feed.{extension}")
    assert [title for title, *_ in items(response, extension)] == [newer.title, older.title]


@pytest.mark.parametrize("extension", ["rss", "atom", "json"])
def test_a_feed_names_the_lead_picture_and_the_documents_with_size_and_type(reader, extension):
    release = make_release(lead_image=make_image((900, 600), caption="In spring"), tags=("Rivers",))
    document = make_document(title="Letter")
    release.attachments.create(document=document)
    make_campaign(tags=("Rivers",))
    found = files(reader.get(f"/tags/rivers/feed.{extension}"), extension)
    picture, letter = (*found, None)[:2]
    assert picture[1] == "image/jpeg"
    assert letter == (None if extension == "rss" else (letter[0], document.media_type, document.size))
    for address, _media_type, size in found:
        response = reader.get(address.removeprefix("http://testserver"))
        assert len(b"".join(response)) == size


def test_an_entry_without_files_has_no_enclosure(reader):
    make_release()
    assert [files(reader.get(f"/feeds/press.{extension}"), extension) for extension in ("rss", "atom")] == [[], []]


def test_an_edition_has_its_own_feed(reader):
    make_release(title="English only")
    armenian = make_release(title="Գետեր", language="hy")
    [(title, address, _content), _other] = items(reader.get("/hy/feeds/press.json"), "json")
    assert (title, address) == ("Գետեր", f"http://testserver{armenian.get_absolute_url()}")
    assert [title for title, *_ in items(reader.get("/feeds/press.json"), "json")] == ["English only"]


def test_a_feed_names_its_type_and_is_cacheable_without_cookies(reader):
    response = reader.get("/feeds/press.atom")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert "public" in response["Cache-Control"]
    assert not response.cookies


@pytest.mark.parametrize("path", ["/feeds/press.doc", "/feeds/secrets.rss", "/tags/none/feed.rss", "/feeds/press.rss/"])
def test_unknown_feeds_are_404(reader, path):
    assert reader.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/feeds/press.rss", "/feeds/campaigns.json", "/tags/rivers/feed.atom"])
def test_a_feed_costs_the_same_with_one_item_and_with_many(reader, path, django_assert_max_num_queries):
    source, image, document = make_source(), make_image(), make_document()
    for number in range(25):
        release = make_release(tags=("Rivers", f"Tag {number}"), body=f"<p>x{cite(source)}</p>", lead_image=image)
        release.attachments.create(document=document)
        make_campaign(tags=("Rivers",), lead_image=image)
    reader.get("/feeds/")  # reads the frame, for all pages together
    with django_assert_max_num_queries(8):
        assert reader.get(path).status_code == 200


def test_the_newest_twenty_are_in_the_feed(reader, now):
    releases = [make_release(publish_at=now - timedelta(hours=hours)) for hours in range(1, 23)]
    titles = [title for title, *_ in items(reader.get("/feeds/press.rss"), "rss")]
    assert titles == [release.title for release in releases[:20]]


def test_tags_stand_in_the_order_of_the_alphabet_everywhere(reader):
    """A database gives rows without an order as it likes: the same page would differ from one day to the next."""
    for number in range(3):
        make_release(slug=f"tagged-{number}", tags=("water", "air", "rivers"))
    for tags in json.loads(reader.get("/feeds/press.json").content)["items"]:
        assert tags["tags"] == ["air", "rivers", "water"]
    page = reader.get("/press/tagged-1/").content.decode()
    assert re.findall(r'rel="tag" href="/tags/(\w+)/"', page) == ["air", "rivers", "water"]
