"""The steps of an item's life, who took them, and what cannot happen."""

from datetime import timedelta

import pytest

from press.models import PressRelease
from publishing import workflow
from publishing.models import SearchDocument, Status
from tests.factories import make_release, make_user

pytestmark = pytest.mark.django_db

STEPS = {
    "submit": ({Status.DRAFT}, Status.IN_REVIEW),
    "send_back": ({Status.IN_REVIEW, Status.APPROVED}, Status.DRAFT),
    "approve": ({Status.IN_REVIEW}, Status.APPROVED),
    "publish": ({Status.DRAFT, Status.IN_REVIEW, Status.APPROVED, Status.WITHDRAWN}, Status.PUBLISHED),
    "withdraw": ({Status.PUBLISHED}, Status.WITHDRAWN),
}


@pytest.mark.parametrize("origin", Status.values)
@pytest.mark.parametrize("step", STEPS)
def test_each_step_leads_from_its_statuses_and_from_no_other(step, origin, now):
    origins, target = STEPS[step]
    release = make_release(status=origin)
    user = make_user()
    if origin in origins:
        getattr(workflow, step)(release, user=user, now=now, note="because")
        assert release.status == PressRelease.objects.get(pk=release.pk).status == target
        logged = release.transitions.get()
        assert (logged.by, logged.at, logged.from_status, logged.to_status, logged.note) == (
            user,
            now,
            origin,
            target,
            "because",
        )
    else:
        with pytest.raises(workflow.StatusHasChanged):
            getattr(workflow, step)(release, user=user, now=now)
        assert PressRelease.objects.get(pk=release.pk).status == origin
        assert not release.transitions.exists()


def test_publishing_at_a_time_schedules(now):
    release = make_release(status=Status.APPROVED, publish_at=None)
    workflow.publish(release, user=make_user(), now=now, publish_at=now + timedelta(days=1))
    assert not release.is_visible(now)
    assert release.is_visible(now + timedelta(days=1))


def test_a_scheduled_item_can_be_given_another_time(now):
    release = make_release(publish_at=now + timedelta(days=1))
    workflow.publish(release, user=make_user(), now=now, publish_at=now + timedelta(days=2))
    assert release.publish_at == now + timedelta(days=2)


def test_a_step_by_somebody_who_saw_an_older_status_is_refused(now):
    release = make_release(status=Status.IN_REVIEW, publish_at=None)
    stale = PressRelease.objects.get(pk=release.pk)
    workflow.send_back(release, user=make_user(), now=now)
    with pytest.raises(workflow.StatusHasChanged):
        workflow.approve(stale, user=make_user(), now=now)
    assert PressRelease.objects.get(pk=release.pk).status == Status.DRAFT


def test_what_is_not_ready_is_not_published_and_says_all_that_is_missing(now):
    release = make_release(status=Status.DRAFT, publish_at=None, dateline_place="", body="")
    with pytest.raises(workflow.NotReady) as caught:
        workflow.publish(release, user=make_user(), now=now)
    assert len(caught.value.problems) == 2
    assert PressRelease.objects.get(pk=release.pk).status == Status.DRAFT


def test_search_holds_an_item_from_publishing_until_withdrawing(now):
    release = make_release(status=Status.DRAFT, publish_at=None)
    documents = SearchDocument.objects.filter(kind="press.pressrelease", object_id=release.pk)
    assert not documents.exists()
    workflow.publish(release, user=make_user(), now=now)
    assert documents.exists()
    workflow.withdraw(release, user=make_user(), now=now)
    assert not documents.exists()
