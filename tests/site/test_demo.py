"""The sample content: what it holds, that loading it again changes nothing, and that every page of it opens."""

from io import StringIO
from pathlib import Path
from unittest import mock

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone, translation

from advocacy_site.demo import campaigns as campaign_texts
from advocacy_site.demo import loading, markup, pages, pictures, releases
from campaigns import kinds
from campaigns.models import (
    Action,
    ActionTotal,
    Campaign,
    CampaignLink,
    CampaignTarget,
    Delivery,
    Demand,
    EmbedSite,
    FunnelDay,
    LinkDay,
    Participation,
    TimelineEntry,
)
from officials.models import Area, Official, PostcodeArea, Term
from pages.models import MenuItem, SiteSettings, SocialLink, StandingPage
from press.models import PressRelease, ReleaseCitation
from publishing import clock, preflight, rendering, search
from publishing.models import Image, SearchDocument, Status, Tag, publication_models
from sources.models import Snapshot, Source
from supporters.models import OutboxMail, Supporter
from tests.factories import picture_bytes

pytestmark = pytest.mark.django_db

TABLES = (
    Action, ActionTotal, Area, Campaign, CampaignLink, CampaignTarget, Delivery, Demand, EmbedSite, FunnelDay, Image,
    LinkDay, MenuItem, Official, OutboxMail, Participation, PostcodeArea, PressRelease, ReleaseCitation, SearchDocument,
    SiteSettings, SocialLink, Source, StandingPage, Supporter, Tag, Term, TimelineEntry,
)  # fmt: skip


LISTS = ("home", "press:release-list", "campaigns:campaign-list", "sources:source-list", "tags:tag-list")


def drawn_quickly(landscape: pictures.Landscape) -> bytes:
    """Return a plain picture: drawing is the slow part, and has tests of its own."""
    return picture_bytes((480, 300), "JPEG", f"#{landscape.seed:02d}6699")


@pytest.fixture(autouse=True)
def quick_pictures(monkeypatch):
    monkeypatch.setattr(pictures, "draw", drawn_quickly)


def load_demo(*options: str) -> str:
    out = StringIO()
    call_command("load_demo", *options, stdout=out)
    return out.getvalue().strip()


def stored() -> dict[str, list[dict]]:
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in TABLES}


