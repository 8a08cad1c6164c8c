"""Preflight: what blocks publishing and what warns, with the words and the field at which to mend it."""

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from campaigns.models import Campaign
from press.models import MediaContact, PressRelease
from publishing import preflight, redirects
from publishing.models import Image, Rendition, Status
from publishing.preflight import quotations
from publishing.preflight.lines import read
from tests.factories import cite, make_campaign, make_image, make_page, make_petition, make_release, make_source

pytestmark = pytest.mark.django_db

QUOTED = "“The river carries what the towns upstream let into it”"


def found(item, at=None) -> dict:
    """Return the findings of a check by code."""
    return {finding.code: finding for finding in preflight.check(item, at or timezone.now()).findings}


def ready(**fields) -> PressRelease:
    """Return a draft of which preflight finds nothing."""
    contact = MediaContact.objects.create(name="Anna", email="anna@example.org")
    return make_release(status=Status.DRAFT, publish_at=None, **{"summary": "In short.", "contact": contact} | fields)


def with_body(body: str) -> PressRelease:
    """Return a draft whose text was stored before today's checks, as an import may leave it."""
    release = ready()
    PressRelease.objects.filter(pk=release.pk).update(body=body)
    release.refresh_from_db()
    return release


def uncited(body: str) -> list[str]:
    root = html.fragment_fromstring(body, create_parent="div")
    return quotations.without_source(read(root))


def test_nothing_is_found_of_a_complete_release():
    assert found(ready()) == {}


# --- Quotations -----------------------------------------------------------------------------------

MARK = '<sup data-cite="1"></sup>'


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{QUOTED} said the mayor.</p>",
        "<p>»Der Fluss trägt, was man hineinlässt«, sagte sie.</p>",
        "<p>„Der Fluss trägt, was man hineinlässt“, sagte sie.</p>",
        "<p>«Գետը տանում է այն, ինչ տալիս են»։</p>",
        "<p>قال: «النهر يحمل ما يلقيه الناس فيه».</p>",
        '<p>"The river carries what towns let in," he said.</p>',
        "<p>”Floden bär det som man släpper ut”, sade hon.</p>",
        f"<p>{QUOTED} said the mayor. Another sentence has the source.{MARK}</p>",
        f"<p>A sentence with a source.{MARK} {QUOTED} said the mayor.</p>",
        f"<ul><li>{QUOTED}</li></ul>",
        f"<table><tbody><tr><td>{QUOTED}</td></tr></tbody></table>",
        "<blockquote><p>The river carries what the towns upstream let in.</p></blockquote>",
        f"<p>One thing.{MARK} Another:</p><blockquote><p>The river carries what the towns let in.</p></blockquote>",
        "<p>“The river carries what the towns let in.</p><p>“And the sea gets it all in the end.”</p>",
    ],
)
def test_a_quotation_of_five_words_needs_a_source(body):
    assert uncited(body)


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{QUOTED}{MARK} said the mayor.</p>",
        f"<p>{QUOTED} said the mayor.{MARK}</p>",
        f"<p>{QUOTED}, said Mr. Smith of the U.S. Department.{MARK}</p>",
        f"<p>According to the report{MARK} {QUOTED}.</p>",
        f"<p>“The river carries what towns let in!” she said.{MARK}</p>",
        f"<p>“It carries what the towns let in. It always did.”{MARK}</p>",
        f"<p>«Գետը տանում է այն, ինչ տալիս են»։{MARK}</p>",
        f"<p>„Der Fluss trägt, was man hineinlässt“.{MARK}</p>",
        "<p>The “eyes of the river” are open.</p>",
        "<p>She doesn't know what the river's towns let in, or what they’d say.</p>",
        "<h2>“The river carries what towns let in”</h2>",
        f"<blockquote><p>The river carries what the towns let in.{MARK}</p></blockquote>",
        f"<blockquote><p>The river carries what the towns let in.</p><p>And more.{MARK}</p></blockquote>",
        f"<p>The report says:{MARK}</p><blockquote><p>The river carries what the towns let in.</p></blockquote>",
        f"<p>The report says so.{MARK}</p><blockquote><p>The river carries what the towns let in.</p></blockquote>",
        f"<p>“The river carries what the towns let in.</p><p>“And the sea gets it all in the end.”{MARK}</p>",
    ],
)
def test_a_source_in_or_behind_the_sentence_is_enough_and_few_words_need_none(body):
    assert uncited(body) == []


