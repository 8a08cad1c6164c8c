"""One rule says what the public may see, in the database and in memory alike."""

from datetime import timedelta
from itertools import product

import pytest
from django.db import IntegrityError, transaction

from press.models import PressRelease
from publishing.models import Status
from publishing.visibility import visible_q
from tests.factories import make_release

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("status", "hours"),
    [pair for pair in product(Status.values, (None, -1, 0, 1)) if pair != (Status.PUBLISHED, None)],
)
def test_row_and_queryset_agree(status, hours, now):
    publish_at = None if hours is None else now + timedelta(hours=hours)
    release = make_release(status=status, publish_at=publish_at)
    found = PressRelease.objects.published(now).filter(pk=release.pk).exists()
    assert found == release.is_visible(now) == (status == Status.PUBLISHED and hours in (-1, 0))


def test_a_scheduled_item_appears_on_the_second(now):
    release = make_release(publish_at=now + timedelta(seconds=1))
    assert not PressRelease.objects.published(now).exists()
    assert PressRelease.objects.published(now + timedelta(seconds=1)).get() == release


def test_the_rule_reaches_through_relations(now):
    release = make_release()
    PressRelease.objects.create(title="x", slug="x", created_at=now, updated_at=now).read_also.create(related=release)
    assert PressRelease.objects.filter(visible_q(now, "read_from__release__")).count() == 0


@pytest.mark.parametrize(
    "fields",
    [{"title": ""}, {"slug": ""}, {"status": "published", "publish_at": None}, {"status": "lost"}, {"kind": "poem"}],
    ids=str,
)
def test_the_database_refuses_what_no_page_could_show(fields, now):
    release = make_release()
    with pytest.raises(IntegrityError), transaction.atomic():
        PressRelease.objects.filter(pk=release.pk).update(**fields)


def test_two_items_of_one_language_cannot_share_an_address():
    make_release(slug="rivers")
    make_release(slug="rivers", language="hy")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_release(slug="rivers")


def test_one_translation_a_language():
    original = make_release()
    make_release(language="hy", translation_group=original.translation_group)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_release(language="hy", translation_group=original.translation_group)


def test_the_default_edition_lists_its_own_language_alone(now):
    english = make_release()
    make_release(language="hy")
    assert list(PressRelease.objects.in_edition("en", now)) == [english]


def test_another_edition_falls_back_to_items_without_a_visible_translation(now):
    translated, untranslated, hidden = make_release(), make_release(), make_release()
    armenian = make_release(language="hy", translation_group=translated.translation_group)
    make_release(language="hy", translation_group=hidden.translation_group, publish_at=now + timedelta(hours=1))
    listed = PressRelease.objects.published(now).in_edition("hy", now)
    assert set(listed) == {armenian, untranslated, hidden}
