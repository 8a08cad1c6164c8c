"""The media library with mouse and keyboard."""

import io
import re

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image as PillowImage
from playwright.sync_api import Page, expect

from publishing import renditions
from publishing.models import Image
from tests.browser.conftest import eventually, let_in
from tests.factories import PDF, make_image, make_user, picture_bytes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(page: Page, live_server) -> Page:
    """The page of a member of staff who is signed in."""
    let_in(page.context, make_user(superuser=True), live_server.url)
    return page


def test_a_chosen_file_is_shown_and_a_click_on_it_sets_the_focal_point(desk, assert_accessible):
    desk.goto("/admin/publishing/image/add/")
    picture = desk.locator(".focal-point img")
    expect(picture).to_be_hidden()
    file = {"name": "river.png", "mimeType": "image/png", "buffer": picture_bytes((400, 200))}
    desk.get_by_label("File").set_input_files(file)
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 400)  # before, it is as large as its words
    box = picture.bounding_box()
    picture.click(position={"x": box["width"] * 0.75, "y": box["height"] * 0.25})
    across, down = desk.locator("#id_focal_x"), desk.locator("#id_focal_y")
    assert abs(float(across.input_value()) - 0.75) <= 0.01
    assert abs(float(down.input_value()) - 0.25) <= 0.01
    mark = desk.locator(".focal-point-mark").bounding_box()
    assert abs(mark["x"] + mark["width"] / 2 - (box["x"] + box["width"] * 0.75)) < 3

    desk.get_by_label("Title").fill("The river")
    desk.get_by_label("Alternative text").fill("A river in flood")
    desk.get_by_label("Credit").fill("A. Painter")
    assert_accessible(desk)
    desk.locator("[name=_save]").click()
    desk.wait_for_url("**/admin/publishing/image/")
    image = Image.objects.get()
    assert (image.focal_x, image.focal_y) == (0.75, 0.25)


def test_point_and_crop_follow_the_keys_in_the_number_fields_and_on_the_mark(desk, assert_accessible):
    picture = PillowImage.new("RGB", (400, 800), "red")
    picture.paste("blue", (0, 400, 400, 800))
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    image = make_image(file=ContentFile(stream.getvalue(), name="two.png"), focal_y=0.1)
    desk.goto(f"/admin/publishing/image/{image.pk}/change/")
    mark = desk.locator(".focal-point-mark")
    expect(desk.locator(".focal-point img")).to_have_js_property("complete", True)
    expect(mark).to_be_visible()
    before = mark.bounding_box()
    desk.locator("#id_focal_x").focus()
    for _ in range(10):
        desk.keyboard.press("ArrowUp")
    expect(desk.locator("#id_focal_x")).to_have_value("0.6")
    assert mark.bounding_box()["x"] > before["x"] + 10

    def colour_of_crop():
        middle = "canvas => [...canvas.getContext('2d').getImageData(300, 150, 1, 1).data]"
        red, _green, blue, _alpha = desk.locator(".focal-crop canvas").evaluate(middle)
        return "red" if red > blue else "blue"

    eventually(desk, lambda: colour_of_crop() == "red", "The crop does not show the point of before")
    mark.focus()
    for _ in range(7):
        desk.keyboard.press("Shift+ArrowDown")
    desk.keyboard.press("ArrowLeft")
    expect(desk.locator("#id_focal_y")).to_have_value("0.80")
    expect(desk.locator("#id_focal_x")).to_have_value("0.59")
    expect(mark).to_have_attribute("aria-label", re.compile("59 per cent from the left, 80 per cent from the top"))
    eventually(desk, lambda: colour_of_crop() == "blue", "The crop does not follow the mark")
    assert_accessible(desk)


