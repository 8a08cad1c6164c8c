"""The check before publishing in a release's form: blockers refuse, warnings are confirmed, and nothing typed is lost."""

from datetime import timedelta

import pytest
from lxml import html

from campaigns.models import Campaign
from press.models import MediaContact, PressRelease, ReleaseVersion
from publishing.models import Status
from tests.admin.desk import AUTHOR, EDITOR, change_url, form_values, found_by_check, messages, send, signed_in
from tests.factories import make_campaign, make_petition, make_release

pytestmark = pytest.mark.django_db

ADD = "/admin/press/pressrelease/add/"
QUOTED = "<p>“The river carries what the towns upstream let into it”.</p>"
UNSOURCED = "Text: 1 quotation has no source:"


def ready(**fields) -> PressRelease:
    contact = MediaContact.objects.create(name="Anna", email="anna@example.org")
    return make_release(status=Status.DRAFT, publish_at=None, **{"summary": "In short.", "contact": contact} | fields)


@pytest.fixture
def editor():
    return signed_in(*EDITOR)


def status_of(release):
    return PressRelease.objects.get(pk=release.pk).status


def links(response):
    found = html.fromstring(response.content.decode()).xpath("//*[@id='checks-found']//a[@data-place]")
    return {(link.get("href"), link.get("data-words", "")) for link in found}


def test_the_form_says_what_a_check_finds_and_leads_to_each_field(editor):
    release = ready(body=QUOTED, dateline_place="")
    release.read_also.create(related=make_release(title="Hidden", status=Status.DRAFT))
    page = editor.get(change_url(release))
    assert found_by_check(page) == [
        "Dateline place: A press release needs the place of its dateline.",
        UNSOURCED,
        "Read also: Readers will not see these releases under “Read also”, which are not public then:",
    ]
    assert {("#id_dateline_place", ""), ("#read_also-group", "Hidden")} <= links(page)
    assert ("#id_body", "“The river carries what the towns upstream let into it”") in links(page)
    ids = html.fromstring(page.content.decode()).xpath("//@id")
    assert {href.removeprefix("#") for href, _words in links(page)} <= set(ids)


def test_a_form_of_which_nothing_is_found_says_so(editor):
    assert b"Nothing was found that speaks against publishing it." in editor.get(change_url(ready())).content


def test_an_author_sees_the_check_and_cannot_confirm():
    author = signed_in(*AUTHOR)
    release = ready(body=QUOTED)
    PressRelease.objects.filter(pk=release.pk).update(created_by=author.user)
    page = author.get(change_url(release))
    assert found_by_check(page) == [UNSOURCED]
    assert b"confirm_warnings" not in page.content


@pytest.mark.parametrize("step", ["publish", "schedule"])
def test_a_blocker_refuses_the_step_and_keeps_what_was_typed(editor, step):
    release = ready()
    typed = {"body": "<p>Words [source?].</p>", "title": "New headline", "publish_time": "2031-05-06T07:08"}
    page = send(editor, change_url(release), step=step, **typed)
    release.refresh_from_db()
    assert (release.status, release.title) == (Status.DRAFT, "New headline")
    assert messages(page)[0].startswith(
        "What you typed is saved, and nothing was published. Something has to be mended"
    )
    assert found_by_check(page)[0].startswith("Text: There is a mark where a source or words are still missing.")
    assert b"data-refused" in page.content
    assert b'value="2031-05-06T07:08"' in page.content
    assert b"data-refused" not in editor.get(change_url(release)).content


def test_warnings_are_confirmed_by_ticking_and_logged(editor):
    release = ready(body=QUOTED, title="x" * 95)
    page = send(editor, change_url(release), step="publish", confirm=False)
    assert status_of(release) == Status.DRAFT
    assert "Look at this first" in messages(page)[0]
    page = send(editor, change_url(release), step="publish")
    assert status_of(release) == Status.PUBLISHED
    assert release.transitions.get().warnings == ["headline_long", "quotation_without_source"]
    assert "Confirmed: a long headline, a quotation without a source" in page.content.decode()


