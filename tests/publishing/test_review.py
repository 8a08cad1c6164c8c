"""Review below the forms: comments, the rule of two people, approvals that lapse, notices by mail."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from advocacy_site.worker import Worker
from press.models import PressRelease
from publishing import notices, operations, review, tasks, workflow
from publishing.models import Status, Transition
from tests.factories import make_page, make_release, make_user
from tests.together import Meanwhile

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def author():
    return make_user("press.change_pressrelease", username="author")


@pytest.fixture
def editor():
    return make_user("press.publish_pressrelease", username="editor", first_name="Edith", last_name="Torres")


@pytest.fixture
def other_editor():
    return make_user("press.publish_pressrelease", username="other")


@pytest.fixture
def two_people(settings):
    settings.REQUIRE_TWO_PEOPLE = True


def written_by(user, now, **fields):
    """Return a draft that `user` has just written."""
    release = make_release(**{"status": Status.DRAFT, "publish_at": None, "now": now} | fields)
    write(release, user, now, f"Words of {user}")
    PressRelease.objects.filter(pk=release.pk).update(created_by=user)
    release.refresh_from_db()
    return release


def write(release, user, now, words):
    release.body = f"<p>{words}</p>"
    operations.store(release, user=user, now=now)


# --- Two people ---------------------------------------------------------------------------------------


def may_publish(release, user, now):
    try:
        workflow.publish(release, user=user, now=now)
    except workflow.NeedsSomebodyElse:
        assert PressRelease.objects.get(pk=release.pk).status == release.status != Status.PUBLISHED
        return False
    return True


def test_without_the_rule_anybody_publishes_what_they_wrote(editor, now):
    assert may_publish(written_by(editor, now), editor, now + MINUTE)


def test_nobody_publishes_what_they_alone_wrote(editor, other_editor, two_people, now):
    release = written_by(editor, now)
    with pytest.raises(workflow.NeedsSomebodyElse) as caught:
        workflow.publish(release, user=editor, now=now + MINUTE)
    assert "other" in str(caught.value)
    assert "Edith" not in str(caught.value)
    assert may_publish(release, other_editor, now + MINUTE)


def test_where_nobody_else_may_publish_the_message_says_what_to_do(editor, two_people, now):
    with pytest.raises(workflow.NeedsSomebodyElse, match="submits it again"):
        workflow.publish(written_by(editor, now), user=editor, now=now + MINUTE)


def test_the_approval_of_another_is_enough_and_ones_own_is_not(editor, other_editor, two_people, now):
    release = written_by(editor, now)
    workflow.submit(release, user=editor, now=now + MINUTE)
    workflow.approve(release, user=editor, now=now + 2 * MINUTE)
    assert not may_publish(release, editor, now + 3 * MINUTE)
    workflow.send_back(release, user=editor, now=now + 4 * MINUTE)
    workflow.submit(release, user=editor, now=now + 5 * MINUTE)
    workflow.approve(release, user=other_editor, now=now + 6 * MINUTE)
    assert may_publish(release, editor, now + 7 * MINUTE)


def test_an_approval_of_an_earlier_text_does_not_count(editor, other_editor, two_people, now):
    release = written_by(editor, now)
    workflow.submit(release, user=editor, now=now + MINUTE)
    workflow.approve(release, user=other_editor, now=now + 2 * MINUTE)
    write(release, editor, now + 3 * MINUTE, "Quite other words")
    assert not may_publish(release, editor, now + 4 * MINUTE)


def test_a_save_that_changes_nothing_takes_no_approval_away(editor, other_editor, two_people, now):
    release = written_by(editor, now)
    workflow.submit(release, user=editor, now=now + MINUTE)
    workflow.approve(release, user=other_editor, now=now + 2 * MINUTE)
    operations.store(release, user=editor, now=now + 3 * MINUTE)
    assert may_publish(release, editor, now + 4 * MINUTE)


def test_who_publishes_what_another_changed_last_is_the_second_person(author, editor, two_people, now):
    assert may_publish(written_by(author, now), editor, now + MINUTE)


def test_an_editor_who_changed_an_authors_text_has_it_submitted_again(author, editor, two_people, now):
    release = written_by(author, now)
    workflow.submit(release, user=author, now=now + MINUTE)
    write(release, editor, now + 2 * MINUTE, "Mended words")
    assert not may_publish(release, editor, now + 3 * MINUTE)
    workflow.send_back(release, user=editor, now=now + 4 * MINUTE)
    workflow.submit(release, user=author, now=now + 5 * MINUTE)
    assert may_publish(release, editor, now + 6 * MINUTE)


def test_a_text_back_to_an_approved_state_needs_a_new_approval(editor, other_editor, two_people, now):
    release = written_by(editor, now)
    words = release.body
    workflow.submit(release, user=editor, now=now + MINUTE)
    workflow.approve(release, user=other_editor, now=now + 2 * MINUTE)
    write(release, editor, now + 3 * MINUTE, "Other words")
    release.body = words
    operations.store(release, user=editor, now=now + 4 * MINUTE)
    assert not may_publish(release, editor, now + 5 * MINUTE)


def test_what_nobody_known_has_written_anybody_publishes(editor, two_people, now):
    assert may_publish(make_release(status=Status.DRAFT, publish_at=None), editor, now)


def test_the_text_of_a_working_copy_has_its_own_people(editor, other_editor, two_people, now):
    live = written_by(other_editor, now)
    workflow.publish(live, user=editor, now=now + MINUTE)
    copy = make_release(
        status=Status.DRAFT, publish_at=None, working_copy_of=live, slug=live.slug, now=now + 2 * MINUTE
    )
    write(copy, editor, now + 3 * MINUTE, "Changes")
    assert review.needs_somebody_else(copy, editor)
    assert not review.needs_somebody_else(copy, other_editor)
    workflow.submit(copy, user=editor, now=now + 4 * MINUTE)
    workflow.approve(copy, user=other_editor, now=now + 5 * MINUTE)
    assert not review.needs_somebody_else(copy, editor)
    assert not copy.transitions.exists()
    logged = live.transitions.filter(is_of_copy=True).order_by("at").values_list("step", "to_status")
    assert list(logged) == [("submit", "in_review"), ("approve", "approved")]


def test_a_working_copy_is_not_published_by_itself(editor, now):
    live = make_release()
    copy = make_release(status=Status.APPROVED, publish_at=None, working_copy_of=live, slug=live.slug)
    with pytest.raises(workflow.StatusHasChanged, match="applied"):
        workflow.publish(copy, user=editor, now=now)


@pytest.mark.django_db(transaction=True)
def test_nobody_slips_a_change_in_between_the_check_and_the_publishing(
    monkeypatch, editor, other_editor, two_people, now
):
    """The other editor publishes what the editor wrote; meanwhile the other editor also saves a change of their own."""
    release = written_by(editor, now)
    needs_somebody_else = review.needs_somebody_else

    def slip_in():
        with transaction.atomic():
            item = PressRelease.objects.select_for_update().get(pk=release.pk)
            write(item, other_editor, now + 2 * MINUTE, "Slipped in")

    meanwhile = Meanwhile(slip_in, head_start=0.5)

    def slow(item, user):
        answer = needs_somebody_else(item, user)
        if meanwhile.begin():
            item.refresh_from_db()
            assert "Slipped in" not in item.body
        return answer

    monkeypatch.setattr(review, "needs_somebody_else", slow)
    workflow.publish(release, user=other_editor, now=now + MINUTE)
    meanwhile.end()
    step = release.transitions.get(step="publish")
    assert step.at < release.versions.order_by("-number").first().at


# --- Approvals that lapse ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("may_publish", "rule", "lapses"),
    [(True, False, False), (True, True, True), (False, False, True), (False, True, True)],
)
@pytest.mark.parametrize("is_scheduled", [False, True])
def test_an_approval_lapses_when_the_text_changes(may_publish, rule, lapses, is_scheduled, editor, settings, now):
    settings.REQUIRE_TWO_PEOPLE = rule
    release = written_by(make_user(), now, status=Status.APPROVED)
    if is_scheduled:
        workflow.publish(release, user=editor, now=now, publish_at=now + timedelta(days=1))
    write(release, editor, now + MINUTE, "Changed")
    assert workflow.lapse(release, user=editor, may_publish=may_publish, now=now + MINUTE) == lapses
    release = PressRelease.objects.get(pk=release.pk)
    expected = Status.IN_REVIEW if lapses else Status.PUBLISHED if is_scheduled else Status.APPROVED
    assert release.status == expected
    assert release.transitions.filter(step=Transition.Step.LAPSE).exists() == lapses
    assert (release.publish_at is None) == (lapses or not is_scheduled)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED, Status.WITHDRAWN])
def test_nothing_lapses_where_nothing_was_approved(status, editor, two_people, now):
    release = make_release(status=status)
    assert not workflow.lapse(release, user=editor, may_publish=True, now=now)
    assert PressRelease.objects.get(pk=release.pk).status == status


@pytest.mark.parametrize("step", ["lapse", "send_back"])
def test_changes_that_go_back_are_off_the_schedule(step, editor, two_people, now):
    live = make_release()
    copy = make_release(status=Status.APPROVED, publish_at=None, working_copy_of=live, slug=live.slug)
    PressRelease.objects.filter(pk=copy.pk).update(apply_at=now + timedelta(days=1), apply_details={"note": "x"})
    copy.refresh_from_db()
    arguments = {"may_publish": True} if step == "lapse" else {}
    getattr(workflow, step)(copy, user=editor, now=now, **arguments)
    copy.refresh_from_db()
    assert (copy.apply_at, copy.apply_details) == (None, {})


# --- Comments -------------------------------------------------------------------------------------------


def test_comments_are_counted_until_they_are_done(editor, author, now):
    release = make_release(status=Status.IN_REVIEW)
    make_release()
    first = review.comment(release, field="title", text=" Shorter? ", user=editor, now=now)
    review.comment(release, field="body", text="Source?", quoted="a\n  b " * 200, user=editor, now=now)
    counts = review.open_comments(PressRelease.objects.order_by("pk")).values_list("open_comments", flat=True)
    assert list(counts) == [2, 0]
    review.resolve(first, user=author, now=now)
    assert review.open_comments(PressRelease.objects.all()).get(pk=release.pk).open_comments == 1
    listed = review.comments_of(release)
    assert [one.text for one in listed] == ["Source?", "Shorter?"]
    assert listed[0].quoted.startswith("a b a b")
    assert len(listed[0].quoted) <= 300
    assert (listed[1].resolved_by, listed[1].resolved_at) == (author, now)


def test_a_comment_is_done_once(editor, author, now):
    found = review.comment(make_release(), field="title", text="Shorter?", user=editor, now=now)
    stale = type(found).objects.get(pk=found.pk)
    review.resolve(found, user=author, now=now)
    with pytest.raises(review.ResolvedAlready):
        review.resolve(stale, user=editor, now=now)
    assert type(found).objects.get(pk=found.pk).resolved_by == author


def test_comments_on_a_working_copy_outlive_it(editor, now):
    live = make_release()
    copy = make_release(status=Status.DRAFT, working_copy_of=live, slug=live.slug)
    review.comment(copy, field="title", text="Shorter?", user=editor, now=now)
    review.hand_over(copy)
    copy.delete()
    assert live.comments.get().text == "Shorter?"


def test_what_was_sent_back_is_found_until_it_is_submitted_again(author, editor, now):
    release, live = written_by(author, now), make_release(now=now)
    copy = make_release(status=Status.DRAFT, publish_at=None, working_copy_of=live, slug=live.slug, now=now)
    for item in (release, copy):
        workflow.submit(item, user=author, now=now + MINUTE)
        workflow.send_back(item, user=editor, now=now + 2 * MINUTE)
    assert set(review.sent_back(PressRelease.objects.all())) == {release, copy}
    workflow.submit(copy, user=author, now=now + 3 * MINUTE)
    assert set(review.sent_back(PressRelease.objects.all())) == {release}


# --- Mail ---------------------------------------------------------------------------------------------------


@pytest.fixture
def outbox(settings):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    mail.outbox = []
    return mail.outbox


def deliver(outbox):
    """Let a worker run what is enqueued; return who got what."""
    Worker([]).run_once()
    sent = sorted((message.to[0], message.subject) for message in outbox)
    outbox.clear()
    return sent


def test_each_step_is_told_to_those_whom_it_concerns(author, editor, other_editor, outbox, now):
    make_user("pages.publish_standingpage", username="another desk")
    make_user("press.publish_pressrelease", is_active=False)
    make_user("press.publish_pressrelease", is_staff=False)
    make_user("press.publish_pressrelease", email="")
    release = written_by(author, now, title="Clean <water> & air")
    workflow.submit(release, user=author, now=now, note="Please")
    subject = "Clean <water> & air"
    assert deliver(outbox) == sorted((one.email, f"For review: {subject}") for one in (editor, other_editor))
    workflow.send_back(release, user=editor, now=now, note="Sources")
    assert deliver(outbox) == [(author.email, f"Sent back: {subject}")]
    workflow.submit(release, user=editor, now=now)
    assert deliver(outbox) == [(other_editor.email, f"For review: {subject}")]
    workflow.approve(release, user=other_editor, now=now)
    assert deliver(outbox) == sorted((one.email, f"Approved: {subject}") for one in (author, editor))
    workflow.publish(release, user=editor, now=now, publish_at=now + timedelta(days=1))
    assert deliver(outbox) == [(author.email, f"Scheduled: {subject}")]
    workflow.unschedule(release, user=editor, now=now)
    assert deliver(outbox) == []
    workflow.publish(release, user=editor, now=now)
    assert deliver(outbox) == [(author.email, f"Published: {subject}")]
    workflow.withdraw(release, user=editor, now=now)
    assert deliver(outbox) == []


def test_a_message_holds_headline_and_link_and_neither_text_nor_note(author, editor, outbox, settings, now):
    settings.SITE_URL = "https://news.example.org"
    release = written_by(author, now, title="Clean <water>")
    write(release, author, now, "Embargoed words")
    workflow.submit(release, user=author, now=now)
    review.comment(release, field="title", text="A secret comment", user=editor, now=now)
    outbox.clear()
    workflow.send_back(release, user=editor, now=now, note="A secret note")
    Worker([]).run_once()
    message = outbox[-1]
    html = message.alternatives[0].content
    for content in (message.body, html):
        assert f"https://news.example.org/admin/press/pressrelease/{release.pk}/change/" in content
        assert "1 comment stands beside its field." in content
        assert "Edith Torres" in content
        assert "secret" not in content
        assert "Embargoed" not in content
    assert "“Clean <water>”" in message.body
    assert "“Clean &lt;water&gt;”" in html
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"


def test_nobody_is_told_of_a_step_that_was_undone(author, editor, outbox, now):
    release = written_by(author, now)
    with pytest.raises(workflow.StatusHasChanged):
        workflow.approve(release, user=editor, now=now)
    assert not DBTaskResult.objects.exists()


def test_a_message_that_the_server_refuses_is_tried_again_later_under_the_same_name(
    author, editor, outbox, monkeypatch, now
):
    workflow.submit(written_by(author, now), user=author, now=now)
    task = DBTaskResult.objects.get()
    send = notices.send

    def refuse(**arguments):
        raise OSError("no server")

    monkeypatch.setattr(notices, "send", refuse)
    Worker([]).run_once()
    again = DBTaskResult.objects.exclude(pk=task.pk).get()
    assert again.status == TaskResultStatus.READY
    assert again.args_kwargs["args"] == [*task.args_kwargs["args"], 1]
    assert again.run_after > now
    monkeypatch.setattr(notices, "send", send)
    assert tasks.send_notice.func(*again.args_kwargs["args"])
    assert tasks.send_notice.func(*task.args_kwargs["args"])
    assert len({message.extra_headers["Message-ID"] for message in outbox}) == 1


def test_a_message_is_given_up_in_the_end(monkeypatch):
    def refuse(**arguments):
        raise OSError("no server")

    monkeypatch.setattr(notices, "send", refuse)
    with pytest.raises(OSError, match="no server"):
        tasks.send_notice.func("press.releasetransition", 1, 1, 1, len(tasks.RETRY_AFTER))
    assert not DBTaskResult.objects.exists()


def test_nothing_is_sent_about_what_is_gone(outbox):
    assert not notices.send(label="press.releasetransition", step_key=1, item_key=1, user_key=make_user().pk)
    assert outbox == []


def test_the_deciders_are_those_of_the_type(editor):
    administrator = make_user(superuser=True)
    assert set(review.deciders(PressRelease)) == {editor, administrator}
    assert set(review.deciders(type(make_page()))) == {administrator}