def test_many_files_are_uploaded_each_for_itself_and_get_their_words_together(desk, assert_accessible, complaints):
    desk.goto("/admin/publishing/image/upload/")
    files = [
        {"name": "river-in-flood.png", "mimeType": "image/png", "buffer": picture_bytes((600, 400))},
        {"name": "logo.svg", "mimeType": "image/svg+xml", "buffer": b"<svg xmlns='http://www.w3.org/2000/svg'/>"},
        {"name": "report.pdf", "mimeType": "application/pdf", "buffer": PDF},
    ]
    desk.get_by_label("Choose files").set_input_files(files)
    rows = desk.locator(".upload-rows li")
    expect(desk.get_by_role("status")).to_have_text("2 of 3 files stored, 1 not.")
    expect(rows.filter(has_text="River in flood")).to_contain_text("stored, waits for its words")
    expect(rows.filter(has_text="logo.svg")).to_contain_text("export it as PNG")

    # Dropped files go the same way; one whose connection broke can be tried again.
    desk.route("**/image/upload/", lambda route: route.abort(), times=1)
    drop = """(zone, bytes) => {
        const files = new DataTransfer();
        files.items.add(new File([new Uint8Array(bytes)], "dropped.png", { type: "image/png" }));
        zone.dispatchEvent(new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true }));
    }"""
    desk.locator(".drop-zone").evaluate(drop, list(picture_bytes((300, 300))))
    row = rows.filter(has_text="dropped.png")
    expect(row).to_contain_text("The connection broke.")
    assert_accessible(desk)
    row.get_by_role("button", name="Try again").click()
    expect(rows.filter(has_text="Dropped")).to_contain_text("stored, waits for its words")
    complaints.remove("Failed to load resource: net::ERR_FAILED")

    desk.get_by_role("link", name="Give them their words").click()
    expect(desk.locator(".finish-row")).to_have_count(3)
    desk.locator("#id_credit").fill("A. Painter")
    river = desk.get_by_role("group", name="River in flood")
    river.get_by_label("Alternative text").fill("A river in flood")
    desk.get_by_role("group", name="Dropped").get_by_label("Caption").fill("Typed and kept")
    assert_accessible(desk)
    desk.get_by_role("button", name="add to the library").click()
    expect(desk.locator(".messagelist")).to_contain_text("2 files joined the library.")
    expect(desk.locator(".finish-row")).to_have_count(1)
    expect(desk.get_by_label("Caption")).to_have_value("Typed and kept")
    expect(desk.locator(".finish-lacking")).to_contain_text("Still needs alternative text")

    # The grid shows how far the files for readers are, and hears of it without being loaded anew.
    desk.goto("/admin/publishing/image/")
    state = desk.locator(".library-state")
    expect(state).to_have_attribute("data-state", "waiting")
    assert_accessible(desk)
    renditions.make(Image.objects.get().pk, now=timezone.now())
    expect(state).to_have_attribute("data-state", "made", timeout=15_000)
    desk.get_by_role("link", name="River in flood").click()
    desk.get_by_role("link", name="Replace the file").click()
    assert_accessible(desk)
    file = {"name": "other.png", "mimeType": "image/png", "buffer": picture_bytes((500, 500))}
    desk.get_by_label("New file").set_input_files(file)
    desk.get_by_role("button", name="Replace the file").click()
    expect(desk.locator(".messagelist")).to_contain_text("The file was replaced.")
    assert Image.objects.get().width == 500


def test_a_refused_file_is_explained_and_the_words_stay(desk, assert_accessible):
    desk.goto("/admin/publishing/image/add/")
    desk.get_by_label("Title").fill("The river")
    desk.get_by_label("Credit").fill("A. Painter")
    desk.get_by_label("Alternative text").fill("A river in flood")
    desk.get_by_label("File").set_input_files({"name": "river.jpg", "mimeType": "image/jpeg", "buffer": b"Words."})
    desk.locator("[name=_save]").click()
    expect(desk.locator("#id_file_error")).to_contain_text("This file is no picture, whatever its name says")
    expect(desk.get_by_label("Alternative text")).to_have_value("A river in flood")
    assert_accessible(desk)
