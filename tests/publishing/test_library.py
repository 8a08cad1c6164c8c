"""The library's domain: replacing files, documents, who uses what, and files that nobody knows."""

import os
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import ProtectedError
from django.urls import reverse

from publishing import (
    body_pictures,
    clock,
    library,
    operations,
    orphans,
    pictures,
    renditions,
    staging,
    usage,
    working_copies,
)
from publishing.models import Document, Image, PendingUpload, Rendition
from tests.factories import (
    PDF,
    make_campaign,
    make_document,
    make_image,
    make_page,
    make_release,
    make_user,
    picture_bytes,
)

pytestmark = pytest.mark.django_db

SHOWN = '<figure data-picture="{}"></figure>'


def stored_in(folder: str) -> set[str]:
    try:
        return {f"{folder}/{name}" for name in default_storage.listdir(folder)[1]}
    except FileNotFoundError:
        return set()


def replace(image: Image, content: bytes, now) -> None:
    file = SimpleUploadedFile("new.png", content)
    library.replace(image, file, now=now, taken=library.take_picture(file))


@pytest.fixture
def image(now) -> Image:
    image = make_image((900, 600), now=now)
    renditions.make(image.pk, now=now)
    return Image.objects.get()


class TestReplacingAPicture:
    def test_item_words_and_uses_stay_and_the_file_is_another(self, image, now, django_capture_on_commit_callbacks):
        release = make_release(lead_image=image)
        old_name, old_words = image.file.name, (image.pk, image.title, image.alt_text, image.credit)
        content = picture_bytes((500, 800), "JPEG")
        with django_capture_on_commit_callbacks(execute=True):
            replace(image, content, now)
        image = Image.objects.get()
        assert (image.pk, image.title, image.alt_text, image.credit) == old_words
        assert (image.media_type, image.width, image.height) == ("image/jpeg", 500, 800)
        assert stored_in("originals") == {image.file.name} != {old_name}
        with image.file.open("rb") as stream:
            assert stream.read() == content
        assert [use.owner for use in usage.uses(image)] == [release]

    def test_readers_see_all_of_the_old_one_until_all_of_the_new_one_is_there(
        self, image, now, reader, django_capture_on_commit_callbacks
    ):
        make_release(lead_image=image)
        before = image.picture
        replace(image, picture_bytes((700, 900)), now)
        image = Image.objects.get()
        assert image.picture == before
        assert renditions.state(image) == renditions.WAITING
        assert len(renditions.missing(image)) == len(renditions.plans(700, 900))
        assert reader.get(before.src).status_code == 200

        version = clock.read(now).version
        with django_capture_on_commit_callbacks(execute=True):
            assert renditions.make(image.pk, now=now) == len(renditions.plans(700, 900))
        image = Image.objects.get()
        assert (image.picture.width, image.picture.height) == (700, 900)
        assert renditions.state(image) == renditions.MADE
        assert clock.read(now).version == version + 1
        assert {row.made_from.split()[0] for row in renditions.current(image)} == {image.file.name}
        assert stored_in("renditions") == {row.file.name for row in renditions.current(image)}

    def test_a_page_that_somebody_kept_leads_from_the_old_files_to_the_new(
        self, image, now, reader, django_capture_on_commit_callbacks
    ):
        release = make_release(lead_image=image)
        old = {row.pk: pictures.address(row) for row in image.renditions.all()}
        replace(image, picture_bytes((700, 900)), now)
        with django_capture_on_commit_callbacks(execute=True):
            renditions.make(image.pk, now=now)
        for key, address in old.items():
            answer = reader.get(address)
            assert answer.status_code == 302
            assert answer["Cache-Control"] == "no-store"
            row = Rendition.objects.get(file=answer["Location"].removeprefix("/media/"))
            was = Rendition.objects.get(pk=key)
            assert (row.crop, row.format, row.superseded_at) == (was.crop, was.format, None)
            assert reader.get(answer["Location"]).status_code == 200
        type(release).objects.update(status="withdrawn")
        assert {reader.get(address).status_code for address in old.values()} == {404}

    def test_where_making_the_new_files_fails_the_old_ones_serve_on_and_staff_see_why(self, image, now):
        before = image.picture
        replace(image, picture_bytes((700, 900)), now)
        default_storage.delete(Image.objects.get().file.name)
        moment = now
        for _ in range(renditions.TRIES):
            renditions.make_missing(moment)
            moment = Image.objects.get().renditions_due_at or moment
        image = Image.objects.get()
        assert renditions.state(image) == renditions.FAILED
        assert "FileNotFoundError" in image.renditions_problem
        assert image.picture == before

    def test_a_file_replaced_while_another_worker_draws_the_old_one_wins(self, image, now, monkeypatch):
        renditions.demand([image], now=now)
        image.renditions.filter(format="avif").delete()
        enter = renditions._enter

        def replaced_first(*args):
            monkeypatch.setattr(renditions, "_enter", enter)
            replace(Image.objects.get(), picture_bytes((700, 900)), now)
            enter(*args)

        monkeypatch.setattr(renditions, "_enter", replaced_first)
        assert renditions.make(image.pk, now=now) == 0
        assert renditions.make_missing(now) == len(renditions.plans(700, 900))
        assert Image.objects.get().picture.width == 700

    def test_what_went_wrong_with_the_old_file_is_not_held_against_the_new_one(self, image, now, monkeypatch):
        renditions.demand([image], now=now)
        image.renditions.all().delete()

        def replaced_and_lost(*args):
            replace(Image.objects.get(), picture_bytes((700, 900)), now)
            raise OSError("Lost.")

        with monkeypatch.context() as patch:
            patch.setattr(renditions, "_enter", replaced_and_lost)
            with pytest.raises(renditions.NotMadeError):
                renditions.make(image.pk, now=now)
        image = Image.objects.get()
        assert (image.renditions_due_at, image.renditions_failures) == (now, 0)

    def test_a_replacement_that_failed_half_way_leaves_the_old_file(self, image, now, monkeypatch):
        def broken(*args, **kwargs):
            raise RuntimeError("The database is gone.")

        monkeypatch.setattr(renditions, "demand", broken)
        name = image.file.name
        with pytest.raises(RuntimeError):
            replace(image, picture_bytes((700, 900)), now)
        image = Image.objects.get()
        assert (image.file.name, image.width) == (name, 900)
        assert default_storage.exists(name)

    def test_removing_it_removes_also_what_was_superseded(self, image, now, django_capture_on_commit_callbacks):
        replace(image, picture_bytes((700, 900)), now)
        renditions.make(image.pk, now=now)
        with django_capture_on_commit_callbacks(execute=True):
            library.remove(Image.objects.get())
        assert stored_in("renditions") == set()
        assert not Rendition.objects.exists()


