"""Archived copies in the admin: who may do what, what is shown, and that nothing foreign runs there."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from sources import archive, capturing, timestamps
from sources.models import OutsideCopy, Snapshot, Visibility
from tests.factories import PDF, cite, make_release, make_source, make_user
from tests.sources.copies import PAGE, evidence_folder, file_of, make_copy, upload  # noqa: F401

pytestmark = pytest.mark.django_db

HOSTILE = b"<!doctype html><title>x</title><script>alert(document.domain)</script><p>Ten percent of the rivers.</p>"


def address(name, *keys):
    return reverse(f"admin:sources_source_{name}", args=[getattr(key, "pk", key) for key in keys])


@pytest.fixture
def source(now):
    return make_source(url="https://river.test/report", title="Rivers")


SEEING = ("sources.view_source", "sources.change_source", "sources.view_snapshot")
KEEPING = (*SEEING, "sources.capture_source", "sources.withdraw_snapshot")


def may(*permissions):
    client = Client()
    client.force_login(make_user(*permissions))
    return client


@pytest.fixture
def researcher():
    return may(*KEEPING)


@pytest.fixture
def author():
    return may(*SEEING)


def shown(client, source):
    return client.get(address("change", source)).text


# --- The section --------------------------------------------------------------------------------------


def test_a_source_without_copies_says_so_and_offers_to_make_one(researcher, source):
    page = shown(researcher, source)
    assert "There is no copy yet." in page
    assert address("capture", source) in page
    assert "Upload a copy" in page


def test_the_list_tells_what_each_copy_is(researcher, source, now):
    snapshot = make_copy(source, now=now)
    make_release(body=f"<p>“Ten percent of the rivers”{cite(source, passage='Ten percent of the rivers')}</p>")
    archive.store_upload(source, upload(PDF), url="", user=None, now=now)
    withdrawn = make_copy(source, body=PAGE + b"<p>More.</p>", now=now)
    archive.withdraw(withdrawn, reason="It names a child.", user=None, now=now)
    Snapshot.objects.filter(pk=snapshot.pk).update(damage="The file was changed.")
    page = shown(researcher, source)
    for words in ("text/html", "application/pdf", "uploaded", "withdrawn", "damaged", snapshot.sha256, "no text"):
        assert words in page
    assert "1 passage verified" in page


@pytest.mark.parametrize(
    ("state", "fields", "said"),
    [
        ("asked", {}, "waits for the worker"),
        ("running", {}, "A copy is being made"),
        ("asked", {"problem": "connect", "message": "No answer."}, "No answer. It will be tried again"),
        ("failed", {"problem": "no_copy", "message": "The address answers 404."}, "The address answers 404."),
        ("unchanged", {}, "nothing has changed"),
    ],
)
def test_the_state_of_the_last_attempt_is_told(researcher, source, now, state, fields, said):
    source.captures.create(url=source.url, state=state, asked_at=now, **fields)
    assert said in shown(researcher, source)
    page = researcher.get(address("copies", source))
    assert said in page.text
    assert ("data-busy" in page.text) == (state in ("asked", "running"))
    assert "no-store" in page["Cache-Control"]


def test_the_number_of_queries_does_not_grow_with_the_copies(researcher, source, now, django_assert_max_num_queries):
    for number in range(6):
        make_copy(source, body=PAGE + str(number).encode(), now=now)
    with django_assert_max_num_queries(12):
        researcher.get(address("copies", source))


# --- Having one made ------------------------------------------------------------------------------------


def test_a_copy_is_asked_for_and_a_second_time_is_told_that_one_is_under_way(researcher, source):
    answer = researcher.post(address("capture", source), follow=True)
    assert "A copy is being made" in answer.text
    assert answer.redirect_chain[0][0].endswith("#copies")
    assert "being made already" in researcher.post(address("capture", source), follow=True).text
    assert source.captures.count() == 1


def test_the_script_gets_the_list_alone_and_is_refused_without_words(researcher, source):
    asked = researcher.post(address("capture", source), headers={"X-Requested-With": "fetch"})
    assert (asked.status_code, "data-busy" in asked.text, "<html" in asked.text) == (200, True, False)
    assert researcher.post(address("capture", source), headers={"X-Requested-With": "fetch"}).status_code == 409


def test_what_was_asked_for_here_is_made_and_shown(researcher, web, now):
    web.at("/report", HOSTILE)
    source = make_source(url=web.url("/report"))
    researcher.post(address("capture", source))
    capturing.run(source.captures.get().pk, now=now)
    assert source.snapshots.get().sha256 in shown(researcher, source)


# --- Rights ---------------------------------------------------------------------------------------------

POST_ONLY = ("capture", "copy_verify", "copy_read", "copy_elsewhere_remove")
READ_ONLY = ("copies", "copy", "copy_download", "copy_warc")


def keys_of(name, source, snapshot):
    return [source, snapshot] if name.startswith("copy") and name not in ("copy_upload", "copy_elsewhere") else [source]


def test_the_roles_of_a_newsroom_have_these_rights():
    call_command("ensure_roles", verbosity=0)
    wanted = {"view_snapshot", "capture_source", "withdraw_snapshot"}
    found = {
        group.name: wanted & set(group.permissions.values_list("codename", flat=True)) for group in Group.objects.all()
    }
    assert found == {
        "Author": {"view_snapshot"},
        "Campaigner": {"view_snapshot"},
        "Researcher": wanted,
        "Editor": wanted,
        "Administrator": wanted,
        "Data officer": set(),
    }


@pytest.mark.parametrize("name", POST_ONLY)
def test_what_changes_something_is_posted(researcher, source, now, name):
    snapshot = make_copy(source, now=now)
    assert researcher.get(address(name, *keys_of(name, source, snapshot))).status_code == 405


@pytest.mark.parametrize("name", READ_ONLY)
def test_what_shows_something_is_not_posted(researcher, source, now, name):
    snapshot = make_copy(source, now=now)
    keys = [source] if name == "copies" else [source, snapshot]
    assert researcher.post(address(name, *keys)).status_code == 405


@pytest.mark.parametrize(
    "name", ["capture", "copy_upload", "copy_elsewhere", "copy_verify", "copy_read", "copy_withdraw"]
)
def test_nothing_is_taken_from_another_site(source, now, name):
    snapshot = make_copy(source, now=now)
    user = make_user(superuser=True)
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    keys = [source] if name in ("capture", "copy_upload", "copy_elsewhere") else [source, snapshot]
    assert client.post(address(name, *keys), {"reason": "x"}).status_code == 403
    assert not source.captures.exists()


@pytest.mark.parametrize("name", ["capture", "copy_upload", "copy_elsewhere", "copy_read", "copy_withdraw"])
def test_an_author_sees_copies_and_changes_none(author, source, now, name):
    snapshot = make_copy(source, now=now)
    keys = [source] if name in ("capture", "copy_upload", "copy_elsewhere") else [source, snapshot]
    assert author.post(address(name, *keys), {"reason": "x", "url": "https://web.archive.org/x"}).status_code == 403
    page = shown(author, source)
    assert snapshot.sha256 in page
    assert "Capture now" not in page
    assert author.get(address("copy", source, snapshot)).status_code == 200


@pytest.mark.parametrize("name", ["copies", "copy", "copy_download", "copy_warc", "copy_withdraw", "copy_upload"])
def test_staff_without_rights_over_sources_get_nothing(source, now, name):
    snapshot = make_copy(source, now=now)
    keys = [source] if name in ("copies", "copy_upload") else [source, snapshot]
    assert may("supporters.view_supporter").get(address(name, *keys)).status_code == 403
    assert Client().get(address(name, *keys)).status_code == 302


def test_copies_of_a_source_on_file_are_opened_only_by_those_who_look_after_them(author, researcher, now):
    source = make_source(title="Testimony", visibility=Visibility.ON_FILE)
    snapshot = archive.store_upload(source, upload(PDF), url="", user=None, now=now)
    for name in ("copy", "copy_download", "copy_warc"):
        assert author.get(address(name, source, snapshot)).status_code == 403
        assert researcher.get(address(name, source, snapshot)).status_code == 200
    assert address("copy", source, snapshot) not in shown(author, source)


def test_a_copy_of_another_source_is_not_found(researcher, source, now):
    snapshot = make_copy(now=now)
    for name in ("copy", "copy_download", "copy_withdraw"):
        assert researcher.get(address(name, source, snapshot)).status_code == 404


# --- One copy -------------------------------------------------------------------------------------------


def test_the_page_of_a_copy_shows_its_text_and_runs_nothing_of_it(researcher, source, now):
    snapshot = make_copy(source, body=HOSTILE, now=now)
    page = researcher.get(address("copy", source, snapshot))
    assert "Ten percent of the rivers." in page.text
    assert "<script>alert" not in page.text
    assert snapshot.warc_sha256 in page.text
    assert "'unsafe" not in page["Content-Security-Policy"]


def test_markup_in_headers_addresses_and_titles_stays_text(researcher, source, now):
    snapshot = make_copy(
        source,
        body=b"<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
        url="https://river.test/<script>alert(2)</script>",
        now=now,
    )
    assert "<script>alert" not in researcher.get(address("copy", source, snapshot)).text
    assert "<script>alert" not in shown(researcher, source)


@pytest.mark.parametrize("name", ["copy_download", "copy_warc"])
def test_bytes_are_a_download_that_no_browser_shows(researcher, source, now, name):
    snapshot = make_copy(source, body=HOSTILE, now=now)
    answer = researcher.get(address(name, source, snapshot))
    assert answer.content == (HOSTILE if name == "copy_download" else file_of(snapshot))
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith('attachment; filename="copy-')
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))


def test_the_names_of_downloads_tell_nothing(researcher, now):
    source = make_source(title="Testimony of Ani", visibility=Visibility.ON_FILE)
    snapshot = archive.store_upload(source, upload(PDF, "ani.pdf"), url="", user=None, now=now)
    answer = researcher.get(address("copy_download", source, snapshot))
    assert answer["Content-Disposition"] == f'attachment; filename="copy-{snapshot.sha256[:12]}.pdf"'


def test_a_damaged_copy_is_not_handed_out_as_the_content_but_its_file_is(
    researcher,
    source,
    now,
    evidence_folder,  # noqa: F811
):
    snapshot = make_copy(source, now=now)
    path = evidence_folder / snapshot.warc.name
    path.write_bytes(path.read_bytes()[:-20])
    assert "damaged" in researcher.get(address("copy_download", source, snapshot), follow=True).text
    assert researcher.get(address("copy_warc", source, snapshot)).status_code == 200
    path.unlink()
    assert "damaged" in researcher.get(address("copy_warc", source, snapshot), follow=True).text


def test_a_copy_is_verified_with_one_press(researcher, source, now, evidence_folder):  # noqa: F811
    snapshot = make_copy(source, now=now)
    assert "is what it was" in researcher.post(address("copy_verify", source, snapshot), follow=True).text
    (evidence_folder / snapshot.warc.name).write_bytes(b"x")
    assert "The copy is damaged" in researcher.post(address("copy_verify", source, snapshot), follow=True).text


def test_a_text_is_read_anew_with_one_press(researcher, source, now):
    snapshot = make_copy(source, now=now)
    assert "same as before" in researcher.post(address("copy_read", source, snapshot), follow=True).text
    Snapshot.objects.filter(pk=snapshot.pk).update(text="old")
    assert "read anew" in researcher.post(address("copy_read", source, snapshot), follow=True).text


def test_a_time_stamp_is_handed_out_where_there_is_one(researcher, source, now):
    snapshot = make_copy(source, now=now)
    assert researcher.get(address("copy_stamp", source, snapshot)).status_code == 404
    Snapshot.objects.filter(pk=snapshot.pk).update(timestamp_token=b"token", timestamped_at=now)
    assert researcher.get(address("copy_stamp", source, snapshot)).content == b"token"
    assert timestamps.stamp_due(now) == 0


# --- Withdrawing ----------------------------------------------------------------------------------------


def test_a_copy_is_withdrawn_with_a_reason_after_a_question(researcher, source, now):
    snapshot = make_copy(source, now=now)
    page = researcher.get(address("copy_withdraw", source, snapshot))
    assert "cannot be undone" in page.text
    refused = researcher.post(address("copy_withdraw", source, snapshot), {"reason": " "})
    assert (refused.status_code, "Say why" in refused.text) == (422, True)
    answer = researcher.post(address("copy_withdraw", source, snapshot), {"reason": "It names a child."}, follow=True)
    assert "withdrawn" in answer.text
    snapshot.refresh_from_db()
    assert (snapshot.is_withdrawn, snapshot.withdrawn_reason) == (True, "It names a child.")
    assert snapshot.withdrawn_by is not None
    again = researcher.post(address("copy_withdraw", source, snapshot), {"reason": "Again."}, follow=True)
    assert "withdrawn already" in again.text
    assert "It names a child." in researcher.get(address("copy", source, snapshot)).text


def test_withdrawing_takes_the_right_to(source, now):
    snapshot = make_copy(source, now=now)
    client = may(*SEEING, "sources.capture_source")
    assert client.post(address("copy_withdraw", source, snapshot), {"reason": "x"}).status_code == 403
    assert address("copy_withdraw", source, snapshot) not in client.get(address("copy", source, snapshot)).text


# --- Uploads, and copies elsewhere ----------------------------------------------------------------------


def test_a_copy_is_uploaded_and_marked_as_such(researcher, source):
    answer = researcher.post(
        address("copy_upload", source),
        {"file": upload(PDF), "url": "https://river.test/report.pdf", "note": "By mail"},
        follow=True,
    )
    assert "The copy is kept." in answer.text
    snapshot = source.snapshots.get()
    assert (snapshot.origin, snapshot.requested_url, snapshot.note) == (
        "uploaded",
        "https://river.test/report.pdf",
        "By mail",
    )
    assert snapshot.taken_by is not None
    assert "Said to be from" in researcher.get(address("copy", source, snapshot)).text


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"MZ\x90\x00", "report.pdf", "cannot be kept"),
        (b"", "report.pdf", "empty"),
        (b"%PDF-1.7 cut", "report.pdf", "cut off"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "a.png", "SVG"),
    ],
)
def test_what_is_refused_is_told_beside_the_field(researcher, source, content, name, said):
    answer = researcher.post(address("copy_upload", source), {"file": upload(content, name)})
    assert (answer.status_code, said in answer.text) == (422, True)
    assert not source.snapshots.exists()


def test_without_a_file_or_with_an_odd_address_nothing_is_kept(researcher, source):
    assert "Choose a file." in researcher.post(address("copy_upload", source)).text
    odd = researcher.post(address("copy_upload", source), {"file": upload(PDF), "url": "javascript:alert(1)"})
    assert odd.status_code == 422
    assert not source.snapshots.exists()


def test_the_same_file_twice_is_told(researcher, source):
    researcher.post(address("copy_upload", source), {"file": upload(PDF)})
    assert "already" in researcher.post(address("copy_upload", source), {"file": upload(PDF)}).text
    assert source.snapshots.count() == 1


def test_a_page_with_scripts_that_calls_itself_pdf_is_kept_and_never_shown_as_a_page(researcher, source):
    researcher.post(address("copy_upload", source), {"file": upload(HOSTILE, "report.pdf", "application/pdf")})
    snapshot = source.snapshots.get()
    assert snapshot.media_type == "text/html"
    assert "<script>alert" not in researcher.get(address("copy", source, snapshot)).text


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://web.archive.org/web/20240131120000/https://river.test/", "2024-01-31"),
        ("https://web.archive.org/web/20240131120000id_/https://river.test/", "2024-01-31"),
        ("https://archive.ph/2024.01.31-120000/https://river.test/", "2024-01-31"),
        ("https://archive.today/20240131120000/https://river.test/", "2024-01-31"),
        ("https://web.archive.org/web/20249931120000/https://river.test/", None),
        ("https://perma.cc/ABCD-1234", None),
        ("https://archive.ph/AbCdE", None),
    ],
)
def test_a_copy_elsewhere_is_noted_with_the_day_that_its_address_tells(researcher, source, url, day):
    researcher.post(address("copy_elsewhere", source), {"url": url})
    copy = source.outside_copies.get()
    assert (copy.url, copy.copied_on and copy.copied_on.isoformat()) == (url, day)
    assert url in shown(researcher, source)


def test_a_day_that_is_given_counts_more(researcher, source):
    url = "https://web.archive.org/web/20240131120000/https://river.test/"
    researcher.post(address("copy_elsewhere", source), {"url": url, "copied_on": "2020-02-03"})
    assert source.outside_copies.get().copied_on.isoformat() == "2020-02-03"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://web.archive.org/x", "https://user:pass@web.archive.org/x", "", "https://"]
)
def test_only_web_addresses_are_noted(researcher, source, url):
    assert researcher.post(address("copy_elsewhere", source), {"url": url}).status_code == 422
    assert not OutsideCopy.objects.exists()


def test_a_copy_elsewhere_is_noted_once_and_can_be_forgotten(researcher, source):
    data = {"url": "https://perma.cc/ABCD-1234"}
    researcher.post(address("copy_elsewhere", source), data)
    assert "noted already" in researcher.post(address("copy_elsewhere", source), data).text
    researcher.post(address("copy_elsewhere_remove", source, source.outside_copies.get()))
    assert not OutsideCopy.objects.exists()


# --- The dashboard ----------------------------------------------------------------------------------------


def test_the_dashboard_names_damaged_copies_to_those_who_may_see_them(source, now):
    snapshot = make_copy(source, now=now)
    client = may(*KEEPING)
    assert "archived copy is damaged" not in client.get(reverse("admin:index")).text
    Snapshot.objects.filter(pk=snapshot.pk).update(damage="The file was changed.")
    page = client.get(reverse("admin:index")).text
    assert "An archived copy is damaged. The file was changed." in page
    assert f"{address('change', source)}#copies" in page
    assert "archived copy is damaged" not in may("press.view_pressrelease").get(reverse("admin:index")).text