def test_each_quotation_without_a_source_is_named_in_reading_order():
    source = make_source()
    body = (
        f"<p>{QUOTED}.</p><p>“A second one that has a source”{cite(source)}.</p><p>“And a third one that has none”.</p>"
    )
    finding = found(ready(body=body))["quotation_without_source"]
    assert finding.level == "warning"
    assert finding.field == "body"
    assert finding.message == "2 quotations have no source:"
    assert [words[:12] for words in finding.words] == ["“The river c", "“And a third"]


def test_a_pull_quote_that_repeats_the_text_is_no_quotation_of_its_own():
    body = "<p>The river carries what the towns upstream let in.</p>"
    pulled = '<blockquote data-pull=""><p>The river carries what the towns upstream let in</p></blockquote>'
    assert "quotation_without_source" not in found(ready(body=body + pulled))


# --- Words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "stub", ["[cite]", "[source?]", "[TK]", "[citation needed]", "[ Source ]", "TKTK", "[աղբյուր՞]"]
)
def test_a_stub_where_a_source_is_missing_blocks(stub):
    release = ready(body=f"<p>The towns upstream let it in {stub} every day.</p>", summary=f"In short {stub}")
    finding = found(release)["citation_stub"]
    assert finding.level == "blocker"
    everywhere = [one for one in preflight.check(release, timezone.now()).blockers if one.code == "citation_stub"]
    assert [(one.field, one.words) for one in everywhere] == [
        ("summary", (f"In short {stub}",)),
        ("body", (f"The towns upstream let it in {stub}",)),
    ]


def test_brackets_with_other_words_are_no_stub():
    assert "citation_stub" not in found(ready(body="<p>He said [in Russian] that [the sources] knew. TK Bank.</p>"))


@pytest.mark.parametrize(
    ("body", "is_empty"),
    [
        ("<p>Words.</p><p>Read also</p><p>More words.</p>", True),
        ("<p>Words.</p><h2>Read also:</h2>", True),
        ("<h3>Read also</h3><h2>Next</h2><p><a href='/press/'>Releases</a></p>", True),
        ("<p><strong>Read also…</strong></p>", True),
        ("<h2>Read also</h2><ul><li><a href='/press/'>All releases</a></li></ul>", False),
        ("<p>Read also: <a href='/press/'>all releases</a></p>", False),
        ("<p>Who likes to read also likes to write.</p>", False),
    ],
)
def test_an_empty_read_also_blocks(body, is_empty):
    finding = found(ready(body=body)).get("read_also_empty")
    assert (finding is not None) == is_empty
    assert finding is None or (finding.level, finding.field) == ("blocker", "body")


def test_read_also_is_known_in_the_language_of_the_item():
    assert "read_also_empty" in found(ready(body="<p>Կարդացեք նաև</p>", language="hy"))


def test_headings_that_skip_a_level_and_empty_ones_warn():
    release = ready(body="<h2>One</h2><h3>Two</h3><h2>Three</h2><h4>Four</h4><h3></h3>")
    assert found(release)["heading_skipped"].words == ("Four",)
    assert "heading_empty" in found(release)
    assert found(ready(body="<h3>First</h3><p>Words.</p>"))["heading_skipped"].words == ("First",)


def test_a_headline_of_more_than_90_characters_warns():
    assert "headline_long" not in found(ready(title="x" * 90))
    assert found(ready(title="x" * 91))["headline_long"].field == "title"


def test_links_that_do_not_say_where_they_lead_warn():
    body = "<p>Read <a href='/press/'>Here!</a>, <a href='/press/'>սեղմեք այստեղ</a>, <a href='/press/'>our releases</a></p>"
    assert found(ready(body=body))["link_words"].words == ("Here!", "սեղմեք այստեղ")


# --- Links ----------------------------------------------------------------------------------------