class TestDocuments:
    def test_a_document_is_stored_under_a_name_that_tells_its_type_alone(self, now):
        document = make_document(PDF, name="../../who wrote it.exe")
        assert document.file.name.startswith("documents/")
        assert document.file.name.endswith(".pdf")
        assert "who" not in document.file.name
        assert (document.media_type, document.size, document.kind_name) == ("application/pdf", len(PDF), "PDF")

    def test_a_file_that_is_no_document_is_refused(self):
        with pytest.raises(ValidationError):
            make_document(b"<!doctype html><title>x</title>")
        assert not Document.objects.exists()

    def test_replacing_keeps_words_and_address_and_tells_readers(self, reader, now, django_capture_on_commit_callbacks):
        document = make_document(PDF, title="Report")
        make_release(slug="rivers").attachments.create(document=document)
        address = reverse("press:attachment", kwargs={"slug": "rivers", "pk": document.pk})
        assert reader.get(address).getvalue() == PDF
        version, old = clock.read(now).version, document.file.name
        file = SimpleUploadedFile("numbers.csv", b"a,b\n1,2\n")
        with django_capture_on_commit_callbacks(execute=True):
            library.replace_document(document, file, now=now, taken=library.take_document(file))
        assert clock.read(now).version == version + 1
        answer = reader.get(address)
        assert answer.getvalue() == b"a,b\n1,2\n"
        assert answer["Content-Disposition"] == 'attachment; filename="report.csv"'
        assert not default_storage.exists(old)

    def test_new_words_reach_readers_of_public_documents_only(self, now):
        document = make_document()
        version = clock.read(now).version
        library.change_document(document, now=now)
        assert clock.read(now).version == version
        make_release().attachments.create(document=document)
        version = clock.read(now).version
        library.change_document(document, now=now)
        assert clock.read(now).version == version + 1

    def test_what_is_attached_cannot_be_removed_and_what_is_not_goes_with_its_file(
        self, django_capture_on_commit_callbacks
    ):
        attached, free = make_document(), make_document()
        make_release(status="draft").attachments.create(document=attached)
        with pytest.raises(ProtectedError):
            library.remove(attached)
        with django_capture_on_commit_callbacks(execute=True):
            library.remove(free)
        assert stored_in("documents") == {attached.file.name}


