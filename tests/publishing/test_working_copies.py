"""Working copies: changes to what is public wait in a row of their own, and are written over it whole or not at all."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from press.models import PressRelease, RelatedRelease
from publishing import clock, operations, workflow, working_copies
from publishing.models import SearchDocument, Status, Transition
from publishing.workflow import NotReady, StatusHasChanged, WorkflowError
from tests.factories import cite, make_campaign, make_release, make_source, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return make_user()


def changed(copy, user, now, *, tags=None, **fields):
    for name, value in fields.items():
        setattr(copy, name, value)
    if tags is not None:
        copy.tags.set(tags)
    operations.store(copy, user=user, now=now)
    return copy


class TestStart:
    def test_a_copy_says_what_its_live_item_says_and_is_not_public(self, editor, now):
        source, other = make_source(), make_release()
        live = make_release(tags=["Water", "Rivers"], body=f"<p>One{cite(source)}</p>", subhead="Below")
        RelatedRelease.objects.create(release=live, related=other, position=1)
        copy = working_copies.start(live, user=editor, now=now)
        assert (copy.title, copy.subhead, copy.body, copy.slug) == (live.title, "Below", live.body, live.slug)
        assert sorted(copy.tags.names()) == ["Rivers", "Water"]
        assert [part.related for part in copy.read_also.all()] == [other]
        assert [citation.source for citation in copy.citations.all()] == [source]
        assert (copy.status, copy.created_by, copy.is_visible(now)) == (Status.DRAFT, editor, False)
        assert copy not in PressRelease.objects.published(now + timedelta(days=9))
        assert SearchDocument.objects.filter(title=live.title).count() == 1

    def test_a_second_start_gives_the_same_copy(self, editor, now):
        live = make_release()
        assert working_copies.start(live, user=editor, now=now) == working_copies.start(live, user=make_user(), now=now)

    def test_the_database_allows_one_copy_and_no_public_one(self, editor, now):
        live = make_release()
        copy = working_copies.start(live, user=editor, now=now)
        with pytest.raises(IntegrityError), transaction.atomic():
            PressRelease.objects.create(
                title="Second", slug="second", working_copy_of=live, created_at=now, updated_at=now
            )
        with pytest.raises(IntegrityError), transaction.atomic():
            PressRelease.objects.filter(pk=copy.pk).update(status=Status.PUBLISHED, publish_at=now)

    @pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.APPROVED, Status.WITHDRAWN])
    def test_what_is_not_published_has_none(self, editor, now, status):
        with pytest.raises(StatusHasChanged):
            working_copies.start(make_release(status=status, publish_at=None), user=editor, now=now)

    def test_it_adds_no_version_of_its_own_before_it_is_changed(self, editor, now):
        live = make_release()
        copy = working_copies.start(live, user=editor, now=now)
        assert live.versions.count() == 1
        changed(copy, editor, now, title="Other")
        assert [(version.number, version.is_of_copy) for version in live.versions.all()] == [(2, True), (1, False)]


class TestApply:
    def test_text_tags_relations_and_citations_become_those_of_the_copy(self, editor, now):
        old, new = make_source(), make_source()
        first, second = make_release(), make_release()
        live = make_release(tags=["Water"], body=f"<p>One{cite(old)}</p>")
        RelatedRelease.objects.create(release=live, related=first, position=1)
        entry = live.read_also.get()
        copy = working_copies.start(live, user=editor, now=now)
        RelatedRelease.objects.create(release=copy, related=second, position=0)
        changed(copy, editor, now, title="New", body=f"<p>Two{cite(new)}</p>", tags=["Air"])
        version = clock.read(now).version
        working_copies.apply(copy, user=editor, now=now, note="As agreed")
        live.refresh_from_db()
        assert (live.title, live.status, list(live.tags.names())) == ("New", Status.PUBLISHED, ["Air"])
        assert [citation.source for citation in live.citations.all()] == [new]
        assert "Two" in live.body_html
        assert new.title in live.notes_html
        assert [part.related for part in live.read_also.all()] == [second, first]
        assert live.read_also.last() == entry, "what stays the same keeps its row"
        assert SearchDocument.objects.filter(title="New").exists()
        assert clock.read(now).version > version
        assert not PressRelease.objects.filter(working_copy_of=live).exists()
        step = live.transitions.get()
        assert (step.step, step.is_of_copy, step.note, step.by) == (Transition.Step.APPLY, True, "As agreed", editor)

    def test_two_parts_may_change_places(self, editor, now):
        live = make_campaign()
        for position, text in enumerate(["Open the dam", "Close the mine"]):
            live.demands.create(text=text, position=position)
        copy = working_copies.start(live, user=editor, now=now)
        for demand in copy.demands.all():
            demand.position = 1 - demand.position
            demand.save()
        changed(copy, editor, now)
        working_copies.apply(copy, user=editor, now=now)
        assert [demand.text for demand in live.demands.all()] == ["Close the mine", "Open the dam"]

    def test_of_a_withdrawn_item_it_is_refused_and_the_copy_stays(self, editor, now):
        live = make_release(title="Old")
        copy = changed(working_copies.start(live, user=editor, now=now), editor, now, title="New")
        live.refresh_from_db()
        workflow.withdraw(live, user=make_user(), now=now)
        with pytest.raises(StatusHasChanged, match="withdrawn"):
            working_copies.apply(copy, user=editor, now=now)
        live.refresh_from_db()
        assert (live.title, live.status) == ("Old", Status.WITHDRAWN)
        assert working_copies.find(live).title == "New"

    def test_twice_is_refused(self, editor, now):
        live = make_release()
        copy = working_copies.start(live, user=editor, now=now)
        working_copies.apply(copy, user=editor, now=now)
        copy.pk = copy.pk or live.pk + 1
        with pytest.raises(StatusHasChanged):
            working_copies.apply(copy, user=editor, now=now)

    def test_what_must_not_be_published_is_not_applied(self, editor, now):
        live = make_release()
        copy = changed(working_copies.start(live, user=editor, now=now), editor, now, body="")
        with pytest.raises(NotReady):
            working_copies.apply(copy, user=editor, now=now)
        live.refresh_from_db()
        assert live.body

    def test_an_address_that_another_item_has_taken_meanwhile_leaves_everything_as_it_was(self, editor, now):
        live = make_release(title="Old", slug="old")
        copy = changed(working_copies.start(live, user=editor, now=now), editor, now, title="New", slug="taken")
        make_release(slug="taken")
        with pytest.raises(WorkflowError):
            working_copies.apply(copy, user=editor, now=now)
        live.refresh_from_db()
        assert (live.title, live.slug) == ("Old", "old")
        assert working_copies.find(live) is not None


class TestScheduledApply:
    def test_the_first_reader_after_the_time_sees_the_new_text_with_no_job_running(self, editor, now, reader):
        live = make_release(title="Old", slug="dam")
        copy = changed(working_copies.start(live, user=editor, now=now), editor, now, title="New")
        at = timezone.now() + timedelta(hours=1)
        working_copies.schedule(copy, user=editor, now=now, apply_at=at)
        before, after = clock.read(at - timedelta(seconds=1)), clock.read(at)
        assert before.next_change_at == at
        live.refresh_from_db()
        assert (live.title, after.version > before.version) == ("New", True)
        assert "New" in reader.get("/press/dam/").content.decode()

    def test_a_second_before_nothing_has_changed(self, editor, now):
        live = make_release(title="Old")
        copy = changed(working_copies.start(live, user=editor, now=now), editor, now, title="New")
        working_copies.schedule(copy, user=editor, now=now, apply_at=now + timedelta(hours=1))
        clock.read(now + timedelta(minutes=59, seconds=59))
        live.refresh_from_db()
        assert live.title == "Old"

    def test_taken_off_the_schedule_a_second_before_it_never_comes(self, editor, now):
        live = make_release(title="Old")
        copy = changed(working_copies.start(live, user=editor, now=now), editor, now, title="New")
        at = now + timedelta(hours=1)
        working_copies.schedule(copy, user=editor, now=now, apply_at=at)
        working_copies.unschedule(copy, user=editor, now=at - timedelta(seconds=1))
        clock.read(at + timedelta(hours=1))
        live.refresh_from_db()
        assert live.title == "Old"
        assert [step.step for step in live.transitions.all()] == [Transition.Step.UNSCHEDULE, Transition.Step.SCHEDULE]

    def test_what_cannot_be_applied_comes_off_the_schedule_with_the_reason_and_fails_no_reader(self, editor, now):
        live = make_release(title="Old")
        copy = changed(working_copies.start(live, user=editor, now=now), editor, now, title="New", slug="taken")
        at = now + timedelta(hours=1)
        working_copies.schedule(copy, user=editor, now=now, apply_at=at)
        make_release(slug="taken")
        clock.read(at)
        copy.refresh_from_db()
        live.refresh_from_db()
        assert (live.title, copy.apply_at, copy.title) == ("Old", None, "New")
        assert "address" in live.transitions.first().note

    def test_withdrawn_meanwhile_it_stays_a_copy(self, editor, now):
        live = make_release(title="Old")
        copy = changed(working_copies.start(live, user=editor, now=now), editor, now, title="New")
        working_copies.schedule(copy, user=editor, now=now, apply_at=now + timedelta(hours=1))
        live.refresh_from_db()
        workflow.withdraw(live, user=editor, now=now)
        clock.read(now + timedelta(hours=2))
        live.refresh_from_db()
        assert (live.title, live.status) == ("Old", Status.WITHDRAWN)
        assert working_copies.find(live).apply_at is None


class TestDiscard:
    def test_readers_keep_what_they_have_and_the_words_stay_among_the_versions(self, editor, now):
        live = make_release(title="Old")
        copy = changed(working_copies.start(live, user=editor, now=now), editor, now, title="New")
        working_copies.discard(copy, user=editor, now=now)
        live.refresh_from_db()
        assert (live.title, working_copies.find(live)) == ("Old", None)
        assert live.versions.first().content["fields"]["title"] == "New"

    def test_of_a_withdrawn_item_too(self, editor, now):
        live = make_release()
        copy = working_copies.start(live, user=editor, now=now)
        live.refresh_from_db()
        workflow.withdraw(live, user=editor, now=now)
        working_copies.discard(copy, user=editor, now=now)
        assert working_copies.find(live) is None