class SampleTests(TestCase):
    """What is only read, loaded once."""

    @classmethod
    def setUpTestData(cls):
        with mock.patch.object(pictures, "draw", drawn_quickly):
            load_demo()
        cls.now = timezone.now()

    def test_it_holds_what_a_visitor_is_to_see(self):
        english = PressRelease.objects.filter(language="en")
        assert english.count() == 12
        assert {release.kind for release in english} == set(PressRelease.Kind.values)
        [scheduled] = english.scheduled(self.now)
        assert 0 < (scheduled.publish_at - self.now).total_seconds() < 2 * 24 * 3600
        assert english.filter(status=Status.DRAFT).count() == 1
        visible = english.published(self.now)
        assert visible.count() == 10
        days = [(self.now - release.publish_at).days for release in visible]
        assert min(days) < 14
        assert 600 < max(days) <= 730
        assert {release.slug for release in english if release.citations.count() == 5} == {
            "five-promises",
            "dry-spills",
        }
        quoting = next(release for release in english if release.slug == "dry-spills")
        assert quoting.notes_html.count("These words verified in our copy") == 2
        [copy] = Snapshot.objects.all()
        assert 0 < (quoting.publish_at - copy.taken_at).days < 7

        [translated] = PressRelease.objects.exclude(language="en")
        assert translated.language == "hy"
        assert english.get(translation_group=translated.translation_group).is_visible(self.now)

        outcomes = {campaign.outcome: campaign for campaign in Campaign.objects.published(self.now)}
        assert set(outcomes) == {"active", "won", "closed"}
        assert Campaign.objects.count() == 3
        assert all(campaign.demands.exists() and campaign.releases.exists() for campaign in outcomes.values())
        assert not outcomes["won"].demands.exclude(state="met").exists()

        assert Source.objects.count() == Source.objects.published(self.now).count() == 12
        assert 8 <= Tag.objects.count() <= 10
        assert {page.slug for page in StandingPage.objects.filter(language="en")} == {"about", "contact", "privacy"}

    def test_the_petition_that_runs_is_signed_by_invented_people_and_nobody_is_written_to(self):
        [petition] = Action.objects.open(self.now).filter(kind=Action.Kind.PETITION)
        assert petition.campaign.slug == "no-more-dry-spills"
        assert 0 < petition.participations.confirmed().count() < petition.goal
        assert petition.participations.filter(link__code="rivers").exists()
        assert not Participation.objects.filter(confirmed_at=None).exists()
        assert not Participation.objects.filter(confirmed_at__gt=self.now).exists()
        assert all(supporter.email.endswith("@example.org") for supporter in Supporter.objects.all())
        assert not OutboxMail.objects.exists()

    def test_a_campaign_shows_every_kind_of_action_and_its_whole_story(self):
        campaign = Campaign.objects.get(slug="no-more-dry-spills")
        assert {action.kind for action in campaign.actions.all()} == set(Action.Kind.values)
        for action in campaign.actions.all():
            details = kinds.of(action).details.of(campaign, initial=action.details)
            given = {name: field.prepare_value(details[name].value()) for name, field in details.fields.items()}
            form = kinds.of(action).details.of(campaign, given)
            assert form.is_valid(), (action.kind, form.errors)
        assert {target.stance for target in campaign.targets.all()} == set(CampaignTarget.Stance.values)
        assert campaign.coverage.count() == 2
        assert ActionTotal.objects.get(action__slug="sign").number == 64
        assert FunnelDay.objects.filter(action__slug="sign", via="anglers", step="viewed").exists()
        assert EmbedSite.objects.get().origin.endswith(".example.org")
        won = Campaign.objects.get(outcome="won")
        assert won.successor == campaign
        assert {entry.kind for entry in won.timeline.all()} >= {"launched", "response", "delivered", "outcome"}
        page = self.client.get(won.get_absolute_url()).content.decode()
        assert "6,204 names handed to Agnes Dunmore" in page
        assert Official.objects.exclude(note="Invented.").count() == 0

    def test_each_item_went_through_the_workflow_in_the_order_of_its_time(self):
        for model in publication_models():
            for item in model._default_manager.filter(status=Status.PUBLISHED):
                steps = list(item.transitions.order_by("at", "pk"))
                assert [step.to_status for step in steps] == ["in_review", "approved", "published"]
                assert item.created_at < steps[0].at < steps[2].at
                # Each test has a media folder of its own: files of the class are not there.
                blockers = preflight.check(item, self.now).blockers
                assert [found.code for found in blockers if found.code != "document_missing"] == []
                assert item.created_by.get_full_name() == "Jonna Skerry"

    def test_the_texts_pass_the_forms_checks(self):
        """Operations do not validate, so what the admin would refuse or mend must not come from here either."""
        for model in (*publication_models(), Source, Image, Action, CampaignLink, MenuItem, SiteSettings):
            for item in model._default_manager.all():
                item.full_clean(exclude=["authors"])
        for release in PressRelease.objects.all():
            assert rendering.clean(release.body) == release.body
            assert "[[" not in release.body
            assert "](" not in release.body

    def test_links_in_the_texts_lead_to_pages_of_the_sample(self):
        texts = [text.body for text in (*releases.RELEASES, *campaign_texts.CAMPAIGNS, *pages.PAGES)]
        paths = {address for text in texts for _words, address in markup.LINK.findall(text) if address.startswith("/")}
        assert paths
        for path in paths:
            assert self.client.get(path).status_code == 200, path

    def test_every_visible_page_of_it_opens(self):
        items = [
            item
            for model in (*publication_models(), Source, Action)
            for item in model._default_manager.published(self.now)
        ]
        paths = [item.get_absolute_url() for item in items] + [tag.get_absolute_url() for tag in Tag.objects.all()]
        for language in ("en", "hy", "ar"):
            with translation.override(language):
                paths += [reverse(name) for name in LISTS]
                paths.append(f"{reverse('search')}?q=rivers")
        paths += [reverse("feeds:index"), reverse("sitemap")]
        assert len(paths) > 50
        for path in paths:
            assert self.client.get(path).status_code == 200, path

    def test_every_page_says_that_the_group_is_invented(self):
        for path in ("/", "/press/dry-spills/", "/campaigns/no-more-dry-spills/", "/sources/", "/hy/press/", "/about/"):
            page = self.client.get(path).content.decode()
            assert "this group, its people and its campaigns are invented" in page, path

    def test_draft_and_scheduled_releases_of_it_stay_hidden(self):
        assert self.client.get("/press/night-sampling/").status_code == 404
        assert self.client.get("/press/kestre-wells/").status_code == 404
        home = self.client.get("/").content.decode()
        assert "Half of the Orlune" in home
        assert "Night teams" not in home

    def test_it_can_be_searched(self):
        found = search.find("outfalls rain", now=self.now).results
        assert {result.path for result in found[:2]} == {"/press/dry-spills/", "/campaigns/no-more-dry-spills/"}
        assert search.find("2000/60/EC", now=self.now).counts["sources.source"] == 1
        assert search.find("կոյուղու", now=self.now).total == 1
        assert search.find("night teams", now=self.now).total == 0


