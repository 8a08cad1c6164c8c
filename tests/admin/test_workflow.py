"""The buttons under a release's form: who sees which, what they do, and what is said when they cannot."""

from datetime import timedelta

import pytest
from django.utils import timezone

from press.models import PressRelease
from publishing.models import Status
from tests.admin.desk import AUTHOR, EDITOR, buttons, change_url, errors, found_by_check, messages, send, signed_in
from tests.factories import make_release

pytestmark = pytest.mark.django_db

ADD = "/admin/press/pressrelease/add/"
SAVE = ["Save draft", "Preview"]


def draft_of(user, **fields):
    release = make_release(status=Status.DRAFT, publish_at=None, **fields)
    PressRelease.objects.filter(pk=release.pk).update(created_by=user)
    return release


def status_of(release):
    return PressRelease.objects.get(pk=release.pk).status


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        (Status.DRAFT, [*SAVE, "Submit…", "Publish later…", "Publish"]),
        (Status.IN_REVIEW, ["Save", "Preview", "Send back…", "Approve…", "Publish later…", "Publish"]),
        (Status.APPROVED, ["Save", "Preview", "Send back…", "Publish later…", "Publish"]),
        (Status.PUBLISHED, ["Save changes", "Preview", "Withdraw…", "Apply…"]),
        (Status.WITHDRAWN, ["Save", "Preview", "Publish later…", "Publish"]),
    ],
)
def test_an_editor_sees_the_buttons_that_the_status_allows(status, shown):
    release = make_release(status=status)
    assert buttons(signed_in(*EDITOR).get(change_url(release))) == shown


def test_a_scheduled_release_can_be_published_now_moved_and_taken_off_the_schedule(now):
    release = make_release(publish_at=now + timedelta(days=1))
    shown = buttons(signed_in(*EDITOR).get(change_url(release)))
    assert shown == ["Save", "Preview", "Take off the schedule", "Publish later…", "Publish now"]


def test_an_author_sees_save_preview_and_submit_on_an_own_draft():
    client = signed_in(*AUTHOR)
    assert buttons(client.get(change_url(draft_of(client.user)))) == [*SAVE, "Submit…"]
    assert buttons(client.get(ADD)) == [*SAVE, "Submit…"]


@pytest.mark.parametrize("status", [Status.IN_REVIEW, Status.APPROVED, Status.WITHDRAWN])
def test_an_author_reads_but_does_not_change_what_left_the_desk(status):
    client = signed_in(*AUTHOR)
    release = draft_of(client.user)
    PressRelease.objects.filter(pk=release.pk).update(status=status, publish_at=timezone.now())
    page = client.get(change_url(release))
    assert buttons(page) == ["Preview", "Close"]
    assert client.post(change_url(release), {"title": "Mine"}).status_code == 403


