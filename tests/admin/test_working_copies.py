"""Editing what is live: the form writes a working copy, which is applied, scheduled or discarded on pages of its own."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.models import Action
from press.models import PressRelease, RelatedRelease
from publishing import workflow, working_copies
from publishing.models import Status, Transition
from tests.admin.desk import AUTHOR, EDITOR, buttons, change_url, form_values, messages, send, signed_in
from tests.factories import make_campaign, make_petition, make_release, make_user

pytestmark = pytest.mark.django_db

CAMPAIGNER = tuple(f"campaigns.{name}_campaign" for name in ("add", "change", "view", "publish"))


@pytest.fixture
def editor():
    return signed_in(*EDITOR)


@pytest.fixture
def live():
    return make_release(title="Old words", slug="dam")


@pytest.fixture
def copy(live, editor, now):
    copy = working_copies.start(live, user=editor.user, now=now)
    send(editor, change_url(copy), title="New words")
    copy.refresh_from_db()
    return copy


def apply_url(copy):
    return change_url(copy).replace("/change/", "/apply/")


NO_STATEMENT = {"correction-kind": "none", "correction-reason": "Style"}


def apply(client, copy, **fields):
    """Open the page on which changes are applied, confirm what it warns of, and press its button."""
    page = client.get(apply_url(copy))
    assert page.status_code == 200
    return client.post(
        apply_url(copy), form_values(page) | {"confirm_warnings": "1"} | NO_STATEMENT | fields, follow=True
    )


class TestForm:
    def test_saving_a_live_item_leaves_it_alone_and_begins_a_working_copy(self, editor, live, reader):
        page = send(editor, change_url(live), title="New words")
        copy = working_copies.find(live)
        assert (copy.title, page.redirect_chain[-1][0]) == ("New words", change_url(copy))
        assert messages(page) == ["Changes saved. Readers see the old text until they are applied."]
        assert "Old words" in reader.get("/press/dam/").content.decode()

    def test_opening_a_form_begins_nothing(self, editor, live):
        assert editor.get(change_url(live)).status_code == 200
        assert working_copies.find(live) is None

    def test_its_parts_go_along(self, editor, live):
        other, third = make_release(), make_release()
        RelatedRelease.objects.create(release=live, related=other, position=1)
        rows = {"read_also-TOTAL_FORMS": "2", "read_also-1-related": str(third.pk), "read_also-1-position": "2"}
        send(editor, change_url(live), **rows)
        assert [part.related for part in working_copies.find(live).read_also.all()] == [other, third]
        assert [part.related for part in live.read_also.all()] == [other]

    def test_what_is_wrong_is_said_and_what_was_typed_stays(self, editor, live):
        page = send(editor, change_url(live), title="  ")
        assert page.status_code == 200
        assert "Write a headline." in page.content.decode() or "This field is required." in page.content.decode()

    def test_a_look_at_what_is_typed_begins_nothing(self, editor, live):
        page = send(editor, change_url(live), step="preview", title="Typed words")
        assert "Typed words" in page.content.decode()
        assert working_copies.find(live) is None
        live.refresh_from_db()
        assert live.title == "Old words"

    def test_the_address_of_the_live_item_leads_to_its_changes(self, editor, live, copy):
        response = editor.get(change_url(live))
        assert (response.status_code, response["Location"]) == (302, change_url(copy))

    def test_the_live_item_beside_its_changes_can_be_read_and_withdrawn(self, editor, live, copy):
        page = editor.get(change_url(live) + "?live")
        assert "Go to the changes" in page.content.decode()
        assert "Save changes" not in buttons(page)

    def test_withdrawing_saves_nothing_that_was_typed(self, editor, live):
        page = send(editor, change_url(live), step="withdraw", title="Typed", withdraw_note="A mistake")
        live.refresh_from_db()
        assert (live.status, live.title) == (Status.WITHDRAWN, "Old words"), messages(page)
        assert live.transitions.get().note == "A mistake"
        assert working_copies.find(live) is None

    def test_somebody_who_opened_the_form_before_the_copy_was_begun_overwrites_nothing(self, editor, live, now):
        opened = form_values(editor.get(change_url(live)))
        other = working_copies.start(live, user=make_user(), now=now)
        PressRelease.objects.filter(pk=other.pk).update(title="Words of somebody else")
        editor.post(change_url(live), opened | {"title": "My words", "_save": "1"})
        other.refresh_from_db()
        assert other.title == "Words of somebody else"

    def test_an_author_edits_what_is_live_of_theirs_and_submits_it(self, live, now):
        author = signed_in(*AUTHOR)
        PressRelease.objects.filter(pk=live.pk).update(created_by=author.user)
        page = send(author, change_url(live), title="New words")
        copy = working_copies.find(live)
        assert copy.created_by == author.user
        assert "Apply…" not in buttons(page)
        send(author, change_url(copy), step="submit")
        copy.refresh_from_db()
        step = live.transitions.get()
        assert (copy.status, step.step, step.is_of_copy) == (Status.IN_REVIEW, Transition.Step.SUBMIT, True)

    def test_an_author_does_not_edit_what_is_live_of_others(self, live):
        author = signed_in(*AUTHOR)
        page = author.get(change_url(live))
        assert "You can read this item and not change it." in page.content.decode()
        assert author.post(change_url(live), {"title": "Mine", "_save": "1"}).status_code == 403
        assert working_copies.find(live) is None

    @pytest.mark.parametrize("step", ["publish", "schedule", "withdraw"])
    def test_a_copy_takes_no_step_of_a_live_item(self, editor, copy, step):
        values = form_values(editor.get(change_url(copy))) | {"_step": step}
        assert editor.post(change_url(copy), values).status_code == 400

    def test_a_copy_is_not_deleted_but_discarded(self, editor, copy):
        assert editor.post(change_url(copy).replace("/change/", "/delete/"), {"post": "yes"}).status_code == 403


class TestList:
    def test_a_live_item_has_one_line_that_leads_to_its_changes(self, editor, live, copy):
        page = editor.get("/admin/press/pressrelease/").content.decode()
        assert page.count(">Old words</a>") == 1
        assert "New words" not in page
        assert f'href="{change_url(copy)}"' in page
        assert "with changes" in page

    def test_what_has_changes_can_be_listed(self, editor, live, copy):
        make_release(title="Without changes")
        page = editor.get("/admin/press/pressrelease/?state=changed").content.decode()
        assert "Old words" in page
        assert "Without changes" not in page

    def test_a_copy_is_no_choice_for_relations(self, editor, live, copy):
        address = "/admin/autocomplete/?app_label=press&model_name=relatedrelease&field_name=related&term=words"
        assert [found["text"] for found in editor.get(address).json()["results"]] == ["Old words"]


class TestApply:
    def test_the_page_shows_what_changes_and_the_button_changes_it(self, editor, live, copy, reader):
        page = editor.get(apply_url(copy)).content.decode()
        assert "<del>" in page
        assert "<ins>" in page
        done = apply(editor, copy)
        live.refresh_from_db()
        assert live.title == "New words", messages(done)
        assert "New words" in reader.get("/press/dam/").content.decode()

    def test_the_bar_leads_there_and_saves_first(self, editor, live, copy):
        values = form_values(editor.get(change_url(copy))) | {"title": "Newest words", "_apply": "1"}
        response = editor.post(change_url(copy), values)
        assert response["Location"] == apply_url(copy)
        copy.refresh_from_db()
        assert copy.title == "Newest words"

    def test_opening_the_page_applies_nothing(self, editor, live, copy):
        editor.get(apply_url(copy))
        live.refresh_from_db()
        assert live.title == "Old words"

    def test_what_was_confirmed_and_said_is_logged(self, editor, live, copy):
        apply(editor, copy, note="As agreed")
        step = live.transitions.first()
        assert (step.step, step.note) == (Transition.Step.APPLY, "As agreed No correction needed: Style")
        assert step.warnings

    def test_readers_are_told_of_a_change_of_substance(self, editor, live, copy, reader):
        asked = apply(editor, copy, **{"correction-kind": "correction", "correction-text": " "})
        assert "Say to readers what was changed." in asked.content.decode()
        said = "An earlier version had older words."
        apply(editor, copy, **{"correction-kind": "correction", "correction-text": said})
        assert said in reader.get("/press/dam/").content.decode()
        statement = live.corrections.get()
        assert (statement.kind, statement.by) == ("correction", editor.user)
        assert live.versions.get(number=statement.version).content["fields"]["title"] == "New words"

    def test_unconfirmed_warnings_keep_it_from_being_applied(self, editor, live, copy):
        values = form_values(editor.get(apply_url(copy))) | NO_STATEMENT
        page = editor.post(apply_url(copy), values)
        assert "Nothing was changed." in page.content.decode()
        live.refresh_from_db()
        assert live.title == "Old words"

    def test_what_blocks_is_said(self, editor, live, copy):
        PressRelease.objects.filter(pk=copy.pk).update(dateline_place="")
        page = apply(editor, copy)
        assert "To be mended before" in page.content.decode()
        live.refresh_from_db()
        assert live.title == "Old words"

    def test_of_a_withdrawn_item_it_says_so_and_keeps_the_changes(self, editor, live, copy, now):
        values = form_values(editor.get(apply_url(copy))) | {"confirm_warnings": "1"} | NO_STATEMENT
        live.refresh_from_db()
        workflow.withdraw(live, user=make_user(), now=now)
        page = editor.post(apply_url(copy), values)
        assert "withdrawn meanwhile" in page.content.decode()
        assert working_copies.find(live).title == "New words"

    def test_at_a_time_it_waits_on_the_schedule_and_can_be_taken_off_it(self, editor, live, copy):
        at = timezone.localtime() + timedelta(days=1)
        page = apply(editor, copy, when="later", apply_time=at.strftime("%Y-%m-%dT%H:%M"))
        copy.refresh_from_db()
        assert (copy.apply_at, copy.status) == (at.replace(second=0, microsecond=0), Status.APPROVED), messages(page)
        assert "changes appear on" in editor.get("/admin/press/pressrelease/").content.decode()
        editor.post(change_url(copy).replace("/change/", "/unapply/"))
        copy.refresh_from_db()
        assert copy.apply_at is None

    @pytest.mark.parametrize(("typed", "said"), [("", "Say when"), ("2020-01-01T10:00", "past"), ("soon", "valid")])
    def test_a_time_that_cannot_be_meant_is_said(self, editor, live, copy, typed, said):
        page = apply(editor, copy, when="later", apply_time=typed, note="Kept")
        assert said in page.content.decode()
        assert "Kept" in page.content.decode()

    def test_only_those_who_publish_apply(self, live, copy):
        author = signed_in(*AUTHOR)
        PressRelease.objects.filter(pk=copy.pk).update(created_by=author.user)
        assert author.get(apply_url(copy)).status_code == 403
        assert author.post(apply_url(copy)).status_code == 403
        assert author.post(change_url(copy).replace("/change/", "/unapply/")).status_code == 403

    def test_what_is_no_copy_has_no_such_page(self, editor, live):
        assert editor.get(apply_url(live)).status_code == 404
        assert editor.get("/admin/press/pressrelease/x/apply/").status_code == 404


class TestDiscard:
    def test_it_is_asked_first(self, editor, live, copy):
        url = change_url(copy).replace("/change/", "/discard/")
        assert "Discard the changes" in editor.get(url).content.decode()
        assert working_copies.find(live) is not None
        page = editor.post(url, follow=True)
        assert messages(page) == [
            "Discarded. Readers see what they saw before; the discarded text is among the versions."
        ]
        assert working_copies.find(live) is None

    def test_twice_is_said(self, editor, live, copy):
        url = change_url(copy).replace("/change/", "/discard/")
        editor.post(url)
        assert editor.post(url).status_code == 404

    def test_unscheduling_takes_post_alone(self, editor, copy):
        assert editor.get(change_url(copy).replace("/change/", "/unapply/")).status_code == 405


class TestCampaigns:
    @pytest.fixture
    def campaigner(self):
        return signed_in(*CAMPAIGNER)

    def test_changes_to_a_live_campaign_wait_and_its_actions_stay_with_it(self, campaigner, now):
        campaign = make_campaign(title="Old")
        action = make_petition(campaign)
        page = send(campaigner, change_url(campaign), title="New")
        copy = working_copies.find(campaign)
        assert f'href="{change_url(action)}"' in page.content.decode()
        apply(campaigner, copy)
        campaign.refresh_from_db()
        assert (campaign.title, list(campaign.actions.all())) == ("New", [action])

    def test_an_action_of_a_live_campaign_has_a_form_of_its_own(self, campaigner):
        action = make_petition(title="Old")
        page = send(campaigner, change_url(action), title="New")
        assert page.redirect_chain[-1][0] == change_url(action.campaign)
        assert Action.objects.get().title == "New"

    def test_another_is_added_to_a_live_campaign(self, campaigner):
        campaign = make_campaign()
        send(campaigner, f"/admin/campaigns/action/add/?campaign={campaign.pk}", title="Sign", text="We ask.")
        assert campaign.actions.get().slug == "sign"

    def test_an_author_of_another_campaign_adds_none(self, now):
        author = signed_in("campaigns.add_campaign", "campaigns.change_campaign", "campaigns.view_campaign")
        campaign = make_campaign()
        values = form_values(author.get(f"/admin/campaigns/action/add/?campaign={campaign.pk}"))
        values |= {"title": "Sign", "text": "We ask."}
        assert author.post("/admin/campaigns/action/add/", values).status_code == 403
        assert not Action.objects.exists()
