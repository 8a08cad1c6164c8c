"""Uploading many files at once, and giving them their words."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from lxml import html
from PIL import Image as PillowImage

from publishing import library, pixels, renditions, staging, uploads
from publishing.models import Document, Image, PendingUpload
from tests.factories import PDF, make_image, make_user, picture_bytes
from tests.html import read, select, words
from tests.publishing.test_uploads import huge_png
from tests.together import at_once

pytestmark = pytest.mark.django_db

UPLOAD = "/admin/publishing/image/upload/"
FINISH = "/admin/publishing/image/finish/"
ADD = "/admin/publishing/image/add/"
JSON = {"Accept": "application/json"}


def file(content: bytes | None = None, name: str = "river-in-flood.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture_bytes((900, 600)) if content is None else content)


def staged(user, content: bytes | None = None, name: str = "river-in-flood.png", **fields) -> PendingUpload:
    """Return an upload that waits, made as the upload page makes it."""
    one = file(content, name)
    upload = staging.stage(one, user=user, now=fields.pop("now"), taken=library.take(one))
    PendingUpload.objects.filter(pk=upload.pk).update(**fields)
    upload.refresh_from_db()
    return upload


def sent(upload: PendingUpload, **typed: str) -> dict[str, str]:
    """Return the fields of one row of the page, as they are sent."""
    fields = {"title": upload.title, "credit": "", "licence": "", "caption": "", "tag_words": ""} | typed
    return {f"upload-{upload.pk}-{name}": value for name, value in fields.items()}


def stored_in(folder: str) -> list[str]:
    try:
        return default_storage.listdir(folder)[1]
    except FileNotFoundError:
        return []


@pytest.fixture
def desk(client):
    """A client of somebody who may add pictures and documents; `user` is who."""
    verbs = [f"publishing.{verb}_{kind}" for verb in ("view", "add") for kind in ("image", "document")]
    client.user = make_user(*verbs)
    client.force_login(client.user)
    return client


class TestUploading:
    def test_each_file_is_a_request_that_is_answered_with_its_row(self, desk):
        answer = desk.post(UPLOAD, {"files": [file()]}, headers=JSON)
        assert answer.status_code == 201
        upload = PendingUpload.objects.get()
        assert (upload.title, upload.is_picture, upload.width, upload.height) == ("River in flood", True, 900, 600)
        assert upload.created_by == desk.user
        assert "River in flood" in answer.json()["row"]
        assert reverse("admin:publishing_image_pending", args=[upload.pk]) in answer.json()["row"]
        assert answer.json()["waiting"] == 1
        assert not Image.objects.exists()

    def test_documents_may_come_among_the_pictures(self, desk):
        assert desk.post(UPLOAD, {"files": [file(PDF, "Annual_report.pdf")]}, headers=JSON).status_code == 201
        upload = PendingUpload.objects.get()
        assert (upload.is_picture, upload.media_type, upload.title) == (False, "application/pdf", "Annual report")
        assert upload.file.name.startswith("documents/")

    @pytest.mark.parametrize(
        ("content", "name", "said"),
        [
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "logo.svg", "export it as PNG"),
            (b"MZ\x90\x00\x03" + b"\0" * 500, "river.jpg", "neither a picture"),
            (huge_png(10_000, 5_000), "wide.png", "40 million pixels"),
            (picture_bytes() + b"<script>x</script>", "two.png", "something else at once"),
            (picture_bytes((400, 400))[:150], "cut.png", "cut off or damaged"),
            (b"", "empty.png", "empty"),
        ],
        ids=["SVG", "program", "bomb", "polyglot", "cut off", "empty"],
    )
    def test_what_is_wrong_with_a_file_is_said_and_nothing_of_it_is_stored(self, desk, content, name, said):
        answer = desk.post(UPLOAD, {"files": [file(content, name)]}, headers=JSON)
        assert answer.status_code == 422
        assert said in answer.json()["problem"]
        assert not PendingUpload.objects.exists()
        assert stored_in("originals") + stored_in("documents") + stored_in("renditions") == []

    @pytest.mark.parametrize("count", [0, 2])
    def test_a_request_for_json_carries_one_file(self, desk, count):
        answer = desk.post(UPLOAD, {"files": [file() for _ in range(count)]}, headers=JSON)
        assert answer.status_code == 422
        assert answer.json()["problem"]

    def test_without_javascript_all_come_at_once_and_a_bad_one_stops_none(self, desk):
        files = [file(name="one.png"), file(b"MZ\x90\0", "two.png"), file(PDF, "three.pdf")]
        answer = desk.post(UPLOAD, {"files": files}, follow=True)
        assert answer.redirect_chain == [(FINISH, 302)]
        page = answer.content.decode()
        assert "2 files were uploaded." in page
        assert "“two.png”: This file is neither" in page
        assert set(PendingUpload.objects.values_list("title", flat=True)) == {"One", "Three"}

    def test_without_javascript_the_page_says_what_is_wrong_if_all_are(self, desk):
        answer = desk.post(UPLOAD, {"files": [file(b"MZ\x90\0", "two.png")]})
        assert answer.status_code == 422
        assert "two.png" in answer.content.decode()
        answer = desk.post(UPLOAD, {})
        assert answer.status_code == 422
        assert "Choose at least one file." in answer.content.decode()

    def test_a_kind_that_a_person_may_not_add_is_refused_by_file(self, client):
        client.force_login(make_user("publishing.add_document"))
        assert client.get(UPLOAD).status_code == 200
        answer = client.post(UPLOAD, {"files": [file()]}, headers=JSON)
        assert answer.status_code == 422
        assert "may not add pictures" in answer.json()["problem"]
        assert client.post(UPLOAD, {"files": [file(PDF, "a.pdf")]}, headers=JSON).status_code == 201

    def test_others_may_not_upload(self, client, reader):
        client.force_login(make_user("publishing.view_image", "publishing.change_image"))
        for path in (UPLOAD, FINISH):
            assert client.get(path).status_code == client.post(path).status_code == 403
            assert reader.post(path).status_code == 302
            assert client.put(path).status_code == 405

    @pytest.mark.parametrize(
        ("name", "title"),
        [
            ("river-in-flood.jpg", "River in flood"),
            ("The_mayor__signs.JPG", "The mayor signs"),
            ("IMG_2034.jpeg", "IMG 2034"),
            ("DSC00012.JPG", "DSC00012"),
            ("2026-11-20 march.png", "2026-11-20 march"),
            ("C:\\pictures\\weir.png", "Weir"),
            ("գետը-գարնանը.png", "Գետը գարնանը"),
            (".png", ".png"),
            ("x" * 300 + ".png", "X" + "x" * 199),
        ],
    )
    def test_the_title_is_proposed_from_the_name_of_the_file(self, name, title):
        assert staging.proposed_title(name) == title


class TestThumbnail:
    def test_who_may_add_sees_what_waits_and_no_cache_keeps_it(self, desk, now):
        upload = staged(desk.user, now=now)
        answer = desk.get(reverse("admin:publishing_image_pending", args=[upload.pk]))
        assert answer["Content-Type"] == "image/jpeg"
        assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
        assert PillowImage.open(io.BytesIO(answer.content)).size == (800, 533)

    def test_nobody_else_does_and_the_public_address_of_pictures_never_serves_it(self, client, reader, now):
        upload = staged(None, now=now)
        address = reverse("admin:publishing_image_pending", args=[upload.pk])
        assert reader.get(address).status_code == 302
        client.force_login(make_user("publishing.view_image"))
        assert client.get(address).status_code == 403
        client.force_login(make_user(superuser=True))
        assert client.get(reverse("media", args=[upload.first.name])).status_code == 404
        assert client.get(reverse("admin:publishing_image_pending", args=[upload.pk + 1])).status_code == 404


class TestFinishing:
    def test_pictures_with_their_words_join_the_library_with_their_files_and_can_be_shown_at_once(self, desk, now):
        one, two = staged(desk.user, now=now), staged(desk.user, name="IMG_1.png", now=now)
        names = {one.file.name, two.file.name}
        firsts = {one.first.name, two.first.name}
        data = {
            "upload": [one.pk, two.pk],
            "credit": "A. Painter",
            "licence": "CC BY 4.0",
            "tags": "rivers, human rights",
            **sent(one, alt_text="A river in flood", credit="B. Drawer", caption="In spring"),
            **sent(two, is_decorative="on", title="Pattern", tag_words="patterns"),
        }
        page = desk.post(FINISH, data, follow=True).content.decode()
        assert "2 files joined the library." in page
        assert not PendingUpload.objects.exists()
        pattern, river = Image.objects.order_by("title")
        assert (river.alt_text, river.credit, river.licence) == ("A river in flood", "B. Drawer", "CC BY 4.0")
        assert (river.caption, river.created_by) == ("In spring", desk.user)
        assert (pattern.is_decorative, pattern.credit) == (True, "A. Painter")
        assert set(river.tags.names()) == {"rivers", "human rights"}
        assert set(pattern.tags.names()) == {"patterns"}
        assert {image.file.name for image in (river, pattern)} == names
        assert {image.renditions.get().file.name for image in (river, pattern)} == firsts
        assert river.picture.width == 800
        assert DBTaskResult.objects.count() == 2
        assert renditions.make(river.pk, now=timezone.now()) == len(renditions.plans(900, 600)) - 1
        assert river.renditions.filter(superseded_at=None).count() == len(renditions.plans(900, 600))

    def test_a_document_needs_its_title_alone(self, desk, now):
        upload = staged(desk.user, PDF, "Report.pdf", now=now)
        desk.post(FINISH, {"upload": upload.pk, **sent(upload, caption="All numbers", tag_words="rivers")})
        document = Document.objects.get()
        assert (document.title, document.description, document.kind_name) == ("Report", "All numbers", "PDF")
        assert list(document.tags.names()) == ["rivers"]
        assert document.file.name == upload.file.name

    def test_what_is_incomplete_waits_with_what_was_typed_and_the_page_says_what_it_needs(self, desk, now):
        done, begun = staged(desk.user, now=now), staged(desk.user, now=now)
        data = {"upload": [done.pk, begun.pk], "credit": "A. Painter"}
        data |= sent(done, alt_text="A river") | sent(begun, caption="Typed for long")
        page = desk.post(FINISH, data, follow=True).content.decode()
        assert "1 file joined the library." in page
        assert "1 file still waits." in page
        begun.refresh_from_db()
        assert (begun.caption, begun.credit) == ("Typed for long", "A. Painter")
        assert "Still needs alternative text" in page
        assert "Typed for long" in page

    def test_words_can_be_saved_for_later_also_when_complete(self, desk, now):
        upload = staged(desk.user, now=now)
        data = {"upload": upload.pk, "later": "1", **sent(upload, alt_text="A river", credit="A. Painter")}
        assert desk.post(FINISH, data).status_code == 302
        assert not Image.objects.exists()
        assert PendingUpload.objects.get().alt_text == "A river"

    def test_a_mistake_in_one_row_is_said_beside_it_keeps_what_was_typed_and_stops_no_other(self, desk, now):
        good, bad = staged(desk.user, now=now), staged(desk.user, now=now)
        data = {"upload": [good.pk, bad.pk], "credit": "A. Painter"}
        data |= sent(good, alt_text="A river") | sent(bad, alt_text="x" * 301, caption="Kept", title="Kept title")
        answer = desk.post(FINISH, data)
        assert answer.status_code == 422
        assert Image.objects.count() == 1
        page = html.fromstring(answer.content.decode())
        assert [box.text.strip() for box in select(page, "textarea")] == ["x" * 301, "Kept"]
        assert len(select(page, ".finish-row")) == len(select(page, ".errorlist li")) == 1
        assert PendingUpload.objects.get().pk == bad.pk

    def test_a_file_can_be_discarded_and_its_files_go(self, desk, now, django_capture_on_commit_callbacks):
        upload = staged(desk.user, now=now)
        with django_capture_on_commit_callbacks(execute=True):
            desk.post(FINISH, {"upload": upload.pk, **sent(upload, discard="on", title="")})
        assert not PendingUpload.objects.exists()
        assert stored_in("originals") + stored_in("renditions") == []

    def test_uploads_of_others_are_shown_on_demand_and_never_finished_by_chance(self, desk, now):
        other = staged(make_user(), name="their-picture.png", now=now)
        assert "Their picture" not in desk.get(FINISH).content.decode()
        assert "Also the one of others" in desk.get(FINISH).content.decode()
        assert "Their picture" in desk.get(f"{FINISH}?all").content.decode()
        data = {"upload": other.pk, **sent(other, alt_text="A river", credit="A. Painter")}
        desk.post(FINISH, data)
        assert not Image.objects.exists()
        desk.post(f"{FINISH}?all", data)
        assert Image.objects.get().created_by == other.created_by

    def test_what_was_finished_in_another_window_is_said_and_not_doubled(self, desk, now):
        upload = staged(desk.user, now=now)
        data = {"upload": upload.pk, **sent(upload, alt_text="A river", credit="A. Painter")}
        desk.post(FINISH, data)
        page = desk.post(FINISH, data, follow=True).content.decode()
        assert "meanwhile, in another window" in page
        assert Image.objects.count() == 1

    @pytest.mark.parametrize("keys", [["x"], ["-1"], ["9" * 30], [str(number) for number in range(21)]])
    def test_nonsense_instead_of_keys_is_a_400(self, desk, keys):
        assert desk.post(FINISH, {"upload": keys}).status_code == 400

    def test_a_file_that_the_library_has_already_is_pointed_out(self, desk, now):
        make_image((900, 600), title="Old copy")
        staged(desk.user, now=now)
        assert "Old copy" in words(select(read(desk.get(FINISH)), ".finish-row .note")[0])

    def test_the_page_shows_twenty_and_costs_the_same_for_many(self, desk, now, django_assert_max_num_queries):
        upload = staged(desk.user, now=now)
        for _ in range(25):
            upload.pk = None
            upload.save(force_insert=True)
        desk.get(FINISH)
        with django_assert_max_num_queries(12):
            page = read(desk.get(FINISH))
        assert len(select(page, ".finish-row")) == 20
        assert "26 files wait" in words(page)

    def test_the_library_tells_of_what_waits(self, desk, now):
        staged(desk.user, now=now)
        page = desk.get("/admin/publishing/image/").content.decode()
        assert "1 file that you uploaded waits" in page


class TestAbandoned:
    def test_what_nobody_finished_in_thirty_days_goes_with_its_files(
        self, desk, now, django_capture_on_commit_callbacks
    ):
        staged(desk.user, now=now - timedelta(days=31))
        kept = staged(desk.user, now=now - timedelta(days=29))
        assert "30 days after it was uploaded is removed" in desk.get(FINISH).content.decode()
        with django_capture_on_commit_callbacks(execute=True):
            assert staging.drop_abandoned(now) == 1
        assert PendingUpload.objects.get() == kept
        assert [f"originals/{name}" for name in stored_in("originals")] == [kept.file.name]
        assert [f"renditions/{name}" for name in stored_in("renditions")] == [kept.first.name]

    def test_what_somebody_finishes_meanwhile_is_theirs(self, desk, now, monkeypatch):
        staged(desk.user, now=now - timedelta(days=31))

        def too_late(upload):
            raise staging.GoneError

        monkeypatch.setattr(staging, "discard", too_late)
        assert staging.drop_abandoned(now) == 0
        assert PendingUpload.objects.exists()


class TestOutsideTransactions:
    """On SQLite a transaction that writes holds up all others who write, so nothing slow happens in one."""

    @pytest.fixture
    def depths(self, monkeypatch):
        """The depth of transactions at each look at a file."""
        noted = []

        def noting(function):
            def noted_call(*args, **kwargs):
                noted.append(len(connection.savepoint_ids))
                return function(*args, **kwargs)

            return noted_call

        monkeypatch.setattr(pixels, "read", noting(pixels.read))
        monkeypatch.setattr(uploads, "_document_type", noting(uploads._document_type))
        return noted

    @pytest.mark.parametrize("kind", ["image", "document"])
    def test_the_form_for_one_looks_at_the_file_before_its_transaction(self, client, depths, kind):
        client.force_login(make_user(superuser=True))
        data = {"title": "T", "alt_text": "A", "credit": "C", "focal_x": "0.5", "focal_y": "0.5"}
        content = None if kind == "image" else PDF
        outside = len(connection.savepoint_ids)
        answer = client.post(f"/admin/publishing/{kind}/add/", data | {"file": file(content)})
        assert answer.status_code == 302
        assert depths
        assert set(depths) == {outside}

    @pytest.mark.parametrize("content", [None, PDF], ids=["picture", "document"])
    def test_so_does_uploading_many(self, desk, depths, content):
        outside = len(connection.savepoint_ids)
        assert desk.post(UPLOAD, {"files": [file(content)]}, headers=JSON).status_code == 201
        assert set(depths) == {outside}

    def test_nobody_without_the_right_makes_the_server_decode(self, client, depths):
        client.force_login(make_user("publishing.view_image", "publishing.change_image"))
        assert client.post(ADD, {"file": file()}).status_code == 403
        assert client.post(UPLOAD, {"files": [file()]}).status_code == 403
        assert depths == []


@pytest.mark.django_db(transaction=True)
def test_of_two_who_finish_the_same_upload_at_once_one_succeeds(now):
    upload = staged(None, alt_text="A river", credit="A. Painter", now=now)
    seen_by_both = [PendingUpload.objects.get(pk=upload.pk) for _number in range(2)]

    def finish(place):
        try:
            staging.finish(seen_by_both[place], tags=[], now=now)
        except staging.GoneError:
            return "gone"
        return "finished"

    assert sorted(at_once(2, finish)) == ["finished", "gone"]
    assert Image.objects.count() == 1


def test_a_camera_s_place_is_in_the_original_alone(desk, now):
    """The way of many files keeps it from readers as the way of one does."""
    exif = PillowImage.Exif()
    exif[0x010F] = "Secret Street 7"
    exif.get_ifd(0x8825)[1] = "N"
    stream = io.BytesIO()
    PillowImage.new("RGB", (900, 600), "red").save(stream, "JPEG", exif=exif)
    upload = staged(desk.user, stream.getvalue(), "home.jpg", alt_text="A", credit="C", now=now)
    image = staging.finish(upload, tags=[], now=now)
    renditions.make(image.pk, now=now)
    with image.file.open("rb") as original:
        assert b"Secret Street 7" in original.read()
    for rendition in image.renditions.all():
        with rendition.file.open("rb") as made:
            content = made.read()
        assert b"Secret Street" not in content
        assert not dict(PillowImage.open(io.BytesIO(content)).getexif())
    assert re.fullmatch(r"originals/[A-Za-z0-9]{32}\.jpg", image.file.name)
