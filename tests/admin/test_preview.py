"""The preview: the real page, for staff alone, stored nowhere, and of something live without saving it."""

import pytest
from django.utils import timezone

from pages.models import SiteSettings
from press.models import PressRelease
from publishing import clock
from publishing.models import Status
from tests.admin.desk import AUTHOR, EDITOR, change_url, send, signed_in
from tests.factories import make_campaign, make_document, make_page, make_petition, make_release

pytestmark = pytest.mark.django_db

BANNER = b"preview-banner"


def preview_url(item):
    return change_url(item).replace("/change/", "/preview/")


def test_preview_of_a_draft_saves_it_and_shows_the_page_with_a_banner():
    client = signed_in(*AUTHOR)
    page = send(
        client, "/admin/press/pressrelease/add/", step="preview", title="Not yet public", body="<p>Draft words.</p>"
    )
    release = PressRelease.objects.get()
    assert release.status == Status.DRAFT
    assert page.redirect_chain[-1][0] == preview_url(release)
    assert BANNER in page.content
    assert b"Draft words." in page.content
    assert "no-store" in page["Cache-Control"]
    assert "noindex" in page["X-Robots-Tag"]
    assert b'<meta name="robots" content="noindex,nofollow">' in page.content
    assert change_url(release).encode() in page.content


def test_preview_of_something_live_shows_what_was_typed_and_saves_nothing(reader):
    client = signed_in(*EDITOR)
    release = make_release(title="As it is", body="<p>Old.</p>")
    version = clock.read(timezone.now()).version
    page = send(client, change_url(release), step="preview", title="As it would be", body="<p>New.</p>", tags="tried")
    assert page.status_code == 200
    assert b"As it would be" in page.content
    assert b"New." in page.content
    assert BANNER in page.content
    release.refresh_from_db()
    assert (release.title, release.body) == ("As it is", "<p>Old.</p>")
    assert not release.tags.exists()
    assert clock.read(timezone.now()).version == version
    assert b"As it is" in reader.get(release.get_absolute_url()).content


def test_the_page_itself_has_no_banner(reader):
    assert BANNER not in reader.get(make_release().get_absolute_url()).content


@pytest.mark.parametrize(
    ("make", "permission"), [(make_campaign, "campaigns.view_campaign"), (make_page, "pages.view_standingpage")]
)
def test_campaigns_and_standing_pages_have_a_preview(make, permission):
    item = make(status=Status.DRAFT, title="Seen before all others")
    if permission.startswith("campaigns"):
        make_petition(item)
    page = signed_in(permission).get(preview_url(item))
    assert page.status_code == 200
    assert b"Seen before all others" in page.content
    assert BANNER in page.content


def test_staff_open_the_attachments_of_a_draft_from_its_preview(reader):
    release = make_release(status=Status.DRAFT, publish_at=None)
    document = make_document()
    release.attachments.create(document=document)
    client = signed_in("press.view_pressrelease", "publishing.view_document")
    public, own = release.address_of(document), f"/admin/publishing/document/{document.pk}/file/"
    page = client.get(preview_url(release)).content.decode()
    assert own in page
    assert public not in page
    assert b"".join(client.get(own)).startswith(b"%PDF")
    page = signed_in("press.view_pressrelease").get(preview_url(release)).content.decode()
    assert own not in page
    assert public not in page
    assert "Opens once this is published" in page


def test_the_preview_is_for_those_who_may_see_the_item(reader):
    url = preview_url(make_release(status=Status.DRAFT))
    assert reader.get(url).status_code == 302
    assert signed_in("sources.view_source").get(url).status_code == 403
    assert signed_in("press.view_pressrelease").get(url).status_code == 200


def test_the_preview_takes_no_post_and_knows_no_unknown_item():
    client = signed_in(*EDITOR)
    release = make_release(status=Status.DRAFT)
    assert client.post(preview_url(release)).status_code == 405
    assert client.get("/admin/press/pressrelease/999999/preview/").status_code == 404
    assert client.get("/admin/press/pressrelease/nonsense/preview/").status_code == 404


def test_a_preview_leaves_nothing_behind_for_the_state_that_the_next_change_makes(reader):
    client = signed_in(superuser=True)
    SiteSettings.objects.create(pk=1, name="Old name")
    send(client, change_url(make_release()), step="preview", title="As it would be")
    send(client, "/admin/pages/sitesettings/", name="New name")
    assert "New name" in reader.get("/").content.decode()
