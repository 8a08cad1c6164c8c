"""The desk for redirects: what editors type is understood, and nonsense is refused with what was typed kept."""

from datetime import timedelta

import pytest
from django.urls import reverse

from publishing import redirects
from publishing.models import Redirect, Status
from tests.admin.desk import EDITOR, errors, messages, send, signed_in
from tests.factories import make_campaign, make_petition, make_release
from tests.html import read, select, words

pytestmark = pytest.mark.django_db

DESK = tuple(f"publishing.{action}_redirect" for action in ("add", "change", "delete", "view"))
ADD = reverse("admin:publishing_redirect_add")
LIST = reverse("admin:publishing_redirect_changelist")


@pytest.fixture
def editor():
    return signed_in(*DESK)


def add(client, old, new):
    return send(client, ADD, from_path=old, to_path=new)


def rows():
    return dict(Redirect.objects.values_list("from_path", "to_path"))


def change(redirect):
    return reverse("admin:publishing_redirect_change", args=[redirect.pk])


@pytest.mark.parametrize(
    ("typed_old", "typed_new", "old", "new"),
    [
        ("/old/", "/press/new/", "/old/", "/press/new/"),
        ("  /old ", "http://testserver/press/new", "/old/", "/press/new/"),
        ("/2010/news.php", "/press/", "/2010/news.php", "/press/"),
        ("/press/%D5%A3%D5%A5%D5%BF/", "/hy/press/", "/press/գետ/", "/hy/press/"),
        ("/old/", "/feeds/press.rss", "/old/", "/feeds/press.rss"),
    ],
)
def test_addresses_are_taken_as_people_copy_them(editor, reader, typed_old, typed_new, old, new):
    make_release(slug="new")
    response = add(editor, typed_old, typed_new)
    assert rows() == {old: new}, errors(response)
    assert reader.get(old).headers["Location"] == new
    redirect = Redirect.objects.get()
    assert (redirect.reason, redirect.created_by) == ("by_hand", editor.user)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("old/", "/press/", "begins with a slash"),
        ("//example.org/", "/press/", "another site"),
        ("/old/", "https://example.org/press/", "another site"),
        ("/old/", "//example.org/press/", "another site"),
        ("/old/?page=2", "/press/", "Leave out what follows"),
        ("/old/", "/press/#top", "Leave out what follows"),
        ("/", "/press/", "belongs to the site itself"),
        ("/admin/press/", "/press/", "belongs to the site itself"),
        ("/old/", "/admin/", "nothing at this address"),
        ("/old/", "/no/such/page/at/all/", "nothing at this address"),
        ("/press/", "/campaigns/", "There is a page at this address"),
        ("/press/there/", "/campaigns/", "There is a page at this address"),
        ("/sitemap.xml", "/press/", "There is a page at this address"),
        ("/theme.css", "/press/", "There is a page at this address"),
        ("/old/", "/old/", "round in a circle"),
        ("/old\\x/", "/press/", "a character that no address has"),
        ("/old%0d%0a/", "/press/", "a character that no address has"),
        ("/old%00/", "/press/", "a character that no address has"),
        ("/taken/", "/press/", "already exists"),
        ("", "/press/", "required"),
    ],
)
def test_what_cannot_lead_on_is_refused_and_kept(editor, now, old, new, said):
    make_release(slug="there")
    Redirect.objects.create(from_path="/taken/", to_path="/campaigns/", created_at=now)
    response = add(editor, old, new)
    assert response.status_code == 200
    assert rows() == {"/taken/": "/campaigns/"}
    assert any(said in error for error in errors(response)), errors(response)
    values = {field.name: field.value for field in read(response).xpath("//input[@type='text']")}
    assert (values["from_path"] or "", values["to_path"]) == (old, new)


def test_an_address_that_is_too_long_is_refused(editor):
    response = add(editor, "/" + "x" * 600 + "/", "/press/")
    assert response.status_code == 200
    assert rows() == {}


def test_a_redirect_to_a_redirect_leads_straight_on_and_says_so(editor, now):
    make_release(slug="c")
    redirects.move("/press/b/", "/press/c/", user=None, now=now)
    response = add(editor, "/old/", "/press/b/")
    assert rows()["/old/"] == "/press/c/"
    assert any("leads on to /press/c/" in said for said in messages(response))


def test_what_is_below_an_address_that_moved_is_no_chain_either(editor, now):
    make_petition(make_campaign(slug="new"), slug="sign")
    redirects.move("/campaigns/old/", "/campaigns/new/", user=None, now=now)
    add(editor, "/sign-now/", "/campaigns/old/sign/")
    assert rows()["/sign-now/"] == "/campaigns/new/sign/"


