"""The library in the admin: grid and list, replacing, the state of files for readers, documents, who may do what."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from pages.models import SiteSettings
from publishing import renditions
from publishing.models import Document, Image
from tests.factories import PDF, make_campaign, make_document, make_image, make_release, make_user, picture_bytes
from tests.html import read, select, words

pytestmark = pytest.mark.django_db

LISTS = {"image": "/admin/publishing/image/", "document": "/admin/publishing/document/"}
MAKE = {"image": make_image, "document": make_document}
CONTENT = {"image": picture_bytes((500, 300)), "document": b"New words.\n"}
KINDS = ("image", "document")


def path(kind: str, view: str, item) -> str:
    return reverse(f"admin:publishing_{kind}_{view}", args=[item.pk])


def file(content: bytes, name: str = "new.bin") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def states(client, *images: Image):
    return client.get(reverse("admin:publishing_image_states"), {"key": [image.pk for image in images]})


@pytest.fixture
def editor(client):
    """A client of somebody who may do everything with pictures and documents."""
    verbs = [f"publishing.{verb}_{kind}" for verb in ("view", "add", "change", "delete") for kind in KINDS]
    client.force_login(make_user(*verbs))
    return client


class TestLists:
    @pytest.mark.parametrize("kind", KINDS)
    def test_they_are_a_grid_and_become_a_list_for_those_who_want_that(self, editor, kind):
        MAKE[kind](title="The river")
        assert "library-grid" in select(read(editor.get(LISTS[kind])), "body")[0].get("class")
        answer = editor.post(f"{LISTS[kind]}layout/", {"layout": "list", "query": "q=river"})
        assert answer["Location"] == f"{LISTS[kind]}?q=river"
        for other in KINDS:
            page = read(editor.get(LISTS[other]))
            assert "library-grid" not in select(page, "body")[0].get("class")
            assert [words(one) for one in select(page, "button") if one.get("aria-pressed") == "true"] == ["List"]
        assert "The river" in words(read(editor.get(LISTS[kind])))

    def test_the_choice_of_a_layout_is_made_by_a_form_and_nothing_else(self, editor, client):
        assert editor.get("/admin/publishing/image/layout/").status_code == 405
        assert editor.post("/admin/publishing/image/layout/", {"layout": "circle"}).status_code == 400
        evil = editor.post("/admin/publishing/image/layout/", {"layout": "grid", "query": "//evil.example/"})
        assert evil["Location"].startswith("/admin/publishing/image/?")
        client.force_login(make_user())
        assert client.post("/admin/publishing/image/layout/", {"layout": "grid"}).status_code == 403

    @pytest.mark.parametrize("kind", KINDS)
    def test_items_are_found_by_words_tags_and_use(self, editor, kind):
        make = MAKE[kind]
        river, bridge, _weir = make(title="The river"), make(title="The bridge"), make(title="The weir")
        river.tags.set(["human rights"])
        if kind == "image":
            make_release(lead_image=bridge)
        else:
            make_release().attachments.create(document=bridge)

        def found(**query):
            return {item.title for item in editor.get(LISTS[kind], query).context["cl"].result_list}

        assert found(q="bridge") == {"The bridge"}
        assert found(q="rights") == {"The river"}
        assert found(tag="human-rights") == {"The river"}
        assert found(use="public") == found(use="used") == {"The bridge"}
        assert found(use="unused") == {"The river", "The weir"}
        assert found(use="nonsense") == {"The river", "The bridge", "The weir"}

    def test_the_other_kind_is_one_click_away_with_the_same_search(self, editor):
        page = read(editor.get(LISTS["image"], {"q": "river", "use": "used", "p": "1"}))
        there = [link.get("href") for link in select(page, ".library-kinds a") if not link.get("aria-current")]
        assert there == ["/admin/publishing/document/?q=river&use=used"]

    @pytest.mark.parametrize("kind", KINDS)
    def test_lists_cost_the_same_for_many_and_are_cut_into_pages(self, editor, kind, django_assert_max_num_queries):
        item = MAKE[kind]()
        for _ in range(60):
            item.pk = None
            item.save(force_insert=True)
        editor.get(LISTS[kind])
        with django_assert_max_num_queries(12):
            page = editor.get(LISTS[kind])
        assert len(page.context["cl"].result_list) == 48

    def test_who_sees_one_kind_alone_is_offered_no_other(self, client):
        client.force_login(make_user("publishing.view_document"))
        page = read(client.get(LISTS["document"]))
        assert [words(link) for link in select(page, ".library-kinds a")] == ["Documents"]
        assert "Upload many" not in words(page)
        assert "library-readonly" in select(page, "body")[0].get("class")


class TestReplacing:
    @pytest.mark.parametrize("kind", KINDS)
    def test_the_file_is_replaced_the_words_stay_and_the_step_is_logged(self, editor, kind):
        item = MAKE[kind](title="The river")
        old = item.file.name
        page = editor.get(path(kind, "replace", item)).content.decode()
        assert "only the file becomes another" in page
        answer = editor.post(path(kind, "replace", item), {"file": file(CONTENT[kind])}, follow=True)
        assert "The file was replaced." in answer.content.decode()
        changed = type(item).objects.get()
        assert (changed.pk, changed.title) == (item.pk, "The river")
        assert changed.file.name != old
        with changed.file.open("rb") as stream:
            assert stream.read() == CONTENT[kind]
        assert "File replaced." in editor.get(path(kind, "history", item)).content.decode()

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize(
        "content", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"", None], ids=["SVG", "empty", "none"]
    )
    def test_a_bad_file_is_refused_beside_its_field_and_nothing_changes(self, editor, kind, content):
        item = MAKE[kind]()
        answer = editor.post(path(kind, "replace", item), {} if content is None else {"file": file(content)})
        assert answer.status_code == 422
        assert 'class="errorlist"' in answer.content.decode()
        assert type(item).objects.get().file.name == item.file.name
        assert default_storage.exists(item.file.name)

    def test_the_page_names_the_places_that_will_change(self, editor):
        image = make_image()
        release = make_release(lead_image=image, title="Dam opened")
        editor.force_login(make_user(superuser=True))
        page = read(editor.get(path("image", "replace", image)))
        (use,) = select(page, ".uses li")
        assert words(use) == "Press release, lead picture: Dam opened live"
        assert select(use, "a")[0].get("href") == f"/admin/press/pressrelease/{release.pk}/change/"

    def test_what_readers_see_or_will_see_is_replaced_only_by_who_may_publish_it(self, client):
        public, scheduled, logo, drafted = (make_image() for _ in range(4))
        make_release(lead_image=public)
        make_campaign(lead_image=scheduled, publish_at=timezone.now() + timedelta(days=1))
        SiteSettings.objects.update_or_create(pk=1, defaults={"logo": logo})
        make_release(lead_image=drafted, status="draft")

        def replaceable(*permissions):
            client.force_login(make_user("publishing.view_image", "publishing.change_image", *permissions))
            answers = {}
            for name, image in (("public", public), ("scheduled", scheduled), ("logo", logo), ("drafted", drafted)):
                answers[name] = client.get(path("image", "replace", image)).status_code
                linked = path("image", "replace", image) in client.get(path("image", "change", image)).content.decode()
                assert linked == (answers[name] == 200)
            return {name for name, status in answers.items() if status == 200}

        assert replaceable() == {"drafted"}
        assert replaceable("press.publish_pressrelease") == {"drafted", "public"}
        rights = ("press.publish_pressrelease", "campaigns.publish_campaign", "pages.change_sitesettings")
        assert replaceable(*rights) == {"drafted", "public", "scheduled", "logo"}

    @pytest.mark.parametrize("kind", KINDS)
    def test_it_needs_the_right_to_change_and_a_row(self, client, reader, kind):
        item = MAKE[kind]()
        address = path(kind, "replace", item)
        assert reader.post(address).status_code == 302
        client.force_login(make_user(f"publishing.view_{kind}", f"publishing.add_{kind}"))
        assert client.get(address).status_code == 403
        assert client.post(address, {"file": file(CONTENT[kind])}).status_code == 403
        client.force_login(make_user(superuser=True))
        assert client.get(f"/admin/publishing/{kind}/999/replace/").status_code == 404
        assert client.put(address).status_code == 405


class TestStates:
    def test_they_are_told_as_data_while_files_are_made(self, editor, now):
        done, waiting = make_image(now=now), make_image((900, 600), now=now)
        renditions.make(done.pk, now=now)
        found = states(editor, done, waiting).json()["states"]
        assert found[str(done.pk)]["state"] == "made"
        assert found[str(waiting.pk)]["state"] == "waiting"
        assert "6 files to be made" in found[str(waiting.pk)]["badge"]
        assert found[str(waiting.pk)]["shown"]["width"] == 800
        renditions.make(waiting.pk, now=now)
        assert states(editor, waiting).json()["states"][str(waiting.pk)]["state"] == "made"
        assert states(editor, waiting)["Cache-Control"].count("no-store")

    @pytest.mark.parametrize(
        ("fields", "state", "said"),
        [
            ({"renditions_failures": 1, "renditions_problem": "OSError: disk full"}, "retrying", "will be tried again"),
            (
                {"renditions_due_at": None, "renditions_failures": 6, "renditions_problem": "OSError: disk full"},
                "failed",
                "could not be made",
            ),
        ],
    )
    def test_what_failed_is_shown_with_the_reason_and_a_button(self, editor, fields, state, said):
        image = make_image()
        Image.objects.update(**fields)
        for page in (LISTS["image"], path("image", "change", image)):
            (badge,) = select(read(editor.get(page)), ".library-state")
            assert badge.get("data-state") == state
            assert said in words(badge)
            assert "OSError: disk full" in words(badge)
            assert select(badge, "button.again")[0].get("formaction") == path("image", "again", image)
        before = DBTaskResult.objects.count()
        answer = editor.post(path("image", "again", image), follow=True)
        assert "1 picture is worked on." in answer.content.decode()
        assert DBTaskResult.objects.count() == before + 1
        image = Image.objects.get()
        assert renditions.state(image) == renditions.WAITING
        assert renditions.make(image.pk, now=image.renditions_due_at) == 3

    def test_nothing_is_done_where_nothing_is_missing(self, editor, now):
        image = make_image(now=now)
        renditions.make(image.pk, now=now)
        before = DBTaskResult.objects.count()
        editor.post(path("image", "again", image))
        assert DBTaskResult.objects.count() == before
        assert Image.objects.get().renditions_due_at is None

    @pytest.mark.parametrize("keys", [["x"], ["9" * 19], [str(number) for number in range(101)]])
    def test_nonsense_is_a_400(self, editor, keys):
        assert editor.get(reverse("admin:publishing_image_states"), {"key": keys}).status_code == 400

    def test_wrong_roles_and_methods_are_refused(self, client, reader):
        image = make_image()
        assert states(reader, image).status_code == 302
        client.force_login(make_user("publishing.view_document"))
        assert states(client, image).status_code == 403
        client.force_login(make_user("publishing.view_image"))
        assert states(client, image).status_code == 200
        assert client.post(reverse("admin:publishing_image_states")).status_code == 405
        assert client.get(path("image", "again", image)).status_code == 405
        assert client.post(path("image", "again", image)).status_code == 403
        client.force_login(make_user(superuser=True))
        assert client.post("/admin/publishing/image/999/again/").status_code == 404


class TestTags:
    @pytest.mark.parametrize("kind", KINDS)
    def test_they_are_typed_with_commas_and_kept(self, editor, kind):
        words_of = {
            "title": "River",
            "alt_text": "A river",
            "credit": "A. Painter",
            "focal_x": "0.5",
            "focal_y": "0.5",
            "tags": "human rights, Rivers, rivers",
        }
        content = {"image": picture_bytes((900, 600)), "document": PDF}[kind]
        assert editor.post(f"{LISTS[kind]}add/", words_of | {"file": file(content)}).status_code == 302
        item = {"image": Image, "document": Document}[kind].objects.get()
        assert set(item.tags.names()) == {"human rights", "Rivers"}
        editor.post(path(kind, "change", item), words_of | {"tags": "lakes"})
        assert set(item.tags.names()) == {"lakes"}

    def test_a_tag_of_pictures_alone_is_not_public(self, reader):
        make_image().tags.set(["Secret"])
        assert "Secret" not in reader.get("/tags/").content.decode()
        assert reader.get("/tags/secret/").status_code == 404


class TestDocuments:
    def test_a_wrong_file_is_refused_beside_its_field_and_the_words_stay(self, editor):
        data = {"title": "Report", "description": "All numbers", "file": file(b"<!doctype html>", "report.pdf")}
        answer = editor.post(f"{LISTS['document']}add/", data)
        assert "save it as PDF" in str(answer.context["adminform"].form.errors["file"])
        assert "All numbers" in answer.content.decode()
        assert not Document.objects.exists()

    def test_a_good_file_is_to_be_chosen_again_where_the_words_are_wrong(self, editor):
        answer = editor.post(f"{LISTS['document']}add/", {"title": "", "file": file(PDF, "report.pdf")})
        assert "Choose it once more" in str(answer.context["adminform"].form.errors["file"])

    def test_a_second_copy_is_pointed_out_but_accepted(self, editor):
        make_document(PDF, title="First copy")
        answer = editor.post(f"{LISTS['document']}add/", {"title": "Second", "file": file(PDF)}, follow=True)
        assert "First copy" in answer.content.decode()
        assert Document.objects.count() == 2

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_what_is_attached_is_kept_and_the_message_names_the_places(self, editor, method):
        document = make_document()
        make_release(title="Dam opened", status="draft").attachments.create(document=document)
        data = {"post": "yes"} if method == "post" else {}
        answer = getattr(editor, method)(path("document", "delete", document), data, follow=True)
        assert "It is in use, so it was not deleted: Dam opened." in answer.content.decode()
        (use,) = select(read(editor.get(path("document", "change", document))), ".uses li")
        assert words(use) == "Press release, attachment: Dam opened draft"
        assert default_storage.exists(document.file.name)

    def test_what_is_free_is_deleted_with_its_file(self, editor, django_capture_on_commit_callbacks):
        document = make_document()
        with django_capture_on_commit_callbacks(execute=True):
            editor.post(path("document", "delete", document), {"post": "yes"})
        assert not Document.objects.exists()
        assert not default_storage.exists(document.file.name)

    def test_staff_who_see_the_library_get_the_file_and_no_cache_keeps_it(self, client, reader):
        document = make_document(PDF, title="Report")
        address = path("document", "file", document)
        assert reader.get(address).status_code == 302
        client.force_login(make_user("publishing.view_image"))
        assert client.get(address).status_code == 403
        client.force_login(make_user("publishing.view_document"))
        answer = client.get(address)
        assert answer.getvalue() == PDF
        assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
        assert answer["Content-Disposition"] == 'attachment; filename="report.pdf"'
        assert "sandbox" in answer["Content-Security-Policy"]
        assert client.post(address).status_code == 405
        assert client.get("/admin/publishing/document/999/file/").status_code == 404

    def test_who_may_only_look_changes_nothing(self, client):
        document = make_document()
        client.force_login(make_user("publishing.view_document"))
        assert client.get(path("document", "change", document)).status_code == 200
        assert client.post(path("document", "change", document), {"title": "Other"}).status_code == 403
        assert client.get(f"{LISTS['document']}add/").status_code == 403
        assert client.post(path("document", "delete", document), {"post": "yes"}).status_code == 403

    def test_releases_find_them_while_one_types(self, editor, client):
        make_document(title="Annual report"), make_document(title="Letter")
        query = {"app_label": "press", "model_name": "attachment", "field_name": "document", "term": "annual"}
        found = editor.get("/admin/autocomplete/", query).json()["results"]
        assert [one["text"] for one in found] == ["Annual report"]
        client.force_login(make_user("press.change_pressrelease"))
        assert client.get("/admin/autocomplete/", query).status_code == 403
