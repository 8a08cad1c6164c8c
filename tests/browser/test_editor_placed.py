"""What the editor places in a text, by the keyboard and by the mouse, and what readers then have before them."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from press.models import PressRelease
from publishing import rendering, renditions
from tests.browser.conftest import PHONE
from tests.browser.editor import Editor
from tests.factories import make_campaign, make_image, make_petition, make_release, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def staff(client, context, live_server):
    user = make_user(superuser=True)
    client.force_login(user)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    return user


def open_dialog(editor, keys):
    """Open a dialog by its shortcut; the editor has lost the focus to it then."""
    editor.settle()
    editor.page.keyboard.press(keys)
    expect(editor.dialog).to_be_visible()


def choose(editor, title):
    """Choose a result with the keyboard alone."""
    result = editor.results.filter(has_text=title)
    expect(result).to_have_count(1)
    for _ in range(12):
        editor.page.keyboard.press("ArrowDown")
        if result.get_attribute("aria-selected") == "true":
            break
    editor.page.keyboard.press("Enter")
    expect(editor.dialog.get_by_role("button", name="Choose another")).to_be_focused()


def test_pictures_calls_videos_and_pull_quotes_are_placed_by_keys_saved_opened_changed_and_removed(
    staff, page, assert_accessible
):
    river = make_image((900, 600), title="The river", caption="Of the library", credit="Ada")
    make_image(title="The dam")
    petition = make_petition(make_campaign(title="Free the Arda"), title="Sign now")
    other = make_release(title="An older release", slug="older")
    page.goto(reverse("admin:press_pressrelease_add"))
    page.locator("#id_title").fill("Headline")
    editor = Editor(page)
    editor.paste(text="We stay, they said.\nMore words.")
    editor.press("Control+End", "Enter")
    page.keyboard.type("We stay")
    editor.press("Control+Alt+q")
    expect(editor.button("Pull quote")).to_have_attribute("aria-pressed", "true")
    editor.press("Enter", "Enter")

    # A picture, found by what it is called, with a caption of its own.
    open_dialog(editor, "Control+Alt+p")
    expect(editor.results).to_have_count(2)
    expect(editor.results.locator("img")).to_have_count(2)
    editor.dialog.get_by_role("button", name="Insert picture").click()
    expect(editor.dialog.get_by_text("Choose a picture.")).to_be_visible()
    expect(editor.dialog.get_by_role("combobox", name="Search pictures")).to_be_focused()
    page.keyboard.type("ada riv")
    expect(editor.results).to_have_count(1)
    choose(editor, "The river")
    caption = editor.dialog.get_by_label("Caption")
    expect(caption).to_have_attribute("placeholder", "Of the library")
    caption.fill("A “caption” of\n<b>ours</b>")
    assert_accessible(page)
    editor.confirm("Insert picture")

    open_dialog(editor, "Control+Alt+a")
    choose(editor, "Sign now")
    editor.confirm("Insert call to action")

    open_dialog(editor, "Control+Alt+v")
    address = editor.dialog.get_by_label("Address of the video")
    address.fill("http://youtu.be/aqz-KE-bpKQ")
    editor.dialog.get_by_role("button", name="Insert video").click()
    expect(address).to_have_attribute("aria-invalid", "true")
    expect(editor.dialog.get_by_label("Title")).to_have_attribute("aria-invalid", "true")
    assert_accessible(page)
    address.fill("youtu.be/aqz-KE-bpKQ?t=10")
    editor.dialog.get_by_label("Title").fill("A film")
    editor.confirm("Insert video")

    # A link to an own page, found by its headline.
    editor.select("More words")
    open_dialog(editor, "Control+k")
    editor.dialog.get_by_role("combobox", name="Search own pages").fill("older")
    editor.results.filter(has_text="An older release").click()
    expect(editor.dialog.get_by_label("Address", exact=True)).to_have_value(other.get_absolute_url())
    expect(editor.dialog.get_by_role("status")).to_have_text("The link leads to: An older release")
    assert_accessible(page)
    editor.confirm("Save")

    placed = [
        f'<figure data-picture="{river.pk}" data-caption="A “caption” of &lt;b&gt;ours&lt;/b&gt;"></figure>',
        f'<div data-action="{petition.pk}"></div>',
        '<figure data-video="https://www.youtube.com/watch?v=aqz-KE-bpKQ&amp;t=10s" data-title="A film"></figure>',
    ]
    before = (
        '<p>We stay, they said.</p><p><a href="/press/older/">More words</a>.</p>'
        '<blockquote data-pull=""><p>We stay</p></blockquote>'
    )
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/labels/" in request.url else None)
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_url("**/change/**")
    release = PressRelease.objects.get(title="Headline")
    assert release.body == before + "".join(placed) + "<p></p>"

    # Opened again, each card says what it is; all of a kind are asked for at once.
    editor = Editor(page)
    cards = editor.region.locator(".placed-card")
    expect(cards).to_contain_text(["The river", "Free the Arda · open", "A film"])
    expect(cards.first.locator("img")).to_be_visible()
    assert len(asked) == 2
    assert_accessible(page)

    # Changed by the mouse, and by the keys: the arrow selects what stands below the caret, Enter opens it.
    cards.nth(0).click()
    expect(editor.dialog.get_by_label("Caption")).to_have_value("A “caption” of <b>ours</b>")
    editor.dialog.get_by_label("Caption").fill("")
    editor.confirm("Save")
    assert f'<figure data-picture="{river.pk}"></figure>' in editor.html
    cards.nth(2).click()
    expect(editor.dialog.get_by_label("Title")).to_have_value("A film")
    page.keyboard.press("Escape")
    editor.expect_closed()
    editor.region.locator("blockquote p").click()
    editor.press("End", "ArrowDown")
    expect(cards.nth(0)).to_have_class("placed-card placed-picture ProseMirror-selectednode")
    page.keyboard.press("Enter")
    editor.dialog.get_by_role("button", name="Remove picture").click()
    expect(cards).to_have_count(2)
    assert rendering.clean(editor.html) == before + "".join(placed[1:]) + "<p></p>"

    # What is gone is shown as such, and a picture that is gone is refused with the text kept.
    editor.region.locator("p").last.click()
    editor.settle()
    editor.paste(html='<div data-action="424242"></div><figure data-picture="424242"></figure>')
    expect(editor.region.locator(".placed-unknown")).to_have_count(2)
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".field-body .errorlist")).to_contain_text("not in the library (424242)")
    assert '<figure data-picture="424242"></figure>' in Editor(page).html
    page.set_viewport_size(PHONE)
    assert page.locator(".field-body").evaluate("field => field.scrollWidth <= field.clientWidth")


# The words of the dialog, what the shortcut makes of "some words here" with "words" selected.
MADE = {
    "Heading": "<h2>some words here</h2>",
    "Subheading": "<h3>some words here</h3>",
    "Small heading": "<h4>some words here</h4>",
    "Bold": "some <strong>words</strong> here",
    "Italic": "some <em>words</em> here",
    "Subscript": "some <sub>words</sub> here",
    "Superscript": "some <sup>words</sup> here",
    "Bulleted list": "<ul><li><p>some words here</p></li></ul>",
    "Numbered list": "<li><p>some words here</p></li></ol>",
    "Quote": "<blockquote><p>some words here</p></blockquote>",
    "Pull quote": '<blockquote data-pull=""><p>some words here</p></blockquote>',
    "New line in the same paragraph": "some <br> here",
}
OPENED = {
    "Cite": "Cite a source",
    "Link": "Link",
    "Picture": "Picture from the library",
    "Call to action": "Call to action",
    "Video": "Video",
    "Keyboard shortcuts": "Keyboard shortcuts",
}


def test_every_shortcut_that_is_listed_works(staff, context, page, assert_accessible):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(reverse("admin:press_pressrelease_add"))
    editor = Editor(page)
    editor.button("Keyboard shortcuts").click()
    rows = editor.dialog.locator("tbody tr")
    listed = {row.locator("th").inner_text(): row.locator("kbd").inner_text() for row in rows.all()}
    assert_accessible(page)
    page.keyboard.press("Escape")
    editor.expect_closed()
    keys = {name: printed.replace("Ctrl", "Control") for name, printed in listed.items()}

    def begin():
        editor.region.focus()
        editor.press("Control+a", "Delete")
        editor.paste(text="some words here")
        editor.select("words")

    for name, html in MADE.items():
        begin()
        editor.press(keys.pop(name))
        assert html in editor.html, name
        editor.press("Control+a", "Delete", "Backspace")
    begin()
    for name, title in OPENED.items():
        open_dialog(editor, keys.pop(name))
        expect(editor.dialog.get_by_role("heading", name=title, exact=True)).to_be_visible()
        page.keyboard.press("Escape")
        editor.expect_closed()
    editor.press("Control+b", keys.pop("Undo"))
    assert "<strong>" not in editor.html
    editor.press(keys.pop("Redo"))
    assert "<strong>" in editor.html

    # In a list, between text and tool bar, and pasting.
    editor.press("Control+a", "Delete")
    editor.paste(html="<ul><li><p>one</p></li><li><p>two</p></li></ul>")
    nested = "<ul><li><p>one</p><ul><li><p>two</p></li></ul></li></ul>"
    editor.select("two")
    editor.press(keys.pop("Deeper in a list; next cell of a table"))
    assert nested in editor.html
    editor.press(keys.pop("Less deep in a list; previous cell of a table"))
    assert nested not in editor.html
    page.keyboard.press(keys.pop("From the text to the tool bar"))
    expect(editor.toolbar.locator(":focus")).to_have_count(1)
    page.keyboard.press(keys.pop("From the tool bar, or from a dialog, back to the text"))
    expect(editor.region).to_be_focused()
    page.evaluate(
        """() => navigator.clipboard.write([new ClipboardItem({
            "text/html": new Blob(["<p><b>pasted</b></p>"], { type: "text/html" }),
            "text/plain": new Blob(["pasted"], { type: "text/plain" }),
        })])"""
    )
    editor.press("Control+a", keys.pop("Paste without formatting"))
    expect(page.locator("#id_body")).to_have_value("<p>pasted</p>")
    # The other test opens what is selected with Enter.
    assert keys == {"Change the citation, picture, call to action or video that is selected": "Enter"}


def test_readers_have_everything_in_place_without_a_shift_and_decide_on_each_video(
    page, context, complaints, assert_accessible
):
    image = make_image((1000, 600))
    renditions.make(image.pk, now=timezone.now())
    petition = make_petition(title="Sign now")
    release = make_release(
        body=f'<p>“We stay,” they said.</p><figure data-picture="{image.pk}"></figure>'
        '<blockquote data-pull=""><p>We stay</p></blockquote>'
        f'<div data-action="{petition.pk}"></div>'
        '<figure data-video="https://vimeo.com/76979871" data-title="A film"></figure><p>End.</p>'
    )
    context.route("https://player.vimeo.com/**", lambda route: route.fulfill(body="<p>playing</p>"))
    for size in (PHONE, {"width": 1280, "height": 900}):
        page.set_viewport_size(size)
        page.goto(release.get_absolute_url())
        place = page.locator(".video-place")
        expect(place.get_by_role("button", name="Play video")).to_be_visible()
        height = place.bounding_box()["height"]
        page.locator(".prose .picture img").scroll_into_view_if_needed()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert_accessible(page)
    assert complaints == []
    place.get_by_role("button", name="Play video").focus()
    page.keyboard.press("Enter")
    frame = page.locator("iframe")
    expect(frame).to_be_focused()
    expect(frame).to_have_attribute("title", "A film")
    expect(page.frame_locator("iframe").get_by_text("playing")).to_be_visible()
    assert place.bounding_box()["height"] == pytest.approx(height, abs=1)
    # Asked for by the reader, and nothing else.
    assert complaints == ["request to a third party: https://player.vimeo.com/video/76979871?dnt=1&autoplay=1"]
    complaints.clear()