def test_what_led_to_the_old_address_leads_to_the_new_one_and_says_so(editor, now):
    make_release(slug="c")
    redirects.move("/a/", "/press/b/", user=None, now=now)
    response = add(editor, "/press/b/", "/press/c/")
    assert rows() == {"/a/": "/press/c/", "/press/b/": "/press/c/"}
    assert any(said.startswith("1 redirect that led to the old address") for said in messages(response))


def test_a_circle_is_refused(editor, now):
    redirects.move("/press/a/", "/press/b/", user=None, now=now)
    response = add(editor, "/press/b/", "/press/a/")
    assert any("round in a circle" in error for error in errors(response))
    response = add(editor, "/press/x/", "/press/x/attachments/1/")
    assert any("round in a circle" in error for error in errors(response))
    assert rows() == {"/press/a/": "/press/b/"}


def test_leading_to_something_hidden_is_said(editor, reader, now):
    make_release(slug="later", publish_at=now + timedelta(hours=1))
    response = add(editor, "/old/", "/press/later/")
    assert any("Readers do not see what is at /press/later/ now" in said for said in messages(response))
    assert reader.get("/old/").status_code == 404
    form = editor.get(change(Redirect.objects.get())).content.decode()
    assert "answers “not found”" in form


def test_an_editor_finds_changes_and_deletes_redirects(editor, reader, now):
    redirects.move("/press/a/", "/press/b/", user=editor.user, now=now)
    redirects.move("/campaigns/x/", "/campaigns/y/", user=None, now=now)
    assert words(select(read(editor.get(LIST, {"q": "press"})), "#result_list tbody")[0]).count("/press/") == 2
    assert "/campaigns/x/" not in editor.get(LIST, {"q": "press"}).content.decode()
    assert "/campaigns/x/" in editor.get(LIST, {"reason": "moved"}).content.decode()
    redirect = Redirect.objects.get(from_path="/press/a/")
    send(editor, change(redirect), to_path="/press/")
    assert rows()["/press/a/"] == "/press/"
    redirect.refresh_from_db()
    assert (redirect.reason, redirect.created_by) == ("moved", editor.user)
    editor.post(reverse("admin:publishing_redirect_delete", args=[redirect.pk]), {"post": "yes"})
    assert reader.get("/press/a/").status_code == 404


def test_a_form_says_where_a_page_has_taken_the_address(editor, now):
    redirect = Redirect.objects.create(from_path="/press/a/", to_path="/press/", created_at=now)
    assert "Readers are led on." in editor.get(change(redirect)).content.decode()
    make_release(slug="a", status=Status.DRAFT, publish_at=None)
    assert "Readers are led on." in editor.get(change(redirect)).content.decode()
    release = make_release(slug="b")
    type(release).objects.filter(pk=release.pk).update(slug="c")
    Redirect.objects.create(from_path="/press/c/", to_path="/press/", created_at=now)
    page = editor.get(change(Redirect.objects.get(from_path="/press/c/"))).content.decode()
    assert "A page stands at the old address" in page


CAMPAIGNER = tuple(f"campaigns.{action}_campaign" for action in ("change", "publish", "view"))


def test_a_live_action_whose_address_changes_on_its_form_leads_on(reader):
    petition = make_petition(make_campaign(slug="river"), slug="sign")
    send(signed_in(*CAMPAIGNER), reverse("admin:campaigns_action_change", args=[petition.pk]), slug="sign-now")
    assert reader.get("/campaigns/river/sign/").headers["Location"] == "/campaigns/river/sign-now/"


def test_an_action_of_a_withdrawn_campaign_leads_on_once_the_campaign_is_back(reader):
    petition = make_petition(make_campaign(slug="river", status=Status.WITHDRAWN), slug="sign")
    send(signed_in(*CAMPAIGNER), reverse("admin:campaigns_action_change", args=[petition.pk]), slug="sign-now")
    assert reader.get("/campaigns/river/sign/").status_code == 404
    type(petition.campaign).objects.update(status=Status.PUBLISHED)
    assert reader.get("/campaigns/river/sign/").headers["Location"] == "/campaigns/river/sign-now/"


def test_only_those_who_may_reach_the_desk(now):
    redirects.move("/press/a/", "/press/b/", user=None, now=now)
    redirect = Redirect.objects.get()
    looker = signed_in("publishing.view_redirect")
    assert looker.get(LIST).status_code == 200
    assert looker.post(change(redirect), {"from_path": "/x/", "to_path": "/press/"}).status_code == 403
    assert looker.get(ADD).status_code == 403
    for path in (LIST, ADD, change(redirect)):
        assert signed_in(*EDITOR).get(path).status_code == 403
    assert rows() == {"/press/a/": "/press/b/"}