def test_an_author_does_not_change_the_draft_of_another():
    release = draft_of(signed_in(*AUTHOR).user)
    client = signed_in(*AUTHOR)
    assert buttons(client.get(change_url(release))) == ["Preview", "Close"]
    assert client.post(change_url(release), {"title": "Mine", "_save": "1"}).status_code == 403
    assert client.post(f"/admin/press/pressrelease/{release.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("step", ["approve", "publish", "schedule", "send_back", "withdraw"])
def test_an_author_who_sends_an_editors_step_is_refused_before_anything_is_saved(step):
    client = signed_in(*AUTHOR)
    release = draft_of(client.user)
    assert send(client, change_url(release), step=step, title="Changed").status_code == 403
    release.refresh_from_db()
    assert release.status == Status.DRAFT
    assert release.title != "Changed"


def test_an_unknown_step_is_a_bad_request():
    client = signed_in(*EDITOR)
    assert send(client, change_url(make_release(status=Status.DRAFT)), step="explode").status_code == 400


def test_a_release_goes_from_first_draft_to_the_public_page(reader):
    author = signed_in(*AUTHOR)
    page = send(author, ADD, step="submit", title="Clean water now", dateline_place="RIVERTON", body="<p>Words.</p>")
    release = PressRelease.objects.get()
    assert release.status == Status.IN_REVIEW
    assert messages(page) == ["Saved and submitted. The editors find it on their dashboard."]
    editor = signed_in(*EDITOR)
    send(editor, change_url(release), step="approve")
    assert status_of(release) == Status.APPROVED
    page = send(editor, change_url(release), step="publish")
    release.refresh_from_db()
    assert release.status == Status.PUBLISHED
    assert messages(page)[0].startswith("Published on ")
    assert messages(page)[0].endswith(" UTC: http://testserver/press/clean-water-now/")
    assert b"Clean water now" in reader.get("/press/clean-water-now/").content
    steps = release.transitions.order_by("at").values_list("from_status", "to_status", "by")
    assert list(steps) == [
        ("draft", "in_review", author.user.pk),
        ("in_review", "approved", editor.user.pk),
        ("approved", "published", editor.user.pk),
    ]


def test_what_is_not_ready_is_saved_and_every_problem_is_named():
    client = signed_in(*EDITOR)
    page = send(client, ADD, step="publish", title="Too early", body="")
    release = PressRelease.objects.get()
    assert (release.title, release.status) == ("Too early", Status.DRAFT)
    assert messages(page) == [
        "What you typed is saved, and nothing was published. Something has to be mended first: what the check found"
    ]
    assert found_by_check(page)[:2] == [
        "Dateline place: A press release needs the place of its dateline.",
        "Text: The text is empty.",
    ]
    assert page.redirect_chain[-1][0] == change_url(release)


def test_a_time_typed_for_a_release_that_is_not_ready_is_still_there_afterwards():
    client = signed_in(*EDITOR)
    release = make_release(status=Status.DRAFT, dateline_place="")
    page = send(client, change_url(release), step="schedule", publish_time="2031-05-06T07:08")
    assert b'value="2031-05-06T07:08"' in page.content
    assert b"data-panel open" in page.content
    assert b'value="2031-05-06T07:08"' not in client.get(change_url(release)).content


def test_publishing_later_takes_the_time_in_the_sites_zone(settings, reader):
    settings.TIME_ZONE = "Asia/Yerevan"
    timezone.get_default_timezone.cache_clear()
    client = signed_in(*EDITOR)
    release = make_release(status=Status.DRAFT)
    page = send(client, change_url(release), step="schedule", publish_time="2031-05-06T07:08")
    release.refresh_from_db()
    assert release.publish_at.isoformat() == "2031-05-06T03:08:00+00:00"
    assert messages(page)[0].startswith("Scheduled. It goes live by itself on May 6, 2031, 7:08 a.m. +04")
    assert reader.get(release.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("typed", ["", "tomorrow", "2031-02-30T10:00"])
def test_an_unknown_time_is_an_error_beside_it_and_saves_nothing(typed):
    client = signed_in(*EDITOR)
    release = make_release(status=Status.DRAFT)
    page = send(client, change_url(release), step="schedule", publish_time=typed, title="New headline")
    assert page.status_code == 200
    assert len(errors(page)) == 1
    assert b"Nothing was saved." in page.content
    assert b'value="New headline"' in page.content
    assert b"data-panel open" in page.content
    assert PressRelease.objects.get().title != "New headline"


def test_sending_back_needs_words_for_the_author_and_logs_them():
    client = signed_in(*EDITOR)
    release = make_release(status=Status.IN_REVIEW)
    assert errors(send(client, change_url(release), step="send_back")) == ["Write to the author what is to be done."]
    assert status_of(release) == Status.IN_REVIEW
    page = send(client, change_url(release), step="send_back", send_back_note="Where is the <source>?")
    assert status_of(release) == Status.DRAFT
    assert b"Where is the &lt;source&gt;?" in page.content


def test_a_withdrawn_release_leaves_the_public_site(reader):
    client = signed_in(*EDITOR)
    release = make_release()
    assert reader.get(release.get_absolute_url()).status_code == 200
    send(client, change_url(release), step="withdraw", withdraw_note="Wrong numbers")
    assert reader.get(release.get_absolute_url()).status_code == 404
    assert release.transitions.get().note == "Wrong numbers"


def test_saving_something_live_says_so_before_and_after_and_leaves_the_page_alone(reader):
    client = signed_in(*EDITOR)
    release = make_release(title="Old words")
    assert b"What you save is kept apart, as changes" in client.get(change_url(release)).content
    page = send(client, change_url(release), title="New words")
    assert messages(page)[0] == "Changes saved. Readers see the old text until they are applied."
    assert b"New words" not in reader.get(release.get_absolute_url()).content


def test_a_step_that_is_not_possible_any_more_keeps_what_was_typed():
    client = signed_in(*EDITOR)
    release = make_release(status=Status.DRAFT, publish_at=None)
    page = send(client, change_url(release), step="approve", title="Typed")
    assert messages(page)[0].startswith("What you typed is saved, and nothing else was done. This is not possible")
    assert PressRelease.objects.get().title == "Typed"


def test_what_is_public_is_not_deleted_and_what_is_not_leaves_no_trace_in_search():
    client = signed_in(*EDITOR)
    release = make_release()
    delete = f"/admin/press/pressrelease/{release.pk}/delete/"
    assert client.post(delete, {"post": "yes"}).status_code == 403
    send(client, change_url(release), step="withdraw")
    assert client.post(delete, {"post": "yes"}).status_code == 302
    assert not PressRelease.objects.exists()
