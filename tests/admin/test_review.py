"""Review in the admin: notes and comments, who may take which step, approvals that lapse, the rule of two people."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from advocacy_site.roles import ensure_roles
from press.models import PressRelease
from publishing import operations, review, workflow
from publishing.models import Status
from tests.admin.desk import AUTHOR, EDITOR, change_url, errors, form_values, messages, send, signed_in
from tests.factories import make_campaign, make_page, make_release, make_user

pytestmark = pytest.mark.django_db

ROLES = ("Author", "Editor", "Researcher", "Campaigner", "Data officer", "Administrator")
EVERY_STEP = {"comment", "submit", "approve", "send_back", "schedule", "publish"}
# What each role may do with an item that somebody else wrote; None where it may not even be seen.
MAY = {
    ("Author", "release"): set(),
    ("Editor", "release"): EVERY_STEP,
    ("Researcher", "release"): set(),
    ("Campaigner", "release"): set(),
    ("Data officer", "release"): None,
    ("Administrator", "release"): EVERY_STEP,
    ("Author", "campaign"): set(),
    ("Editor", "campaign"): EVERY_STEP,
    ("Researcher", "campaign"): set(),
    ("Campaigner", "campaign"): EVERY_STEP,
    ("Data officer", "campaign"): set(),
    ("Administrator", "campaign"): EVERY_STEP,
    ("Author", "page"): None,
    ("Editor", "page"): EVERY_STEP,
    ("Researcher", "page"): None,
    ("Campaigner", "page"): None,
    ("Data officer", "page"): None,
    ("Administrator", "page"): EVERY_STEP,
}
MAKE = {"release": make_release, "campaign": make_campaign, "page": make_page}
FROM = {"submit": Status.DRAFT, "send_back": Status.IN_REVIEW, "approve": Status.IN_REVIEW}
TYPED = {"send_back_note": "Mend this", "publish_time": "2031-05-06T07:08", "publish_time_0": "2031-05-06T07:08"}


def in_role(name):
    ensure_roles()
    client = Client()
    client.user = make_user()
    client.user.groups.add(Group.objects.get(name=name))
    client.force_login(client.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def author_of(release):
    client = signed_in(*AUTHOR)
    PressRelease.objects.filter(pk=release.pk).update(created_by=client.user)
    return client


def comments_url(item):
    return change_url(item).replace("/change/", "/comments/")


def comment(client, item, **fields):
    return client.post(comments_url(item), {"field": "title", "text": "Shorter?", **fields})


def parts(response, path):
    return [" ".join(one.text_content().split()) for one in html.fromstring(response.content.decode()).xpath(path)]


# --- Roles and steps --------------------------------------------------------------------------------------


def did(client, item, step):
    """Try a step as a browser would and as somebody would who writes the request by hand; say whether it happened."""
    if step == "comment":
        assert comment(client, item).status_code in (302, 403, 404)
        return item.comments.exists()
    page = client.get(change_url(item))
    values = form_values(page) if page.status_code == 200 else {}
    answer = client.post(change_url(item), values | TYPED | {"_step": step, "confirm_warnings": "1"})
    assert answer.status_code in (302, 403)
    steps = item.transitions.values_list("step", flat=True)
    return step in steps


@pytest.mark.parametrize(("role", "kind"), MAY)
def test_each_role_takes_the_steps_that_are_its_own_and_no_other(role, kind):
    client, allowed = in_role(role), set()
    for step in sorted(EVERY_STEP):
        item = MAKE[kind](status=FROM.get(step, Status.APPROVED), publish_at=None, summary="In short.")
        if did(client, item, step):
            allowed.add(step)
    assert allowed == (MAY[role, kind] or set())
    assert (client.get(change_url(MAKE[kind]())).status_code == 403) == (MAY[role, kind] is None)


def test_an_author_submits_and_comments_on_an_own_draft_and_nothing_else():
    client = in_role("Author")
    allowed = set()
    for step in sorted(EVERY_STEP):
        release = make_release(status=FROM.get(step, Status.DRAFT), publish_at=None)
        PressRelease.objects.filter(pk=release.pk).update(created_by=client.user)
        if did(client, release, step):
            allowed.add(step)
    assert allowed == {"submit", "comment"}


# --- Comments ---------------------------------------------------------------------------------------------


def test_a_comment_stands_beside_its_field_until_it_is_done():
    release = make_release(status=Status.IN_REVIEW)
    editor, author = signed_in(*EDITOR), author_of(release)
    answer = comment(editor, release, field="body", quoted="Text  number", text="Which <number>?\nSay it.")
    assert (answer.status_code, answer["Location"]) == (302, f"{change_url(release)}#comments")
    send(editor, change_url(release), step="send_back", send_back_note="See the comment.")
    page = author.get(change_url(release))
    beside = parts(page, "//*[contains(@class,'field-body')]//*[@class='field-comment']")
    assert beside == [f"{editor.user}: Text number Which <number>? Say it. Done"]
    assert parts(page, "//*[@id='comments-heading']") == ["Comments 1 open"]
    done = html.fromstring(page.content.decode()).xpath("//*[@class='field-comment']//button/@formaction")[0]
    assert author.post(done).status_code == 302
    found = release.comments.get()
    assert (found.resolved_by, found.quoted) == (author.user, "Text number")
    page = author.get(change_url(release))
    assert parts(page, "//*[@class='field-comment']") == []
    assert parts(page, "//*[@class='comment-state']")[0].startswith(f"Done: {author.user}")


def test_who_presses_done_second_is_told():
    release = make_release(status=Status.DRAFT)
    editor = signed_in(*EDITOR)
    found = review.comment(release, field="title", text="Shorter?", user=editor.user, now=release.created_at)
    url = f"{comments_url(release)}{found.pk}/done/"
    editor.post(url)
    assert messages(editor.post(url, follow=True))[-1] == "Somebody has marked this comment as done already."


def test_a_comment_without_words_or_on_an_unknown_field_is_refused_with_what_was_typed():
    release = make_release(status=Status.IN_REVIEW)
    editor = signed_in(*EDITOR)
    page = comment(editor, release, text=" ", quoted="these words")
    assert page.status_code == 422
    assert errors(page) == ["Write a comment."]
    assert b'value="these words"' in page.content
    page = comment(editor, release, field="password", text="Kept words")
    assert page.status_code == 422
    assert b"Kept words" in page.content
    assert comment(editor, release, text="x" * 2001).status_code == 422
    assert not release.comments.exists()


def test_comments_take_post_alone_and_know_no_unknown_item_or_comment():
    release, other = make_release(status=Status.DRAFT), make_release()
    editor = signed_in(*EDITOR)
    found = review.comment(other, field="title", text="x", user=editor.user, now=other.created_at)
    assert editor.get(comments_url(release)).status_code == 405
    assert editor.get(f"{comments_url(other)}{found.pk}/done/").status_code == 405
    assert editor.post(f"{comments_url(release)}{found.pk}/done/").status_code == 404
    assert editor.post("/admin/press/pressrelease/999999/comments/").status_code == 404
    assert editor.post("/admin/press/pressrelease/nonsense/comments/").status_code == 404
    found.refresh_from_db()
    assert found.resolved_at is None


def test_a_script_gets_the_comments_back_to_put_them_into_the_form():
    release = make_release(status=Status.IN_REVIEW)
    editor = signed_in(*EDITOR)
    headers = {"X-Part": "comments"}
    page = editor.post(comments_url(release), {"field": "slug", "text": "Why?"}, headers=headers)
    assert page.status_code == 200
    assert parts(page, "//*[@data-comments-said]") == ["The comment is added."]
    assert parts(page, "//*[@data-comments-of='slug']/*[@class='field-comment']") == [f"{editor.user}: Why? Done"]


def test_open_comments_are_counted_on_the_list_and_the_dashboard():
    release = make_release(status=Status.IN_REVIEW)
    editor, author = signed_in(*EDITOR), author_of(release)
    for field in ("title", "slug"):
        comment(editor, release, field=field)
    badges = "//*[contains(@class,'badge-comments')]"
    assert parts(editor.get("/admin/press/pressrelease/"), badges) == ["2 comments"]
    assert parts(editor.get("/admin/"), f"//*[@aria-labelledby='board-waiting']{badges}") == ["2 comments"]
    send(editor, change_url(release), step="send_back", send_back_note="Please")
    board = author.get("/admin/")
    assert parts(board, "//*[@aria-labelledby='board-returned']//a") == [release.title]
    assert parts(board, f"//*[@aria-labelledby='board-returned']{badges}") == ["2 comments"]
    send(author, change_url(release), step="submit")
    assert parts(author.get("/admin/"), "//*[@aria-labelledby='board-returned']//a") == []


def test_comments_on_the_changes_to_something_live_are_counted_at_its_line():
    live = make_release()
    copy = make_release(status=Status.IN_REVIEW, publish_at=None, working_copy_of=live, slug=live.slug)
    editor = signed_in(*EDITOR)
    comment(editor, live)
    comment(editor, copy)
    assert parts(editor.get("/admin/press/pressrelease/"), "//*[contains(@class,'badge-comments')]") == ["2 comments"]
    texts = parts(editor.get(change_url(copy)), "//*[contains(@class,'comment-text')]")
    assert texts == ["Shorter?", "Shorter?"]


def test_the_queries_of_a_form_do_not_grow_with_its_comments():
    release = make_release(status=Status.IN_REVIEW)
    editor = signed_in(*EDITOR)
    counts = []
    for _round in range(2):
        for _ in range(5):
            comment(editor, release)
        editor.get(change_url(release))
        with CaptureQueriesContext(connection) as queries:
            editor.get(change_url(release))
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- Notes and the log ----------------------------------------------------------------------------------------


def test_every_note_is_in_the_log_with_who_and_when_and_stays_when_it_is_submitted_again():
    release = make_release(status=Status.DRAFT)
    author, editor = author_of(release), signed_in(*EDITOR)
    send(author, change_url(release), step="submit", submit_note="Please by Friday")
    send(editor, change_url(release), step="send_back", send_back_note="Where is the <source>?")
    send(author, change_url(release), step="submit", submit_note="Here")
    page = send(editor, change_url(release), step="approve", approve_note="Well done")
    entries = parts(page, "//section[contains(@class,'log')]//li")
    said = [
        ("approved", editor, "Well done"),
        ("submitted", author, "Here"),
        ("sent back", editor, "Where is the <source>?"),
    ]
    for entry, (step, client, note) in zip(entries, [*said, ("submitted", author, "Please by Friday")], strict=True):
        assert f" {step} (" in entry
        assert entry.endswith(f"· {client.user}{note}")


# --- Approvals that lapse -----------------------------------------------------------------------------------------


def approved_by(editor, now):
    author = signed_in(*AUTHOR)
    release = make_release(status=Status.DRAFT, publish_at=None, summary="Short.")
    PressRelease.objects.filter(pk=release.pk).update(created_by=author.user)
    release.refresh_from_db()
    workflow.submit(release, user=author.user, now=now)
    workflow.approve(release, user=editor.user, now=now)
    return release


def status_of(release):
    return PressRelease.objects.get(pk=release.pk).status


def test_an_editors_own_change_keeps_the_approval(now):
    editor = signed_in(*EDITOR)
    release = approved_by(editor, now)
    send(editor, change_url(release), title="Changed")
    assert status_of(release) == Status.APPROVED


def test_with_the_rule_of_two_people_a_change_takes_the_approval_back_and_says_so(settings, now):
    settings.REQUIRE_TWO_PEOPLE = True
    editor = signed_in(*EDITOR)
    release = approved_by(editor, now)
    send(editor, change_url(release))
    assert status_of(release) == Status.APPROVED
    page = send(editor, change_url(release), title="Changed")
    assert status_of(release) == Status.IN_REVIEW
    assert messages(page)[0].startswith("The text was approved before you changed it.")
    assert "approval lapsed" in page.content.decode()


def test_checking_what_was_typed_takes_nothing_back(settings, now):
    settings.REQUIRE_TWO_PEOPLE = True
    editor = signed_in(*EDITOR)
    release = approved_by(editor, now)
    page = send(editor, change_url(release), step="check", title="Changed")
    assert page.status_code == 200
    assert status_of(release) == Status.APPROVED
    assert messages(editor.get(change_url(release))) == []


def test_with_the_rule_a_change_of_something_scheduled_takes_it_off_the_schedule(settings, now):
    settings.REQUIRE_TWO_PEOPLE = True
    editor, other = signed_in(*EDITOR), signed_in(*EDITOR)
    release = approved_by(editor, now)
    workflow.publish(release, user=other.user, now=now, publish_at=now + timedelta(days=1))
    send(editor, change_url(release), title="Slipped in")
    release.refresh_from_db()
    assert (release.status, release.publish_at) == (Status.IN_REVIEW, None)


@pytest.mark.parametrize(("rule", "words"), [(False, "keeps the approval"), (True, "takes the approval back")])
def test_the_form_says_before_what_a_change_does_to_the_approval(rule, words, settings, now):
    settings.REQUIRE_TWO_PEOPLE = rule
    editor = signed_in(*EDITOR)
    assert words in parts(editor.get(change_url(approved_by(editor, now))), "//*[@class='review-note']")[0]


# --- Two people -------------------------------------------------------------------------------------------------------


def test_with_the_rule_an_editor_does_not_publish_alone_and_reads_who_can(settings):
    settings.REQUIRE_TWO_PEOPLE = True
    editor, other = signed_in(*EDITOR, username="first"), signed_in(*EDITOR, username="second")
    page = send(
        editor, "/admin/press/pressrelease/add/", title="Mine", body="<p>Words.</p>", dateline_place="X", summary="S"
    )
    release = PressRelease.objects.get()
    assert "Somebody else has to agree" in parts(editor.get(change_url(release)), "//*[@class='review-note']")[0]
    assert parts(other.get(change_url(release)), "//*[@class='review-note']") == []
    page = send(editor, change_url(release), step="publish")
    assert status_of(release) == Status.DRAFT
    assert "Somebody else has to agree" in messages(page)[0]
    assert "second" in messages(page)[0]
    send(other, change_url(release), step="publish")
    assert status_of(release) == Status.PUBLISHED


def test_the_second_person_is_asked_again_after_a_change_in_the_very_request_that_approves(settings, now):
    settings.REQUIRE_TWO_PEOPLE = True
    editor = signed_in(*EDITOR)
    release = make_release(status=Status.IN_REVIEW, publish_at=None, summary="S")
    operations.store(release, user=make_user(), now=now)
    send(editor, change_url(release), step="approve", title="Changed while approving")
    assert status_of(release) == Status.APPROVED
    send(editor, change_url(release), step="publish")
    assert status_of(release) == Status.APPROVED
