"""Adding a picture with mouse and keyboard."""

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from publishing.models import Image
from tests.factories import make_image, make_user, picture_bytes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(page: Page, live_server) -> Page:
    """The page of a member of staff who is signed in."""
    client = Client()
    client.force_login(make_user(superuser=True))
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return page


def test_a_chosen_file_is_shown_and_a_click_on_it_sets_the_focal_point(desk, assert_accessible):
    desk.goto("/admin/publishing/image/add/")
    picture = desk.locator(".focal-point img")
    expect(picture).to_be_hidden()
    file = {"name": "river.png", "mimeType": "image/png", "buffer": picture_bytes((400, 200))}
    desk.get_by_label("File").set_input_files(file)
    expect(picture).to_be_visible()
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


def test_the_mark_follows_the_keys_in_the_number_fields(desk, assert_accessible):
    image = make_image((800, 400))
    desk.goto(f"/admin/publishing/image/{image.pk}/change/")
    mark = desk.locator(".focal-point-mark")
    before = mark.bounding_box()
    desk.locator("#id_focal_x").focus()
    for _ in range(10):
        desk.keyboard.press("ArrowUp")
    expect(desk.locator("#id_focal_x")).to_have_value("0.6")
    assert mark.bounding_box()["x"] > before["x"] + 10
    assert_accessible(desk)


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
