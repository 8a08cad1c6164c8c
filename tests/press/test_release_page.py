"""One release as readers see it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.models import CampaignRelease
from pages.models import SiteSettings
from press.models import MediaContact, RelatedRelease
from publishing import clock
from publishing.models import Status
from tests.factories import cite, make_campaign, make_document, make_image, make_petition, make_release, make_source
from tests.html import read, select, words

pytestmark = pytest.mark.django_db


def show(reader, release):
    return read(reader.get(release.get_absolute_url()))


def attach(release, content=b"a,b\n1,2\n", **fields):
    document = make_document(content, **{"title": "The numbers", "name": "numbers.CSV"} | fields)
    release.attachments.create(document=document)
    return document


def test_a_release_shows_kind_headline_subhead_time_and_text(reader):
    release = make_release(
        title="Rivers & <b>people</b>", subhead="A subhead", kind="open_letter", body="<p>First.</p><p>Second.</p>"
    )
    page = show(reader, release)
    assert words(select(page, "h1")[0]) == "Rivers & <b>people</b>"
    assert words(select(page, ".subhead")[0]) == "A subhead"
    assert words(select(page, ".kicker")[0]) == "open letter"
    assert select(page, ".byline time")[0].get("datetime").startswith(f"{release.publish_at:%Y-%m-%dT%H:%M}")
    assert words(select(page, ".byline")[0]).endswith("UTC")
    assert [words(p) for p in select(page, ".prose > p")] == ["RIVERTON – First.", "Second."]


def test_notes_stand_beside_their_sentence_and_in_a_list_that_leads_back(reader):
    first, second = make_source(title="First report"), make_source(title="Second report")
    page = show(reader, make_release(body=f"<p>One{cite(first)}. Two{cite(second, locator='4')}.</p>"))
    assert [link.get("href") for link in select(page, ".prose a.marker")] == ["#note-1", "#note-2"]
    assert [note.get("aria-hidden") for note in select(page, ".prose .margin-note")] == ["true", "true"]
    notes = select(page, "ol.notes li")
    assert "First report" in words(notes[0])
    assert "Second report" in words(notes[1])
    assert [select(note, "a.back")[0].get("href") for note in notes] == ["#ref-1", "#ref-2"]
    assert first.get_absolute_url() in [link.get("href") for link in select(notes[0], "a")]


def test_a_release_without_citations_has_no_empty_notes(reader):
    assert not select(show(reader, make_release()), ".notes-section")


def test_read_also_is_in_order_and_shows_only_what_is_visible(reader, now):
    release = make_release()
    for position, fields in enumerate(
        [
            {"title": "Second", "slug": "second"},
            {"title": "Draft", "status": Status.DRAFT, "publish_at": None},
            {"title": "Tomorrow", "publish_at": now + timedelta(days=1)},
            {"title": "First", "slug": "first"},
        ]
    ):
        RelatedRelease.objects.create(release=release, related=make_release(**fields), position=-position + 5)
    # Somebody else's list names the same release at another place.
    RelatedRelease.objects.create(release=make_release(), related=release.read_also.get(position=5).related, position=0)
    page = show(reader, release)
    assert [
        words(link) for link in select(page, "section ul.plain-list a") if "/attachments/" not in link.get("href")
    ] == [
        "First",
        "Second",
    ]


def test_a_campaign_that_runs_asks_for_its_next_action(reader, now):
    release = make_release()
    running = make_campaign(title="Clean rivers", summary="We want them clean.")
    upcoming = make_petition(running, title="Not yet", opens_at=now + timedelta(days=1), position=0)
    petition = make_petition(running, title="Sign here", position=1)
    for campaign in (
        running,
        make_campaign(title="Hidden campaign", status=Status.DRAFT, publish_at=None),
        make_campaign(title="Won campaign", outcome="won"),
    ):
        CampaignRelease.objects.create(campaign=campaign, release=release)
    clock.bump(now)
    page = show(reader, release)
    calls = select(page, ".call")
    assert len(calls) == 1
    assert "Clean rivers" in words(calls[0])
    assert select(calls[0], "a.button")[0].get("href") == petition.get_absolute_url()
    assert upcoming.title not in words(calls[0])
    assert "campaign" not in [words(title) for title in select(page, "h2")]


def test_boilerplate_contact_and_credit_are_the_releases_own_or_the_sites(reader, now):
    SiteSettings.objects.create(
        pk=1, boilerplate="About the group.", contact_name="Press desk", contact_email="desk@example.org"
    )
    contact = MediaContact.objects.create(name="Ada", role="Press officer", phone="+1 555 0100")
    own = words(
        show(reader, make_release(boilerplate="Another story.", contact=contact, credit_line="Published by us"))
    )
    assert "Another story." in own
    assert "About the group." not in own
    assert "Ada, Press officer" in own
    assert "Published by us" in own
    sites = words(select(show(reader, make_release()), ".article-end")[0])
    assert "About the group." in sites
    assert "Press desk" in sites


def test_documents_are_listed_with_kind_and_size_and_come_as_downloads(reader):
    release = make_release()
    document = attach(release, title="The <numbers>", description="All of <them>.")
    link = select(show(reader, release), "ul.plain-list li")[0]
    assert words(link) == "The <numbers> CSV, 8 bytes All of <them>."
    response = reader.get(select(link, "a")[0].get("href"))
    assert b"".join(response.streaming_content) == b"a,b\n1,2\n"
    assert response["Content-Disposition"] == 'attachment; filename="the-numbers.csv"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Content-Type"] == "text/plain"
    assert document.file.name not in response["Content-Disposition"]


@pytest.mark.parametrize(
    "hidden",
    [
        {"status": Status.DRAFT, "publish_at": None},
        {"status": Status.WITHDRAWN},
        {"publish_at": timezone.now() + timedelta(1)},
    ],
)
def test_documents_are_public_exactly_while_the_release_is(reader, hidden):
    release = make_release(slug="rivers", **hidden)
    document = attach(release)
    assert reader.get(f"/press/rivers/attachments/{document.pk}/").status_code == 404


def test_a_document_whose_file_is_lost_is_not_found(reader):
    document = attach(make_release(slug="rivers"))
    document.file.storage.delete(document.file.name)
    assert reader.get(f"/press/rivers/attachments/{document.pk}/").status_code == 404


def test_a_document_is_found_under_its_own_release_only(reader):
    document = attach(make_release(slug="one"))
    make_release(slug="two")
    found = reader.get(f"/press/one/attachments/{document.pk}/")
    assert found.getvalue() == b"a,b\n1,2\n"
    assert reader.get(f"/press/two/attachments/{document.pk}/").status_code == 404
    assert reader.get(f"/hy/press/one/attachments/{document.pk}/").status_code == 404
    assert reader.get("/press/one/attachments/999999999999999999999999/").status_code == 404
    assert reader.post(f"/press/one/attachments/{document.pk}/").status_code == 405


def test_the_page_can_be_passed_on_and_cited_without_trackers(reader, settings):
    SiteSettings.objects.create(pk=1, name="River Watch")
    release = make_release(title="Rivers & people", slug="rivers")
    rail = select(show(reader, release), ".rail")[0]
    address = f"{settings.SITE_URL}/press/rivers/"
    mail = select(rail, ".share a")[0].get("href")
    assert mail.startswith("mailto:?subject=Rivers%20%26%20people&body=http%3A%2F%2F")
    assert f"River Watch, “Rivers & people,” {release.publish_at:%b}" in words(rail)
    assert address in words(rail)


def test_a_release_under_another_edition_leads_to_its_own_address(reader):
    make_release(slug="rivers")
    response = reader.get("/hy/press/rivers/")
    assert (response.status_code, response["Location"]) == (302, "/press/rivers/")


def test_one_slug_in_two_languages_is_two_releases(reader):
    make_release(slug="covid-19", title="English")
    make_release(slug="covid-19", title="Հայերեն", language="hy")
    assert "English" in reader.get("/press/covid-19/").content.decode()
    assert "<h1>Հայերեն</h1>" in reader.get("/hy/press/covid-19/").content.decode()
    assert reader.get("/ar/press/covid-19/")["Location"] == "/press/covid-19/"


def test_visible_translations_are_named_in_the_head_and_offered_on_the_page(reader, settings):
    english = make_release(slug="rivers")
    armenian = make_release(slug="գետեր", language="hy", translation_group=english.translation_group)
    make_release(
        slug="hidden", language="ar", translation_group=english.translation_group, status=Status.DRAFT, publish_at=None
    )
    page = show(reader, english)
    assert [link.get("hreflang") for link in select(page, "head link[hreflang]")] == ["en", "hy", "x-default"]
    assert [(a.get("lang"), a.get("href")) for a in select(page, ".languages a")] == [
        ("hy", armenian.get_absolute_url())
    ]
    assert [a.get("lang") for a in select(show(reader, armenian), ".languages a")] == ["en"]
    assert not select(show(reader, make_release()), ".languages")


def test_an_arabic_release_runs_from_right_to_left(reader):
    page = show(reader, make_release(slug="نهر", language="ar", title="نهر"))
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")


@pytest.mark.parametrize("path", ["/press/nothing/", "/press/-/", "/press/" + "x" * 3000 + "/", "/hy/press/nothing/"])
def test_an_unknown_release_is_not_found(reader, path):
    assert reader.get(path).status_code == 404


def test_post_is_refused(reader):
    release = make_release()
    assert reader.post(release.get_absolute_url()).status_code == 405


def test_the_fullest_release_costs_eight_queries_and_one_when_stored(reader, now):
    source = make_source()
    release = make_release(
        body=f"<p>Text{cite(source)}.</p>",
        lead_image=make_image(),
        tags=("a", "b"),
        contact=MediaContact.objects.create(name="Ada", phone="1"),
    )
    attach(release)
    make_release(slug="hy", language="hy", translation_group=release.translation_group)
    RelatedRelease.objects.create(release=release, related=make_release())
    campaign = make_campaign()
    CampaignRelease.objects.create(campaign=campaign, release=release)
    make_petition(campaign)
    clock.bump(now)
    reader.get("/tags/")  # reads the frame: name and menus
    with CaptureQueriesContext(connection) as queries:
        show(reader, release)
    assert len(queries) <= 8, [query["sql"][:90] for query in queries]
    with CaptureQueriesContext(connection) as queries:
        show(reader, release)
    assert len(queries) == 1