def test_every_picture_has_a_file_and_loading_again_changes_nothing():
    assert load_demo().startswith("Added: ")
    assert Image.objects.count() == len(pictures.LANDSCAPES) == 7
    for image in Image.objects.all():
        assert image.alt_text
        assert default_storage.exists(image.file.name)
        assert image.picture is not None
    before, files = stored(), sorted(Path(settings.MEDIA_ROOT).rglob("*"))
    version = clock.read(timezone.now()).version
    assert load_demo() == "The sample content is there already."
    assert stored() == before
    assert sorted(Path(settings.MEDIA_ROOT).rglob("*")) == files
    assert clock.read(timezone.now()).version == version


def test_a_real_name_stays_what_somebody_changed_stays_and_what_was_removed_comes_back():
    SiteSettings.objects.create(pk=1, name="A real group")
    load_demo()
    assert SiteSettings.objects.get().name == "A real group"
    PressRelease.objects.filter(slug="fish-pass").update(title="Our own words", slug="our-own")
    PressRelease.objects.filter(slug="lindrel-alert").delete()
    MenuItem.objects.exclude(pk=MenuItem.objects.first().pk).delete()
    assert load_demo() == "Added: releases 1."
    assert PressRelease.objects.filter(title="Our own words", slug="our-own").count() == 1
    assert PressRelease.objects.filter(language="en").count() == 12
    assert SiteSettings.objects.get().name == "A real group"
    assert MenuItem.objects.count() == 1


def test_a_dry_run_tells_what_would_be_added_and_leaves_no_trace():
    before = stored()
    assert load_demo("--dry-run").startswith("Would be added: tags 9, ")
    assert stored() == before
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_a_load_that_fails_half_way_leaves_no_trace(monkeypatch):
    monkeypatch.setattr(loading, "_add_menus", lambda run: 1 / 0)
    before = stored()
    with pytest.raises(ZeroDivisionError):
        load_demo()
    assert stored() == before
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_a_citation_of_the_markup_becomes_the_editors_element():
    html = markup.as_html('A [link](/x/) & "it".[[law|art. 4(1)|so “it” is]]\n\n- one\n- two\n\n## End', {"law": 7})
    assert html == (
        '<p>A <a href="/x/">link</a> &amp; &quot;it&quot;.<sup data-cite="7" data-locator="4(1)" '
        'data-label="article-locator" data-passage="so “it” is"></sup></p>'
        "<ul><li><p>one</p></li><li><p>two</p></li></ul><h2>End</h2>"
    )
    with pytest.raises(KeyError):
        markup.as_html("[[unknown]]", {})
