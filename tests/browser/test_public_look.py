"""How the public site looks and holds together, in both colour schemes, from small phones to wide screens."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings as project
from playwright.sync_api import expect

from campaigns.models import CampaignRelease, Demand
from press.models import RelatedRelease
from publishing import clock, library, operations
from publishing.models import Image
from tests.browser.conftest import DESK, PHONE, eventually, overflow
from tests.factories import cite, make_campaign, make_page, make_petition, make_release, make_source, picture_bytes

WORDS = "The river carries more nitrate than it did ten years ago, and the register does not say why. "
HTML_AND_STYLES = 60_000


@pytest.fixture
def site(db, now):
    """A small site in which every public page has something to show; returns the paths."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    image = Image(title="River", alt_text="A river between hills", credit="A. Painter", caption="The river in spring")
    image.file = SimpleUploadedFile("river.png", picture_bytes((900, 600)), "image/png")
    library.add(image, user=None, now=now)
    source = make_source(title="The State of Rivers", url="https://reports.example.org/rivers", tags=("Water",))
    sentences = "".join(
        f"<p>{WORDS * 2}“Fish died.”{cite(source, locator=str(n), passage='Fish died')} {WORDS}</p>"
        for n in range(1, 6)
    )
    body = f"{sentences}<h2>Numbers</h2><ul><li>{WORDS}{cite(source)}</li></ul><blockquote><p>{WORDS}{cite(source)}</p></blockquote><p>{WORDS * 6}</p>"
    release = make_release(
        slug="rivers", title="Nitrate in the river has doubled", body=body, lead_image=image, tags=("Water",)
    )
    release.subhead = "Ten years of measurements"
    operations.store(release, user=None, now=now)
    release.corrections.create(kind="correction", text="It has doubled in ten years, not in five.", at=now, version=2)
    RelatedRelease.objects.create(release=release, related=make_release(slug="other", tags=("Water",)))
    campaign = make_campaign(slug="clean", title="Clean rivers", body=body, lead_image=image, tags=("Water",))
    Demand.objects.create(campaign=campaign, text="Publish every measurement.", legal_basis=source)
    CampaignRelease.objects.create(campaign=campaign, release=release)
    make_petition(campaign, slug="sign", goal=100)
    make_page(slug="about", title="About us")
    make_release(
        slug="نهر",
        language="ar",
        title="النترات في النهر",
        body=f"<p>نص{cite(source)}.</p>",
        translation_group=release.translation_group,
    )
    clock.bump(now)
    return {
        "home": "/", "press": "/press/", "year": f"/press/{release.publish_at:%Y}/", "release": "/press/rivers/", "arabic": "/ar/press/نهر/",
        "campaigns": "/campaigns/", "campaign": "/campaigns/clean/", "action": "/campaigns/clean/sign/", "sources": "/sources/",
        "source": source.get_absolute_url(), "tags": "/tags/", "tag": "/tags/water/", "search": "/search/?q=river", "feeds": "/feeds/",
        "history": "/press/rivers/versions/", "version": "/press/rivers/versions/1/", "comparison": "/press/rivers/versions/1-2/",
        "page": "/about/", "missing": "/no/such/page/",
    }  # fmt: skip


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_public_page_is_accessible(page, site, assert_accessible, size):
    # Kinds of pages that differ on a phone by nothing but their width are looked at on a desk.
    names = (
        site
        if size == DESK
        else ("home", "press", "release", "arabic", "campaign", "action", "source", "search", "comparison")
    )
    for path in (site[name] for name in names):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme="light")
        page.goto(path)
        assert_accessible(page)
        if size == DESK:  # where most is to be seen: colours do not depend on the width
            page.emulate_media(color_scheme="dark")
            assert_accessible(page, colours_only=True)
            for width in (320, 700, 1130, 1250, 2560):
                page.set_viewport_size({"width": width, "height": 800})
                eventually(page, lambda: overflow(page) == 0, f"{path} is too wide at {width}")