def test_a_warning_that_came_with_the_last_change_is_shown_before_it_can_be_confirmed(editor):
    release = ready(body=QUOTED)
    another = QUOTED + "<p>“And here is another one without any source”.</p>"
    page = send(editor, change_url(release), step="publish", body=another)
    assert status_of(release) == Status.DRAFT
    assert found_by_check(page) == ["Text: 2 quotations have no source:"]
    send(editor, change_url(release), step="publish")
    assert status_of(release) == Status.PUBLISHED


def test_a_confirmation_made_up_by_hand_confirms_nothing(editor):
    release = ready(body=QUOTED)
    for made_up in ("", "quotation_without_source", "x " * 5000, "quotation_without_source:00000000"):
        send(editor, change_url(release), step="publish", confirmed_warnings=made_up)
        assert status_of(release) == Status.DRAFT


def test_something_new_is_checked_when_it_is_first_published(editor):
    typed = {"title": "New", "body": QUOTED, "dateline_place": "RIVERTON", "summary": "In short."}
    page = send(editor, ADD, step="publish", **typed)
    release = PressRelease.objects.get()
    assert release.status == Status.DRAFT
    assert len(found_by_check(page)) == 2
    send(editor, change_url(release), step="publish")
    assert status_of(release) == Status.PUBLISHED


def test_what_is_scheduled_is_checked_as_of_its_time(editor, now):
    """A call to action that closes before the release appears: said for that time, and confirmed for it."""
    action = make_petition(closes_at=now + timedelta(days=1))
    release = ready(body=f'<p>Words.</p><div data-action="{action.pk}"></div>')
    assert found_by_check(editor.get(change_url(release))) == []
    page = send(editor, change_url(release), step="schedule", publish_time="2031-05-06T07:08")
    assert status_of(release) == Status.DRAFT
    assert "is closed" in found_by_check(page)[0]
    values = form_values(page) | {"_step": "schedule", "confirm_warnings": "1"}
    editor.post(change_url(release), values)
    assert status_of(release) == Status.PUBLISHED
    assert release.transitions.get().warnings == ["action_closed"]


# --- Check now ---------------------------------------------------------------------------------------------


def test_check_now_tells_of_what_is_typed_and_saves_nothing(editor):
    release = ready()
    before = (PressRelease.objects.values().get(pk=release.pk), ReleaseVersion.objects.count())
    page = send(editor, change_url(release), step="check", body=QUOTED, title="Other")
    assert page.status_code == 200
    assert found_by_check(page) == [UNSOURCED]
    assert (PressRelease.objects.values().get(pk=release.pk), ReleaseVersion.objects.count()) == before


def test_check_now_checks_something_new_and_makes_nothing(editor):
    page = send(editor, ADD, step="check", title="New", body=QUOTED, dateline_place="RIVERTON", summary="In short.")
    assert len(found_by_check(page)) == 2
    assert not PressRelease.objects.exists()


def test_check_now_of_something_live_begins_no_working_copy(editor):
    release = make_release()
    page = send(editor, change_url(release), step="check", body=QUOTED)
    assert UNSOURCED in found_by_check(page)
    assert PressRelease.objects.count() == 1


def test_check_now_of_a_form_with_mistakes_shows_them(editor):
    page = send(editor, change_url(ready()), step="check", title="")
    assert b"Nothing was saved." in page.content


def test_check_now_is_for_those_who_may_change_the_item():
    release = ready()
    assert signed_in(*AUTHOR).post(change_url(release), {"_step": "check"}).status_code == 403


def test_what_check_now_showed_can_be_confirmed_in_the_form_with_the_same_text(editor):
    release = ready()
    page = send(editor, change_url(release), step="check", body=QUOTED)
    keys = html.fromstring(page.content.decode()).xpath("//input[@name='confirmed_warnings']/@value")[0]
    send(editor, change_url(release), step="publish", body=QUOTED, confirmed_warnings=keys)
    assert status_of(release) == Status.PUBLISHED


def test_campaigns_have_a_check_too():
    chief = signed_in(superuser=True)
    campaign = make_campaign(status=Status.DRAFT)
    page = send(chief, change_url(campaign), step="publish", confirm=False)
    assert found_by_check(page) == [
        "Demands: The campaign demands nothing.",
        "Calls to action: There is nothing that supporters can do: no call to action.",
    ]
    send(chief, change_url(campaign), step="publish")
    assert Campaign.objects.get().status == Status.PUBLISHED