class TestPrivacy:
    """Nothing of the library is public before something public uses it, and nothing stays so afterwards."""

    @pytest.mark.parametrize("make", [make_release, make_campaign, make_page])
    def test_a_picture_in_a_text_is_public_while_the_text_is(self, image, now, reader, make):
        address = image.picture.src
        draft = make(body=f"<p>Text.</p>{SHOWN.format(image.pk)}", status="draft")
        assert body_pictures.keys_in(draft.body) == [image.pk]
        assert reader.get(address).status_code == 404
        scheduled = make(body=SHOWN.format(image.pk), publish_at=now + timedelta(hours=1))
        assert reader.get(address).status_code == 404
        type(scheduled).objects.filter(pk=scheduled.pk).update(publish_at=now)
        assert reader.get(address).status_code == 200
        type(scheduled).objects.filter(pk=scheduled.pk).update(status="withdrawn")
        assert reader.get(address).status_code == 404

    def test_a_working_copy_makes_nothing_public_until_it_is_applied(self, image, now, reader):
        release = make_release(slug="rivers")
        document = make_document()
        copy = working_copies.start(release, user=make_user(superuser=True), now=now)
        copy.lead_image, copy.body = image, SHOWN.format(image.pk)
        operations.store(copy, user=None, now=now)
        copy.attachments.create(document=document)
        addresses = [image.picture.src, image.social_picture.url, f"/press/rivers/attachments/{document.pk}/"]
        assert {reader.get(address).status_code for address in addresses} == {404}
        assert not usage.is_public(image, now)
        assert not usage.is_public(document, now)
        # Staff see that it is used, and it is protected.
        assert {(use.owner.pk, use.field) for use in usage.uses(image)} == {
            (copy.pk, "lead picture"),
            (copy.pk, "picture in the text"),
        }
        assert [use.owner.pk for use in usage.uses(document)] == [copy.pk]
        with pytest.raises(ProtectedError):
            library.remove(image)

    def test_a_text_that_shows_a_picture_twice_is_one_use(self, image):
        release = make_release(body=SHOWN.format(image.pk) * 2)
        assert [(use.owner, use.field) for use in usage.uses(image)] == [(release, "picture in the text")]

    def test_a_picture_used_everywhere_costs_no_more_than_one_used_here_and_there(
        self, image, django_assert_max_num_queries
    ):
        document = make_document()
        for _ in range(5):
            release = make_release(lead_image=image, body=SHOWN.format(image.pk))
            release.attachments.create(document=document)
        with django_assert_max_num_queries(len(usage.owner_fields())):
            assert len(usage.uses(image, limit=3)) == 6
        with django_assert_max_num_queries(len(usage.owner_fields(Document))):
            uses = usage.uses(document, limit=3)
            assert all(use.owner.title for use in uses)
        assert len(uses) == 3

    def test_originals_documents_and_what_waits_have_no_public_address(self, image, now, reader):
        make_release(lead_image=image)
        document = make_document()
        file = SimpleUploadedFile("a.png", picture_bytes())
        upload = staging.stage(file, user=None, now=now, taken=library.take(file))
        for name in (image.file.name, document.file.name, upload.file.name, upload.first.name):
            assert default_storage.exists(name)
            assert reader.get(f"/media/{name}").status_code == 404
        for page in (
            reverse("admin:publishing_image_original", args=[image.pk]),
            reverse("admin:publishing_document_file", args=[document.pk]),
            reverse("admin:publishing_image_pending", args=[upload.pk]),
        ):
            assert reader.get(page).status_code == 302

    def test_a_version_is_no_use(self, now, django_capture_on_commit_callbacks):
        image = make_image()
        release = make_release(lead_image=image)
        release.lead_image = None
        operations.store(release, user=None, now=now)
        assert usage.uses(image) == []
        library.remove(image)
        assert not Image.objects.exists()


class TestOrphans:
    def test_files_that_no_row_knows_go_after_a_day_and_no_others(self, now):
        image, document = make_image(now=now), make_document(now=now)
        file = SimpleUploadedFile("a.png", picture_bytes())
        staging.stage(file, user=None, now=now, taken=library.take(file))
        known = stored_in("originals") | stored_in("documents") | stored_in("renditions")
        lost = {default_storage.save(f"{folder}/{folder}.bin", ContentFile(b"x")) for folder in orphans.FOLDERS}
        assert orphans.remove_orphans(now) == 0
        assert orphans.remove_orphans(now + timedelta(hours=23)) == 0
        assert orphans.remove_orphans(now + timedelta(hours=25)) == 3
        left = stored_in("originals") | stored_in("documents") | stored_in("renditions")
        assert left == known
        assert not left & lost
        assert {image.file.name, document.file.name} <= left

    def test_what_a_failed_transaction_stored_goes_too(self, now, monkeypatch):
        def broken(*args, **kwargs):
            raise RuntimeError("The database is gone.")

        monkeypatch.setattr(renditions, "first_row", broken)
        with pytest.raises(RuntimeError):
            make_image(now=now)
        assert not Image.objects.exists()
        (lost,) = stored_in("originals")
        os.utime(default_storage.path(lost), (0, 0))
        assert orphans.remove_orphans(now) == 1
        assert stored_in("originals") == set()

    def test_an_upload_that_waits_for_months_keeps_its_files(self, now):
        file = SimpleUploadedFile("a.png", picture_bytes())
        staging.stage(file, user=None, now=now, taken=library.take(file))
        assert orphans.remove_orphans(now + timedelta(days=200)) == 0
        assert default_storage.exists(PendingUpload.objects.get().file.name)
