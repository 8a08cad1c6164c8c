"""The other desks: settings, menus, tags, contacts, sources, campaigns, links; and that readers see each change."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone

from campaigns import actions
from campaigns.models import Action, CampaignLink, Participation
from pages.models import MenuItem, SiteSettings
from press.models import MediaContact, PressRelease
from publishing import clock
from publishing.models import SearchDocument, Status, Tag
from sources.models import Source
from supporters.models import Consent, OutboxMail, Supporter
from supporters.operations import Details
from tests.admin.desk import change_url, errors, form_values, messages, send, signed_in
from tests.factories import cite, make_campaign, make_page, make_petition, make_release, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief():
    return signed_in(superuser=True)


def version():
    return clock.read(timezone.now()).version


# --- Site settings and menus -------------------------------------------------------------------


def test_site_settings_open_as_a_form_come_into_being_on_save_and_show_everywhere(chief, reader):
    page = chief.get("/admin/pages/sitesettings/")
    assert b'name="accent_colour"' in page.content
    assert not SiteSettings.objects.exists()
    reader.get("/")
    send(chief, "/admin/pages/sitesettings/", name="River Friends", accent_colour="#aa0000")
    assert SiteSettings.objects.get().pk == 1
    assert "River Friends" in reader.get("/").content.decode()
    before = version()
    send(chief, "/admin/pages/sitesettings/", name="River Watch")
    assert version() > before
    assert "River Watch" in reader.get("/").content.decode()


def test_a_bad_colour_is_refused_and_the_rest_stays(chief):
    page = send(chief, "/admin/pages/sitesettings/", name="Kept name", accent_colour="red; x")
    assert errors(page) == ["Write a colour as # and six digits, for example #1a5e63."]
    assert b'value="Kept name"' in page.content


def test_site_settings_are_not_deleted_nor_added_twice(chief):
    SiteSettings.objects.create(pk=1)
    assert chief.get("/admin/pages/sitesettings/add/").status_code == 403
    assert chief.post("/admin/pages/sitesettings/1/delete/", {"post": "yes"}).status_code == 403


def test_site_settings_need_their_permission():
    assert signed_in("press.view_pressrelease").get("/admin/pages/sitesettings/").status_code == 403


def test_a_menu_entry_shows_on_the_site_and_leads_somewhere(chief, reader):
    page = send(chief, "/admin/pages/menuitem/add/", menu="main", label="Our rivers", address="")
    assert errors(page) == ["Choose a standing page or write an address, one of the two."]
    send(chief, "/admin/pages/menuitem/add/", menu="main", label="Our rivers", address="/campaigns/")
    assert "Our rivers" in reader.get("/").content.decode()
    entry = MenuItem.objects.get()
    before = version()
    chief.post(f"/admin/pages/menuitem/{entry.pk}/delete/", {"post": "yes"})
    assert version() > before
    assert "Our rivers" not in reader.get("/").content.decode()


def test_deleting_several_at_once_bumps_the_clock_too(chief):
    for label in ("One", "Two"):
        MenuItem.objects.create(menu="main", label=label, address="/")
    keys = [str(key) for key in MenuItem.objects.values_list("pk", flat=True)]
    before = version()
    chief.post("/admin/pages/menuitem/", {"action": "delete_selected", "_selected_action": keys, "post": "yes"})
    assert not MenuItem.objects.exists()
    assert version() > before


# --- Tags and contacts -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "said"), [("Rivers", "already a tag"), ("a, b", "no comma"), ("!!!", "letter or digit")]
)
def test_a_bad_tag_is_refused(chief, name, said):
    Tag.objects.create(name="rivers", slug="rivers")
    assert said in errors(send(chief, "/admin/publishing/tag/add/", name=name))[0]


def test_a_tag_gets_its_address_by_itself_and_its_change_shows(chief):
    send(chief, "/admin/publishing/tag/add/", name="human rights", slug="")
    tag = Tag.objects.get()
    assert tag.slug == "human-rights"
    before = version()
    send(chief, change_url(tag), description="All of them.")
    assert version() > before


def test_there_is_one_admin_for_tags(chief):
    assert chief.get("/admin/taggit/tag/").status_code == 404


def test_a_contact_can_be_reached_and_its_change_shows(chief):
    assert errors(send(chief, "/admin/press/mediacontact/add/", name="A. Person")) == [
        "Give an e-mail address or a telephone number."
    ]
    send(chief, "/admin/press/mediacontact/add/", name="A. Person", email="a@example.org")
    before = version()
    send(chief, change_url(MediaContact.objects.get()), phone="+1 555 0100")
    assert version() > before


def test_a_contact_that_a_release_names_is_not_deleted(chief):
    contact = MediaContact.objects.create(name="A. Person", email="a@example.org")
    make_release(contact=contact)
    page = chief.post(f"/admin/press/mediacontact/{contact.pk}/delete/", {"post": "yes"})
    assert page.status_code == 200
    assert b"Cannot delete" in page.content
    assert MediaContact.objects.exists()


# --- Sources -----------------------------------------------------------------------------------

ADD_SOURCE = "/admin/sources/source/add/"


def test_a_source_is_typed_with_authors_one_a_line(chief):
    send(
        chief,
        ADD_SOURCE,
        title="2024 Report",
        authors_typed="Doe, Jane\nFreedom House",
        issued_as_typed="June 2024",
        url="https://example.org/r?utm_source=x",
    )
    source = Source.objects.get()
    assert source.authors == [{"family": "Doe", "given": "Jane"}, {"literal": "Freedom House"}]
    assert (source.issued, source.slug, source.created_by) == ("2024-06", "2024-report", chief.user)
    assert form_values(chief.get(change_url(source)))["authors_typed"].split() == ["Doe,", "Jane", "Freedom", "House"]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("issued_as_typed", "the day before yesterday"),
        ("authors_typed", ", Jane"),
        ("url", "javascript:alert(1)"),
        ("title", "  "),
    ],
)
def test_what_is_not_understood_is_said_beside_its_field_and_stays(chief, field, typed):
    page = send(chief, ADD_SOURCE, **({"title": "Kept title", "note": "Kept note"} | {field: typed}))
    assert len(errors(page)) == 1
    assert b"Kept note" in page.content
    assert not Source.objects.exists()


def test_a_second_source_with_the_same_address_is_refused_by_name(chief):
    make_source(title="The first", url="https://example.org/report")
    page = send(chief, ADD_SOURCE, title="The second", url="https://www.example.org/report?utm_medium=mail")
    assert "The first" in errors(page)[0]


def test_a_changed_source_changes_the_notes_of_what_cites_it(chief, reader):
    source = make_source(title="Old title")
    release = make_release(body=f"<p>Words{cite(source)}</p>")
    assert "Old title" in reader.get(release.get_absolute_url()).content.decode()
    send(chief, change_url(source), title="New title", tags="evidence")
    assert "New title" in reader.get(release.get_absolute_url()).content.decode()
    assert list(source.tags.names()) == ["evidence"]


def test_a_source_lists_what_cites_it_and_is_not_deleted_then(chief):
    source = make_source()
    release = make_release(title="It cites", body=f"<p>Words{cite(source)}{cite(source)}</p>")
    page = chief.get(change_url(source)).content.decode()
    assert page.count(change_url(release)) == 1
    chief.post(f"/admin/sources/source/{source.pk}/delete/", {"post": "yes"})
    assert Source.objects.exists()


def test_a_deleted_source_leaves_search(chief):
    source = make_source()
    assert SearchDocument.objects.filter(kind="sources.source").exists()
    chief.post(f"/admin/sources/source/{source.pk}/delete/", {"post": "yes"})
    assert not SearchDocument.objects.filter(kind="sources.source").exists()


# --- Campaigns and links -----------------------------------------------------------------------


def test_a_campaign_with_a_demand_and_a_petition_is_written_on_one_form(chief, reader):
    rows = {
        "demands-TOTAL_FORMS": "1",
        "demands-0-text": "Close the outlet",
        "demands-0-state": "open",
        "demands-0-position": "1",
        "actions-TOTAL_FORMS": "1",
        "actions-0-title": "Sign for the river",
        "actions-0-slug": "",
        "actions-0-text": "We ask for clean rivers.",
        "actions-0-position": "1",
    }
    typed = {"title": "Clean rivers", "summary": "Now.", "body": "<p>Why we ask.</p>"}
    page = send(chief, "/admin/campaigns/campaign/add/", step="publish", **typed, **rows)
    assert messages(page)[0].startswith("Published on "), messages(page)
    action = Action.objects.get()
    assert action.slug == "sign-for-the-river"
    assert "Close the outlet" in reader.get("/campaigns/clean-rivers/").content.decode()


def test_a_demand_that_is_met_says_since_when(chief):
    rows = {
        "demands-TOTAL_FORMS": "1",
        "demands-0-text": "Close it",
        "demands-0-state": "met",
        "demands-0-position": "1",
    }
    page = send(chief, change_url(make_campaign()), **rows)
    assert errors(page) == ["Say since when the demand is met or refused."]


def test_changing_an_action_of_a_live_campaign_bumps_the_clock(chief):
    action = make_petition()
    before = version()
    send(chief, change_url(action), title="Other words")
    assert version() > before
    assert Action.objects.get().title == "Other words"


def test_an_action_with_signatures_is_not_deleted_by_campaigners():
    action = make_petition()
    names = ("add", "change", "view", "publish")
    client = signed_in(*(f"campaigns.{name}_campaign" for name in names))
    assert client.post(change_url(action).replace("/change/", "/delete/"), {"post": "yes"}).status_code == 403
    assert Action.objects.exists()


def test_a_link_gets_a_code_a_qr_code_and_keeps_it(chief):
    action = make_petition()
    send(
        chief,
        "/admin/campaigns/campaignlink/add/",
        campaign=str(action.campaign.pk),
        channel="Poster",
        code="Poster-1",
        follow=True,
    )
    link = CampaignLink.objects.get()
    assert link.code == "poster-1"
    page = chief.get(change_url(link)).content.decode()
    assert "http://testserver/go/poster-1/" in page
    assert 'src="data:image/svg+xml;base64,' in page
    send(chief, change_url(link), code="other", channel="Poster in town")
    link.refresh_from_db()
    assert (link.code, link.channel) == ("poster-1", "Poster in town")


def test_a_link_does_not_lead_to_the_action_of_another_campaign(chief):
    page = send(
        chief,
        "/admin/campaigns/campaignlink/add/",
        campaign=str(make_campaign().pk),
        action=str(make_petition().pk),
        channel="X",
        code="x",
    )
    assert errors(page) == ["This call to action belongs to another campaign."]


def test_a_clashing_code_is_refused(chief):
    CampaignLink.objects.create(campaign=make_campaign(), code="taken", channel="X")
    page = send(
        chief, "/admin/campaigns/campaignlink/add/", campaign=str(make_campaign().pk), channel="Y", code="taken"
    )
    assert len(errors(page)) == 1


def test_a_standing_page_goes_live_like_a_release(chief, reader):
    page = make_page(status=Status.DRAFT, publish_at=None, slug="about")
    send(chief, change_url(page), step="publish")
    assert reader.get("/about/").status_code == 200


def test_only_drafts_of_the_list_are_deleted_at_once(chief):
    live, draft = make_release(), make_release(status=Status.DRAFT, publish_at=None)
    data = {"action": "delete_selected", "_selected_action": [str(live.pk), str(draft.pk)], "post": "yes"}
    assert chief.post("/admin/press/pressrelease/", data).status_code in (200, 403)
    assert PressRelease.objects.count() == 2
    data["_selected_action"] = [str(draft.pk)]
    chief.post("/admin/press/pressrelease/", data)
    assert list(PressRelease.objects.all()) == [live]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
def test_administrators_delete_a_campaign_with_its_actions_and_campaigners_do_not(chief, status):
    action = make_petition(make_campaign(status=status))
    path = f"/admin/campaigns/campaign/{action.campaign.pk}/delete/"
    names = ("add", "change", "view", "publish", "delete")
    assert signed_in(*(f"campaigns.{name}_campaign" for name in names)).post(path, {"post": "yes"}).status_code == 403
    assert Action.objects.exists()
    chief.post(path, {"post": "yes"})
    assert not Action.objects.exists()


def test_deleting_an_action_of_a_live_campaign_bumps_the_clock(chief):
    action = make_petition()
    before = version()
    chief.post(f"/admin/campaigns/action/{action.pk}/delete/", {"post": "yes"})
    assert not Action.objects.exists()
    assert version() > before


# --- Supporters --------------------------------------------------------------------------------


@pytest.mark.parametrize("whole_list", [False, True])
def test_the_data_officer_erases_a_person_with_all_that_belongs_to_them_and_the_log_forgets_the_name(whole_list):
    call_command("ensure_roles", verbosity=0)
    now = timezone.now()
    signature = actions.take_part(
        action=make_petition(),
        email="jane@example.org",
        person=Details("Jane Example"),
        show_name=True,
        agreed={"news": "Send me news."},
        now=now,
    )
    actions.confirm(signature, now=now)
    client = signed_in()
    client.user.groups.add(Group.objects.get(name="Data officer"))
    key = str(signature.supporter.pk)
    if whole_list:
        data = {"action": "delete_selected", "_selected_action": [key], "post": "yes"}
        client.post("/admin/supporters/supporter/", data)
    else:
        client.post(f"/admin/supporters/supporter/{key}/delete/", {"post": "yes"})
    for model in (Supporter, Consent, OutboxMail):
        assert not model.objects.exists(), model
    assert Participation.objects.get().name == ""
    entry = LogEntry.objects.get()
    assert (entry.object_id, entry.user) == (key, client.user)
    assert "Jane" not in str(entry)
    assert client.post("/admin/supporters/consent/1/delete/", {"post": "yes"}).status_code in (302, 403, 404)
