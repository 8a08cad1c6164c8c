"""The media library in the admin: uploading, describing, finding, deleting."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import ProtectedError
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from pages.models import SiteSettings
from publishing import clock, library, renditions
from publishing.models import Image
from tests.factories import make_image, make_release, make_user, picture_bytes
from tests.publishing.test_uploads import huge_png

pytestmark = pytest.mark.django_db

ADD = "/admin/publishing/image/add/"
LIST = "/admin/publishing/image/"
WORDS = {
    "title": "The river",
    "alt_text": "A river in flood",
    "credit": "A. Painter",
    "focal_x": "0.5",
    "focal_y": "0.25",
}


def change_address(image: Image) -> str:
    return reverse("admin:publishing_image_change", args=[image.pk])


def original_address(image: Image) -> str:
    return reverse("admin:publishing_image_original", args=[image.pk])


def file(content: bytes | None = None, name: str = "river.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture_bytes((1000, 600)) if content is None else content)


@pytest.fixture
def editor(client):
    client.force_login(make_user(*(f"publishing.{verb}_image" for verb in ("view", "add", "change", "delete"))))
    return client


class TestAdding:
    def test_a_picture_is_stored_with_its_words_and_can_be_shown_at_once(self, editor):
        answer = editor.post(ADD, WORDS | {"file": file()})
        assert answer.status_code == 302
        image = Image.objects.get()
        assert (image.title, image.width, image.height, image.media_type) == ("The river", 1000, 600, "image/png")
        assert image.focal_y == 0.25
        assert image.created_by is not None
        assert image.picture
        assert DBTaskResult.objects.count() == 1

    @pytest.mark.parametrize(
        ("content", "name", "words"),
        [
            (b"Just words.", "river.jpg", "This file is no picture"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "a.svg", "export it as PNG"),
            (picture_bytes((400, 400))[:150], "river.png", "cut off or damaged"),
            (b"", "river.png", "empty"),
        ],
    )
    def test_a_wrong_file_is_refused_beside_its_field_and_the_words_stay(self, editor, content, name, words):
        answer = editor.post(ADD, WORDS | {"file": file(content, name)})
        assert answer.status_code == 200
        assert words in str(answer.context["adminform"].form.errors["file"])
        assert 'value="A river in flood"' in answer.content.decode()
        assert not Image.objects.exists()

    def test_a_picture_of_50_megapixels_is_refused(self, editor):
        content = huge_png(10_000, 5_000)
        answer = editor.post(ADD, WORDS | {"file": file(content)})
        assert "more than 40 million pixels" in str(answer.context["adminform"].form.errors["file"])
        assert 'value="The river"' in answer.content.decode()

    def test_without_alternative_text_it_is_asked_for_unless_the_picture_is_decorative(self, editor):
        answer = editor.post(ADD, WORDS | {"alt_text": " ", "file": file()})
        errors = answer.context["adminform"].form.errors
        assert "Describe the picture" in str(errors["alt_text"])
        assert "Choose it once more" in str(errors["file"])
        assert "__all__" not in errors
        assert editor.post(ADD, WORDS | {"alt_text": "", "is_decorative": "on", "file": file()}).status_code == 302

    @pytest.mark.parametrize("value", ["1.01", "-0.1", "nan", "inf", "left", ""])
    def test_a_focal_point_outside_the_picture_is_refused(self, editor, value):
        answer = editor.post(ADD, WORDS | {"focal_x": value, "file": file()})
        assert "focal_x" in answer.context["adminform"].form.errors

    def test_words_that_are_too_long_are_refused_and_kept(self, editor):
        answer = editor.post(ADD, WORDS | {"title": "x" * 10_000, "file": file()})
        assert "title" in answer.context["adminform"].form.errors
        assert "x" * 10_000 in answer.content.decode()

    def test_a_second_copy_of_a_file_and_a_small_picture_are_pointed_out_but_accepted(self, editor):
        first = make_image((40, 30), title="First copy")
        answer = editor.post(ADD, WORDS | {"file": file(picture_bytes((40, 30)))}, follow=True)
        assert Image.objects.count() == 2
        page = answer.content.decode()
        assert f'<a href="{change_address(first)}">First copy</a>' in page
        assert "only 40 pixels wide" in page

    def test_a_large_picture_that_is_new_is_accepted_without_remarks(self, editor):
        answer = editor.post(ADD, WORDS | {"file": file()}, follow=True)
        assert [message.level_tag for message in answer.context["messages"]] == ["success"]


class TestChanging:
    def test_new_words_reach_readers_and_the_file_stays(self, editor, now):
        image = make_image()
        make_release(lead_image=image)
        version = clock.read(now).version
        answer = editor.post(change_address(image), WORDS | {"file": file(name="other.png")})
        assert answer.status_code == 302
        changed = Image.objects.get()
        assert (changed.title, changed.file.name, changed.width) == ("The river", image.file.name, 40)
        assert clock.read(now).version == version + 1

    def test_a_new_focal_point_has_the_crop_made_anew(self, editor, now):
        image = make_image(now=now)
        renditions.make(image.pk, now=now)
        editor.post(change_address(image), WORDS)
        assert [plan.crop for plan in renditions.missing(Image.objects.get())] == ["social"]
        assert DBTaskResult.objects.count() == 2

    def test_the_form_tells_where_the_picture_is_used(self, editor):
        image = make_image()
        release = make_release(lead_image=image, title="Dam opened", status="draft")
        SiteSettings.objects.update_or_create(pk=1, defaults={"logo": image, "name": "River Watch"})
        page = editor.get(change_address(image)).content.decode()
        assert f'<a href="/admin/press/pressrelease/{release.pk}/change/">Dam opened</a>' in page
        assert "River Watch" in page
        assert "it cannot be deleted" in page

    def test_the_state_of_the_files_is_shown(self, editor, now):
        image = make_image(now=now)
        assert "3 files to be made" in editor.get(change_address(image)).content.decode()
        renditions.make(image.pk, now=now)
        assert "all made" in editor.get(change_address(image)).content.decode()

    def test_files_that_could_not_be_made_are_shown_with_the_reason_and_can_be_tried_again(self, editor, now):
        image = make_image(now=now)
        Image.objects.update(renditions_due_at=None, renditions_failures=9, renditions_problem="OSError: disk full")
        assert "OSError: disk full" in editor.get(LIST).content.decode()
        editor.post(LIST, {"action": "make_again", "_selected_action": [image.pk]})
        image.refresh_from_db()
        assert image.renditions_failures == 0
        assert renditions.make(image.pk, now=image.renditions_due_at) == 3


class TestDeleting:
    def test_a_picture_that_nothing_uses_goes_with_its_files(self, editor, django_capture_on_commit_callbacks):
        image = make_image()
        with django_capture_on_commit_callbacks(execute=True):
            editor.post(reverse("admin:publishing_image_delete", args=[image.pk]), {"post": "yes"})
        assert not Image.objects.exists()
        assert default_storage.listdir("originals")[1] == []

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_a_used_picture_is_kept_and_its_uses_are_shown(self, editor, method):
        image = make_image()
        make_release(lead_image=image, title="Dam opened", status="draft")
        address = reverse("admin:publishing_image_delete", args=[image.pk])
        answer = getattr(editor, method)(address, {"post": "yes"} if method == "post" else {}, follow=True)
        assert answer.status_code == 200
        page = answer.content.decode()
        assert "in use, so it was not deleted" in page
        assert "Dam opened" in page
        assert default_storage.exists(image.file.name)

    def test_a_picture_that_came_into_use_meanwhile_is_kept(self, editor, monkeypatch):
        image = make_image()

        def used_meanwhile(image):
            raise ProtectedError("In use.", {image})

        monkeypatch.setattr(library, "remove", used_meanwhile)
        answer = editor.post(reverse("admin:publishing_image_delete", args=[image.pk]), {"post": "yes"}, follow=True)
        assert "in use, so it was not deleted" in answer.content.decode()

    def test_of_many_chosen_pictures_none_goes_while_one_is_used(self, editor):
        used, unused = make_image(), make_image()
        make_release(lead_image=used)
        data = {"action": "delete_selected", "_selected_action": [used.pk, unused.pk], "post": "yes"}
        assert editor.post(LIST, data).status_code == 200
        assert Image.objects.count() == 2

    def test_many_unused_pictures_go_with_their_files(self, editor, django_capture_on_commit_callbacks):
        data = {"action": "delete_selected", "_selected_action": [make_image().pk, make_image().pk], "post": "yes"}
        with django_capture_on_commit_callbacks(execute=True):
            editor.post(LIST, data)
        assert not Image.objects.exists()
        assert default_storage.listdir("originals")[1] == []


class TestFinding:
    def test_the_list_shows_pictures_and_costs_the_same_for_many(self, editor, django_assert_max_num_queries):
        for _ in range(12):
            make_image()
        with django_assert_max_num_queries(10):
            page = editor.get(LIST).content.decode()
        assert page.count('class="thumb"') == 12

    def test_the_list_can_be_narrowed_to_what_is_shown_used_or_unused(self, editor):
        shown, used, _unused = (make_image(title=title) for title in ("Shown", "Used", "Unused"))
        make_release(lead_image=shown)
        make_release(lead_image=used, status="draft")

        def found(use):
            return {image.title for image in editor.get(LIST, {"use": use}).context["cl"].result_list}

        assert found("public") == {"Shown"}
        assert found("used") == {"Shown", "Used"}
        assert found("unused") == {"Unused"}

    def test_pictures_are_found_by_their_words(self, editor):
        make_image(title="Bridge", caption="Opened in spring")
        make_image(title="Dam")
        found = editor.get(LIST, {"q": "spring"}).context["cl"].result_list
        assert [image.title for image in found] == ["Bridge"]


class TestOriginals:
    def test_staff_who_see_the_library_get_the_file_as_uploaded_and_no_cache_keeps_it(self, client):
        content = picture_bytes((40, 30))
        image = make_image((40, 30))
        client.force_login(make_user("publishing.view_image"))
        answer = client.get(original_address(image))
        assert answer.content == content
        assert answer["Content-Type"] == "image/png"
        assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].startswith("default-src 'none'")

    def test_others_do_not(self, client, reader):
        image = make_image()
        make_release(lead_image=image)
        assert reader.get(original_address(image)).status_code == 302
        client.force_login(make_user("press.view_pressrelease"))
        assert client.get(original_address(image)).status_code == 403

    def test_it_is_read_only_and_unknown_numbers_are_a_404(self, client):
        image = make_image()
        client.force_login(make_user("publishing.view_image"))
        assert client.post(original_address(image)).status_code == 405
        assert client.get(original_address(Image(pk=image.pk + 1))).status_code == 404


def test_who_may_only_look_sees_the_form_without_changing_anything(client):
    image = make_image()
    client.force_login(make_user("publishing.view_image"))
    assert client.get(change_address(image)).status_code == 200
    assert client.post(change_address(image), WORDS).status_code == 403
    assert client.get(ADD).status_code == 403
