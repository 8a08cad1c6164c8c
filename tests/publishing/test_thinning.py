"""Old versions of drafts are thinned out; what was public, what was handed over and what is referred to stays."""

from datetime import UTC, datetime, timedelta

import pytest

from advocacy_site.schedule import JOBS
from press.models import PressRelease, ReleaseVersion
from publishing import operations, thinning
from publishing.models import Status, Transition
from tests.factories import make_campaign, make_page, make_release

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def save_versions(item, *ages, **fields):
    """Add a version for each age before NOW, as numbers after those that there are."""
    first = item.versions.first()
    for age in ages:
        number = item.versions.first().number + 1
        item.versions.create(number=number, at=NOW - age, content=first.content, digest=str(number), **fields)
    return item


def numbers(item):
    return sorted(item.versions.values_list("number", flat=True))


@pytest.fixture
def draft():
    """Return a draft whose first version is two years old."""
    item = make_release(status=Status.DRAFT, publish_at=None)
    item.versions.update(at=NOW - 730 * DAY)
    return item


def test_recent_versions_all_stay(draft):
    save_versions(draft, 29 * DAY, 29 * DAY - timedelta(minutes=1), timedelta(hours=1), timedelta())
    thinning.thin(NOW)
    assert numbers(draft) == [2, 3, 4, 5]


def test_of_older_ones_the_last_of_each_day_stays(draft):
    hours = timedelta(hours=1)
    save_versions(draft, 40 * DAY + 3 * hours, 40 * DAY + 2 * hours, 39 * DAY, 35 * DAY, 35 * DAY - hours, DAY)
    assert thinning.thin(NOW) == 3
    assert numbers(draft) == [3, 4, 6, 7]


def test_of_very_old_ones_the_last_before_each_step_stays(draft):
    save_versions(draft, 700 * DAY, 690 * DAY, 680 * DAY, 670 * DAY, DAY)
    draft.transitions.create(
        step=Transition.Step.SUBMIT, at=NOW - 685 * DAY, from_status=Status.DRAFT, to_status=Status.IN_REVIEW
    )
    thinning.thin(NOW)
    assert numbers(draft) == [3, 6]


def test_the_newest_stays_however_old_it_is(draft):
    save_versions(draft, 700 * DAY, 690 * DAY)
    thinning.thin(NOW)
    assert numbers(draft) == [3]
    assert thinning.thin(NOW) == 0


def test_the_newest_of_a_working_copy_stays_as_well(draft):
    save_versions(draft, 700 * DAY, 699 * DAY, is_of_copy=True)
    save_versions(draft, 690 * DAY)
    thinning.thin(NOW)
    assert numbers(draft) == [3, 4]


@pytest.mark.parametrize("make", [make_release, make_campaign, make_page])
def test_what_was_public_stays_for_good(make):
    item = make(now=NOW - 800 * DAY)
    for number in range(5):
        item.title = f"Headline {number}"
        operations.store(item, user=None, now=NOW - (790 - number) * DAY)
    save_versions(item, 700 * DAY, 600 * DAY, 1 * DAY)
    thinning.thin(NOW)
    assert numbers(item) == [1, 2, 3, 4, 5, 6, 9]


def test_what_is_scheduled_stays(draft):
    save_versions(draft, 700 * DAY, public_from=NOW + DAY)
    save_versions(draft, 690 * DAY)
    thinning.thin(NOW)
    assert numbers(draft) == [2, 3]


def test_what_a_correction_or_a_translation_refers_to_stays(draft):
    save_versions(draft, 700 * DAY, 690 * DAY, 680 * DAY, 670 * DAY)
    draft.corrections.create(kind="correction", text="Mended.", at=NOW, version=2)
    make_release(language="hy", translated_from=draft, translated_version=3)
    thinning.thin(NOW)
    assert numbers(draft) == [2, 3, 5]


def test_how_long_is_a_setting(draft, settings):
    settings.DRAFT_VERSIONS_ALL_DAYS, settings.DRAFT_VERSIONS_DAILY_DAYS = 2, 4
    hours = timedelta(hours=1)
    save_versions(draft, 10 * DAY, 3 * DAY + hours, 3 * DAY, DAY + hours, DAY)
    thinning.thin(NOW)
    assert numbers(draft) == [4, 5, 6]


def test_many_items_are_thinned_in_few_queries(django_assert_max_num_queries):
    drafts = [make_release(status=Status.DRAFT, publish_at=None) for _ in range(3)]
    content = drafts[0].versions.first().content
    ReleaseVersion.objects.update(at=NOW - 730 * DAY)
    for draft in drafts:
        save_versions(draft, 700 * DAY)
    with django_assert_max_num_queries(24):
        assert thinning.thin(NOW) == 3
    assert PressRelease.objects.count() == 3
    assert drafts[0].versions.first().content == content


def test_the_worker_does_it_every_day():
    assert [job.pause for job in JOBS if job.function is thinning.thin] == [24 * 3600]