def test_links_to_own_pages_that_readers_do_not_find_warn(settings, now):
    live, draft = make_release(slug="live"), make_release(slug="hidden", status=Status.DRAFT)
    later = make_release(slug="later", publish_at=now + timedelta(days=1))
    source, petition = make_source(), make_petition(make_campaign(slug="rivers"), slug="sign")
    hidden_source = make_source()
    make_release(slug="citing", body=f"<p>Words{cite(source)}</p>", tags=("Rivers",))
    paths = {
        live.get_absolute_url(): False,
        f"{live.get_absolute_url()}?a=1#note-2": False,
        f"{settings.SITE_URL}/press/live/": False,
        draft.get_absolute_url(): True,
        later.get_absolute_url(): True,
        "/press/never-was/": True,
        "/hy/press/live/": True,
        "/press/": False,
        "/nothing/at/all/here/": True,
        source.get_absolute_url(): False,
        hidden_source.get_absolute_url(): True,
        petition.get_absolute_url(): False,
        "/campaigns/rivers/other/": True,
        "/tags/rivers/": False,
        "/tags/lakes/": True,
        "https://elsewhere.example/press/never-was/": False,
        "mailto:somebody@example.org": False,
        "#place": False,
    }
    body = "".join(f'<p><a href="{path}">{number} words</a></p>' for number, path in enumerate(paths))
    broken = {path for path, is_broken in paths.items() if is_broken}
    assert set(found(ready(body=body))["link_leads_nowhere"].words) == broken
    later_broken = set(found(ready(body=body), at=now + timedelta(days=2))["link_leads_nowhere"].words)
    assert later_broken == broken - {later.get_absolute_url()}


def test_a_link_to_an_address_that_moved_still_leads_somewhere(now):
    make_release(slug="new")
    redirects.move("/press/old/", "/press/new/", user=None, now=now)
    assert "link_leads_nowhere" not in found(ready(body="<p><a href='/press/old/'>the old page</a></p>"))


# --- Address --------------------------------------------------------------------------------------


def test_an_address_that_another_page_answers_at_blocks():
    release = ready()
    PressRelease.objects.filter(pk=release.pk).update(slug="2026")
    release.refresh_from_db()
    finding = found(release)["address_leads_elsewhere"]
    assert (finding.level, finding.field) == ("blocker", "slug")


def test_an_address_that_leads_on_to_where_another_page_moved_is_confirmed(now):
    make_release(slug="new")
    redirects.move("/press/old/", "/press/new/", user=None, now=now)
    finding = found(ready(slug="old"))["address_redirected"]
    assert "/press/new/" in finding.message
    assert finding.level == "warning"


def test_a_working_copy_may_have_its_live_items_address_and_no_others():
    live = make_release(slug="mine")
    make_release(slug="theirs")
    copy = ready(slug="mine", working_copy_of=live)
    assert found(copy) == {}
    PressRelease.objects.filter(pk=copy.pk).update(slug="theirs")
    copy.refresh_from_db()
    assert found(copy)["address_taken"].level == "blocker"


# --- Pictures and what is placed in a text -------------------------------------------------------------


def test_a_picture_without_alternative_text_blocks_in_the_text_and_as_lead_picture():
    blank, decorative = make_image(alt_text=" "), make_image(alt_text="", is_decorative=True)
    body = f'<p>Words.</p><figure data-picture="{blank.pk}"></figure><figure data-picture="{decorative.pk}"></figure>'
    report = preflight.check(ready(body=body, lead_image=blank), timezone.now())
    assert [(one.code, one.field, one.words) for one in report.blockers] == [
        ("alternative_text_missing", "lead_image", (blank.title,)),
        ("alternative_text_missing", "body", (blank.title,)),
    ]


def test_an_alternative_text_that_is_a_file_name_warns():
    assert "alternative_text_is_file_name" in found(ready(lead_image=make_image(alt_text="IMG_1234.JPG")))


def test_a_picture_that_has_no_file_for_readers_yet_blocks():
    image = make_image()
    Rendition.objects.all().delete()
    assert found(ready(lead_image=image))["picture_not_ready"].level == "blocker"


def test_a_picture_that_is_gone_blocks():
    assert found(with_body('<p>Words.</p><figure data-picture="999"></figure>'))["picture_missing"].level == "blocker"
    assert not Image.objects.exists()


def test_a_marker_whose_source_is_gone_blocks():
    finding = found(with_body('<p>Words<sup data-cite="999"></sup>, more<sup data-cite=""></sup></p>'))[
        "citation_unresolved"
    ]
    places = ("after “Words” (marker 1)", "after “Words, more” (marker 2)")
    assert (finding.level, finding.words) == ("blocker", places)