@pytest.mark.parametrize(("name", "side"), [("release", "right"), ("campaign", "right"), ("arabic", "left")])
def test_notes_stand_in_the_margin_beside_their_sentence_and_never_over_each_other(page, site, name, side):
    page.goto(site[name])
    for width in (1130, 1280, 1800):
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.locator(".margin-note").first).to_be_visible()
        text = page.locator(".prose").bounding_box()
        below = 0
        for number in range(1, page.locator(".margin-note").count() + 1):
            marker = page.locator("a.marker").nth(number - 1).bounding_box()
            note = page.locator(".margin-note").nth(number - 1).bounding_box()
            assert note["x"] >= text["x"] + text["width"] if side == "right" else note["x"] + note["width"] <= text["x"]
            assert note["x"] >= 0
            assert note["x"] + note["width"] <= width
            assert note["y"] >= below
            assert abs(note["y"] - max(marker["y"], below)) < 40
            below = note["y"] + note["height"]
        assert below > 0


def test_on_wide_screens_the_list_of_notes_stands_at_the_end_too(page, site):
    page.goto(site["release"])
    notes = page.locator(".notes-section")
    assert notes.bounding_box()["width"] > 300
    page.click("#ref-1-b")
    expect(page.locator("#note-1-b")).to_be_in_viewport()
    page.click("#note-1-b .back")
    expect(page).to_have_url(re.compile("#ref-1-b$"))
    expect(page.locator("#ref-1-b")).to_be_in_viewport()


@pytest.mark.parametrize("medium", ["screen", "print"])
def test_on_narrow_screens_and_on_paper_the_notes_are_a_list(page, site, medium):
    page.set_viewport_size(PHONE if medium == "screen" else DESK)
    page.emulate_media(media=medium)
    page.goto(site["release"])
    expect(page.locator("ol.notes .use:visible")).to_have_count(7)
    expect(page.locator(".margin-note:visible")).to_have_count(0)


def test_copied_text_is_free_of_margin_notes(page, site):
    page.goto(site["release"])
    copied = page.evaluate(
        "() => { getSelection().selectAllChildren(document.querySelector('.prose p')); return getSelection().toString() }"
    )
    assert re.sub(r"\s+", " ", copied).startswith(f"RIVERTON – {WORDS * 2}“Fish died.”1 {WORDS}".rstrip())
    assert "The State of Rivers" not in copied


def test_nothing_moves_while_a_page_loads(page, site):
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach(entry => { window.shift += entry.value }))"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    for name in ("home", "release", "campaign", "campaigns"):
        page.goto(site[name])
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.shift") < 0.01, name


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_next_action_stays_in_sight_however_far_one_reads(page, site, size):
    page.set_viewport_size(size)
    page.goto(site["campaign"])
    middle = "(document.documentElement.scrollHeight - innerHeight) / 2"
    for place in ("0", middle):
        page.evaluate(f"scrollTo(0, {place})")
        expect(page.locator(".next-action .button")).to_be_in_viewport(ratio=1)
        box = page.locator(".next-action .button").bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= size["height"]
        assert box["height"] >= 44


def test_the_keyboard_gets_past_the_masthead_and_sees_where_it_is(page, site):
    page.goto(site["release"])
    page.keyboard.press("Tab")
    skip = page.locator(".skip-link")
    eventually(page, lambda: skip.bounding_box()["y"] >= 0, "The link past the masthead is out of sight")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_a_release_weighs_little(page, site):
    answers = []

    def keep(answer):
        answers.append(answer)

    page.on("response", keep)
    page.goto(site["release"])
    page.wait_for_load_state("networkidle")
    weighed = [answer for answer in answers if answer.request.resource_type not in ("image", "media")]
    assert len(weighed) > 3
    assert sum(len(gzip.compress(answer.body())) for answer in weighed) <= HTML_AND_STYLES


def test_styles_name_no_other_place():
    styles = "".join(path.read_text() for path in Path(project.BASE_DIR, "static/css").glob("*.css"))
    assert "url(" not in styles
    assert "@import" not in styles
