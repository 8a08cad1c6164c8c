"""The text editor and Cite, in Chromium under the site's own security policy: the fixture `context` fails on a breach."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from publishing import rendering
from sources.models import Source
from tests.browser.conftest import PHONE
from tests.browser.editor import Editor
from tests.factories import cite, make_release, make_source, make_user

pytestmark = pytest.mark.django_db(transaction=True)

# As press officers have it in their files: curly quotes, dashes, special spaces, and signs that other editors
# take for mark-up.
PLAIN = (
    "PLACE – “We stay,” said Nor Arda — and ‘so do they’…\n"
    "A *star*, an __init__, a `tick`, 2 * 3 * 4, [a](https://example.org/b), ~~no~~ and <b>brackets</b> & more\n"
    "Two  spaces, a non-breaking\u00a0space, a thin\u202fone, 1. a number - and a dash\n"
    "- not a list\n"
    "example.org/realpeace and https://example.org/x_y_z stay words"
)


def open_release(page, body):
    release = make_release(body=body)
    page.goto(reverse("admin:press_pressrelease_change", args=[release.pk]))
    return Editor(page), release


# --- The text ---


def test_the_editor_is_named_operable_by_keys_and_accessible(editor, page, axe):
    region = page.get_by_role("textbox", name="Text:", exact=True)
    expect(region).to_have_attribute("contenteditable", "true")
    assert editor.button("Bold").get_attribute("title") == "Bold (Ctrl+B)"
    assert editor.button("Cite").get_attribute("title") == "Cite (Ctrl+Shift+C)"
    page.locator("label[for=id_body]").click()
    expect(region).to_be_focused()
    page.keyboard.press("Alt+F10")
    expect(editor.button("Heading")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(editor.button("Subheading")).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    expect(editor.button("Keyboard shortcuts")).to_be_focused()
    page.keyboard.press("Escape")
    expect(region).to_be_focused()
    found = axe.run(page, context={"include": [[".field-body"]]})
    assert not found.response["violations"], found.generate_report()


def test_typing_spaces_never_stores_non_breaking_ones(editor, page):
    editor.type("Two  spaces, three   and one at the end ")
    assert editor.html == "<p>Two  spaces, three   and one at the end </p>"
    page.keyboard.press("Enter")
    page.keyboard.type(" begins with one")
    assert "nbsp" not in editor.html
    assert "\u00a0" not in editor.html


def test_keys_and_buttons_make_the_allowed_elements_and_the_server_keeps_them(editor, page):
    page.keyboard.press("Tab")
    editor.type("Head")
    page.keyboard.press("Control+Alt+2")
    expect(editor.button("Heading")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+B")
    page.keyboard.type("bold")
    page.keyboard.press("Control+B")
    page.keyboard.type(" H")
    editor.button("Subscript").click()
    page.keyboard.type("2")
    editor.button("Subscript").click()
    page.keyboard.type("O")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("next line")
    page.keyboard.press("Enter")
    editor.button("Bulleted list").click()
    page.keyboard.type("item")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    editor.button("Quote").click()
    page.keyboard.type("said")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    editor.button("Insert table").click()
    page.keyboard.type("cell")
    html = editor.html
    for part in (
        "<h2>Head</h2>",
        "<strong>bold</strong> H<sub>2</sub>O<br>next line",
        "<ul><li><p>item</p></li></ul>",
        "<blockquote><p>said</p></blockquote>",
        "<th><p>cell</p></th>",
    ):
        assert part in html
        assert part in rendering.clean(html)
    page.keyboard.press("Control+Z")
    assert "cell" not in editor.html


def test_pasted_plain_text_stays_character_for_character(editor):
    editor.paste(text=PLAIN)
    assert editor.region.locator("p").all_inner_texts() == PLAIN.split("\n")
    stored = rendering.clean(editor.html)
    assert rendering.plain_text(stored.replace("  ", " ")) == PLAIN.replace("  ", " ")
    assert "Two  spaces" in stored
    assert "<a" not in stored


def test_opening_and_changing_a_text_leaves_the_rest_of_it_as_it_was(staff, page):
    source = make_source()
    body = (
        "<h2>Head</h2>\n<p>Two  spaces, a\u00a0non-breaking one; m<sup>2</sup>.</p>\n"
        f"<p>“Quoted”{cite(source, locator='4', label='page', passage='Quoted')}, said “X &amp; Y” &lt;b&gt;.</p>\n"
        '<ol start="3"><li><p>three</p></li></ol>\n<p>End</p>'
    )
    editor, release = open_release(page, body)
    before = rendering.clean(release.body)
    page.locator(".field-body p", has_text="End").click()
    editor.press("End")
    page.keyboard.type("!")
    # The editor writes the attributes of a marker in an order of its own.
    marker = f'<sup data-cite="{source.pk}" data-label="page" data-locator="4" data-passage="Quoted"></sup>'
    expected = re.sub("<sup data-cite.*?</sup>", marker, before.replace("\n", "")).replace("End", "End!")
    assert rendering.clean(editor.html) == expected


def test_without_javascript_the_text_area_with_the_html_still_saves(staff, browser, context, live_server):
    release = make_release(body="<p>Old words</p>", status="draft", publish_at=None)
    plain = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, storage_state=context.storage_state()
    )
    page = plain.new_page()
    page.goto(reverse("admin:press_pressrelease_change", args=[release.pk]))
    area = page.locator("textarea[name=body]")
    expect(area).to_be_visible()
    assert area.input_value() == "<p>Old words</p>"
    area.fill("<p>New words<script>alert(1)</script></p>")
    with page.expect_navigation():
        page.get_by_role("button", name="Save draft").click()
    release.refresh_from_db()
    plain.close()
    assert release.body == "<p>New words</p>"


# --- Links ---


def test_a_link_takes_what_people_type_and_refuses_what_is_no_address(editor, page, assert_accessible):
    editor.type("our partners and us")
    editor.select("our partners")
    page.keyboard.press("Control+K")
    address = editor.dialog.get_by_label("Address")
    for wrong in ("javascript:alert(1)", "", "data:text/html,x", "", "not an address", ""):
        address.fill(wrong)
        page.keyboard.press("Enter")
        told = "This is no address that a link may have." if wrong else "Type an address."
        expect(editor.dialog.locator(".editor-errors:visible")).to_contain_text(told)
        expect(address).to_have_attribute("aria-invalid", "true")
    assert_accessible(page)
    address.fill("partners.example.org/list")
    editor.confirm("Save")
    assert editor.html == '<p><a href="https://partners.example.org/list">our partners</a> and us</p>'
    editor.select("us")
    editor.button("Link").click()
    address.fill("press@example.org")
    editor.confirm("Save")
    assert '<a href="mailto:press@example.org">us</a>' in editor.html
    editor.select("partners")
    editor.button("Remove link").click()
    assert editor.html.startswith("<p>our partners and")


# --- Cite ---


def test_citing_with_the_keyboard_alone_puts_a_marker_after_the_words_and_leaves_them(editor, page, assert_accessible):
    make_source(title="On the Sea")
    source = make_source(
        title="On the Arda", authors=[{"literal": "Freedom House"}], issued_as_typed="11 November 2024"
    )
    editor.paste(text="It said “the state emptied the valley”, and left.")
    editor.select("the state emptied the valley")
    page.keyboard.press("Control+Shift+C")
    expect(editor.dialog.get_by_label("Passage")).to_have_value("the state emptied the valley")
    box = editor.dialog.get_by_role("combobox", name="Search sources")
    expect(box).to_be_focused()
    # In one go: between slow keys the list would be asked for, and shown, more than once.
    page.keyboard.insert_text("freedom ar")
    expect(editor.results).to_have_count(1)
    page.keyboard.press("ArrowDown")
    active = editor.dialog.locator("[role=option][aria-selected=true]")
    expect(active).to_contain_text("On the Arda")
    expect(active).to_contain_text("Freedom House")
    expect(active).to_contain_text("November 11, 2024")
    assert box.get_attribute("aria-activedescendant") == active.get_attribute("id")
    assert_accessible(page)
    page.keyboard.press("Enter")
    expect(editor.dialog.get_by_role("button", name="Choose another")).to_be_focused()
    assert_accessible(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    editor.expect_closed()
    assert editor.html == (
        f'<p>It said “the state emptied the valley<sup data-cite="{source.pk}" data-label="page" data-locator="4" '
        'data-passage="the state emptied the valley"></sup>”, and left.</p>'
    )
    expect(editor.chips).to_have_text(["Freedom House 2024, p. 4"])
    page.keyboard.type("!")
    assert "</sup>!”, and left." in editor.html


def test_spaces_at_the_end_of_a_selection_stay_behind_the_marker(editor):
    source = make_source(title="On the Arda")
    editor.paste(text="These words stand here.")
    editor.cite("words ", "On the Arda")
    assert editor.html == f'<p>These words<sup data-cite="{source.pk}" data-passage="words"></sup> stand here.</p>'


def test_a_selection_over_paragraphs_and_a_second_citation_of_the_same_words(editor, page):
    first, second = make_source(title="On the Arda"), make_source(title="On the Sea")
    editor.paste(text="One ends.\nTwo begins.")
    editor.press("Control+A")
    editor.open_cite()
    expect(editor.dialog.get_by_label("Passage")).to_have_value("One ends. Two begins.")
    editor.search("arda")
    editor.results.filter(has_text="On the Arda").click()
    editor.confirm()
    editor.cite("Two begins.", "On the Sea")
    assert editor.html == (
        f'<p>One ends.</p><p>Two begins.<sup data-cite="{first.pk}" data-passage="One ends. Two begins."></sup>'
        f'<sup data-cite="{second.pk}" data-passage="Two begins."></sup></p>'
    )


def test_a_marker_is_never_part_of_a_link(editor):
    make_source(title="On the Arda")
    editor.paste(text="Some linked words here")
    editor.cite("linked", "On the Arda")
    editor.select("linked words")
    editor.button("Link").click()
    editor.dialog.get_by_label("Address").fill("https://example.org")
    editor.confirm("Save")
    assert "<sup" in editor.html
    assert rendering.clean(editor.html) == editor.html
    assert "<sup" not in editor.html.partition("<a")[2].partition("</a>")[0]


def test_a_new_source_is_made_in_the_dialog_with_errors_in_place_and_nothing_lost(editor, page, assert_accessible):
    editor.paste(text="It says “severe and grave”.")
    editor.open_cite("severe and grave")
    expect(editor.dialog.get_by_role("status")).to_have_text("There are no sources yet.")
    editor.search("UN Committee findings")
    expect(editor.dialog.get_by_role("status")).to_have_text("No source found.")
    editor.dialog.get_by_role("button", name="New source").click()
    expect(editor.dialog.get_by_label("Title")).to_have_value("UN Committee findings")
    editor.dialog.get_by_label("Title").fill("")
    editor.dialog.get_by_label("Authors").fill("United Nations\nArda, Nor")
    editor.dialog.get_by_label("Date").fill("the other day")
    editor.dialog.get_by_label("Web address").fill("nowhere")
    save = editor.dialog.get_by_role("button", name="Save source and cite")
    save.click()
    title, date = editor.dialog.get_by_label("Title"), editor.dialog.get_by_label("Date")
    expect(title).to_be_focused()
    for control in (title, date, editor.dialog.get_by_label("Web address")):
        expect(control).to_have_attribute("aria-invalid", "true")
        described = control.get_attribute("aria-describedby").split()[0]
        expect(page.locator(f"#{described} li").first).not_to_be_empty()
    expect(editor.dialog.get_by_label("Authors")).to_have_value("United Nations\nArda, Nor")
    assert_accessible(page)
    title.fill("Findings")
    date.fill("June 5")
    editor.dialog.get_by_label("Web address").fill("https://un.example/findings")
    editor.dialog.get_by_label("Number").fill("12-14")
    editor.dialog.get_by_label("Place in the source").select_option("paragraph")
    editor.confirm("Save source and cite")
    source = Source.objects.get()
    assert source.authors == [{"literal": "United Nations"}, {"family": "Arda", "given": "Nor"}]
    assert source.issued_as_typed == "June 5"
    expect(editor.chips).to_have_text(["United Nations and Arda, paras. 12-14"])
    assert f'<sup data-cite="{source.pk}" data-label="paragraph" data-locator="12-14"' in editor.html


def test_a_source_with_an_address_that_is_known_is_offered(editor):
    make_source(title="The known report", url="https://un.example/findings")
    editor.paste(text="It says “severe and grave”.")
    editor.open_cite("severe and grave")
    editor.search("https://un.example/other")
    editor.dialog.get_by_role("button", name="New source").click()
    expect(editor.dialog.get_by_label("Web address")).to_have_value("https://un.example/other")
    editor.dialog.get_by_label("Web address").fill("http://www.un.example/findings?utm_source=x")
    editor.dialog.get_by_label("Title").fill("The same report")
    editor.dialog.get_by_role("button", name="Save source and cite").click()
    editor.dialog.get_by_role("button", name="Use this source").click()
    editor.confirm()
    assert Source.objects.count() == 1
    assert f'data-cite="{Source.objects.get().pk}"' in editor.html


def test_a_dialog_left_by_escape_returns_to_the_text_and_keeps_what_was_typed_of_a_source(editor, page):
    editor.paste(text="It says “severe and grave”.")
    editor.open_cite("severe and grave")
    editor.dialog.get_by_role("button", name="New source").click()
    editor.dialog.get_by_label("Title").fill("Half a title")
    page.keyboard.press("Escape")
    editor.expect_closed()
    assert "<sup" not in editor.html
    editor.open_cite("severe and grave")
    expect(editor.dialog.get_by_label("Title")).to_have_value("Half a title")


def test_citing_nothing_is_told_beside_the_search(editor, assert_accessible, page):
    make_source()
    editor.type("words")
    editor.open_cite("words")
    editor.dialog.get_by_role("button", name="Cite", exact=True).click()
    expect(editor.dialog.get_by_text("Choose a source.")).to_be_visible()
    expect(editor.dialog.get_by_role("combobox", name="Search sources")).to_be_focused()
    assert_accessible(page)


def test_markers_of_a_stored_text_are_named_in_one_request_and_can_be_changed_and_removed(staff, page):
    one = make_source(title="On the Arda", authors=[{"literal": "Freedom House"}], issued_as_typed="2024")
    two = make_source(title="On the Sea", authors=[{"family": "Arda", "given": "Nor"}], issued_as_typed="2023")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/labels/" in request.url else None)
    editor, _ = open_release(
        page,
        f"<p>A{cite(one, locator='4', label='page', passage='A')} B{cite(two)}"
        f" C{cite(one, locator='4–6', label='section')}</p>",
    )
    expect(editor.chips).to_have_text(["Freedom House 2024, p. 4", "Arda 2023", "Freedom House 2024, secs. 4–6"])
    assert len(asked) == 1
    # By the mouse.
    editor.chips.nth(0).click()
    expect(editor.dialog.get_by_label("Passage")).to_have_value("A")
    expect(editor.dialog.get_by_label("Number")).to_have_value("4")
    expect(editor.dialog).to_contain_text("On the Arda")
    editor.dialog.get_by_label("Number").fill("5")
    editor.confirm("Save")
    expect(editor.chips.nth(0)).to_have_text("Freedom House 2024, p. 5")
    # By the keyboard: the caret before B's marker, one step onto it, Enter.
    editor.select(" B")
    editor.press("ArrowRight", "ArrowRight")
    expect(editor.chips.nth(1)).to_have_class(re.compile("ProseMirror-selectednode"))
    page.keyboard.press("Enter")
    expect(editor.dialog).to_contain_text("On the Sea")
    editor.dialog.get_by_role("button", name="Remove citation").click()
    editor.expect_closed()
    expect(editor.chips).to_have_count(2)
    assert rendering.plain_text(editor.html) == "A B C"
    assert len(asked) == 1


def test_a_marker_of_a_source_that_is_gone_is_shown_as_such_and_refused_with_the_text_kept(staff, page):
    editor, release = open_release(page, "<p>Words</p>")
    editor.paste(html='<p>More<sup data-cite="424242"></sup> words</p>')
    expect(editor.chips).to_have_text(["Unknown source"])
    page.get_by_role("button", name="Save changes").click()
    expect(page.locator(".field-body .errorlist")).to_contain_text("a source that does not exist")
    editor = Editor(page)
    expect(editor.region).to_have_attribute("aria-invalid", "true")
    assert "More" in editor.html
    release.refresh_from_db()
    assert release.body == "<p>Words</p>"


def test_signed_out_meanwhile_the_dialog_says_so_and_keeps_what_was_typed(editor, context, page):
    editor.paste(text="It says “severe and grave”.")
    editor.open_cite("severe and grave")
    editor.dialog.get_by_role("button", name="New source").click()
    editor.dialog.get_by_label("Title").fill("A title")
    context.clear_cookies(name="sessionid")
    editor.dialog.get_by_role("button", name="Save source and cite").click()
    expect(editor.dialog.get_by_role("status")).to_contain_text("Sign in again")
    expect(editor.dialog.get_by_label("Title")).to_have_value("A title")


def test_without_the_right_to_make_sources_only_the_search_is_offered(editor, staff):
    make_source()
    staff.is_superuser = False
    staff.save()
    staff.user_permissions.set(make_user("sources.view_source", "press.add_pressrelease").user_permissions.all())
    editor.type("words")
    editor.open_cite("words")
    expect(editor.results).to_have_count(1)
    expect(editor.dialog.get_by_role("button", name="New source")).to_be_hidden()


def test_the_dialog_fits_a_phone(editor, page, assert_accessible):
    for n in range(15):
        make_source(title=f"A report with a title that is as long as titles of reports are, number {n}")
    page.set_viewport_size(PHONE)
    editor.type("words")
    editor.open_cite("words")
    expect(editor.results).to_have_count(12)
    expect(editor.dialog.get_by_role("status")).to_contain_text("There are more")
    for state in ("search", "new"):
        if state == "new":
            editor.dialog.get_by_role("button", name="New source").click()
        expect(editor.dialog.get_by_label("Title")).to_be_visible(visible=state == "new")
        box = editor.dialog.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= PHONE["height"]
        assert editor.dialog.evaluate("dialog => dialog.scrollWidth <= dialog.clientWidth")
        main = editor.dialog.locator(".editor-primary")
        expect(main).to_be_in_viewport()
        assert_accessible(page)