def test_a_call_to_action_in_the_text_that_is_closed_at_that_time_warns_and_one_that_is_gone_blocks(now):
    action = make_petition(closes_at=now + timedelta(days=1))
    release = ready(body=f'<p>Words.</p><div data-action="{action.pk}"></div>')
    assert found(release) == {}
    assert found(release, at=now + timedelta(days=2))["action_closed"].level == "warning"
    action.delete()
    assert found(release)["action_missing"].level == "blocker"


# --- Content types -----------------------------------------------------------------------------------


def test_a_release_needs_text_and_dateline_and_had_better_have_summary_and_contact():
    release = ready(dateline_place=" ", body="", summary="", contact=None)
    report = preflight.check(release, timezone.now())
    assert [finding.code for finding in report.blockers] == ["dateline_missing", "text_missing"]
    assert report.codes == ["contact_missing", "summary_missing"]
    assert "dateline_missing" not in found(ready(dateline_place="", kind=PressRelease.Kind.STATEMENT))


def test_read_also_names_releases_that_readers_will_not_see(now):
    release = ready()
    release.read_also.create(related=make_release(title="Public"))
    release.read_also.create(related=make_release(title="Hidden", status=Status.DRAFT))
    assert found(release)["read_also_hidden"].words == ("Hidden",)


def test_a_campaign_needs_a_summary_and_had_better_have_demands_and_something_to_do(now):
    campaign = make_campaign(status=Status.DRAFT, summary="")
    assert {"summary_missing", "demand_missing", "action_missing"} <= found(campaign).keys()
    assert found(campaign)["summary_missing"].level == "blocker"
    campaign.demands.create(text="Clean water")
    make_petition(campaign, title="Closed one", closes_at=now - timedelta(days=1))
    assert found(campaign)["action_closed"].words == ("Closed one",)
    assert "action_none_open" in found(campaign)
    make_petition(campaign)
    assert {"demand_missing", "action_missing", "action_none_open"} & found(campaign).keys() == set()


def test_the_actions_of_a_campaigns_working_copy_are_those_of_the_live_one():
    live = make_campaign()
    make_petition(live)
    copy = make_campaign(status=Status.DRAFT, working_copy_of=live, outcome=Campaign.Outcome.WON)
    assert "action_missing" not in found(copy)


def test_a_standing_page_needs_a_text():
    assert found(make_page(status=Status.DRAFT, body="", summary="x"))["text_missing"].level == "blocker"
    assert found(make_page(status=Status.DRAFT, summary="x")) == {}


# --- The report ------------------------------------------------------------------------------------------


def test_a_confirmation_is_of_the_places_that_were_seen():
    one = preflight.check(ready(body=f"<p>{QUOTED}.</p>"), timezone.now())
    two = preflight.check(ready(body=f"<p>{QUOTED}.</p><p>“And a second one with many words”.</p>"), timezone.now())
    assert one.codes == two.codes == ["quotation_without_source"]
    assert one.is_confirmed_by(one.keys)
    assert not two.is_confirmed_by(one.keys)
    assert not one.is_confirmed_by([])
    assert not one.is_confirmed_by([*one.keys, "headline_long"])


def long_body(citations: int) -> str:
    source, picture = make_source(), make_image()
    sentence = "The river carries what the towns upstream let into it, and the towns downstream drink it. "
    return f'<figure data-picture="{picture.pk}"></figure>' + "".join(
        f"<h2>Part {number}</h2><p>{sentence}“We drink what they let into the water”{cite(source)}. {sentence}"
        f'<a href="/press/page-{number}/">Page {number}</a></p>'
        for number in range(citations)
    )


def test_ten_thousand_words_with_300_citations_are_checked_well_under_a_second(now):
    release = ready(body=long_body(300))
    assert len(release.body.split()) > 10_000
    preflight.check(release, now)
    began = time.process_time()
    codes = preflight.check(release, now).codes
    assert time.process_time() - began < 0.5
    assert codes == ["link_leads_nowhere"]


def test_the_number_of_queries_does_not_grow_with_the_text(now):
    counts = []
    for citations in (30, 60):
        release = PressRelease.objects.get(pk=ready(body=long_body(citations)).pk)
        with CaptureQueriesContext(connection) as queries:
            preflight.check(release, now)
        counts.append(len(queries))
    assert counts[0] == counts[1]
