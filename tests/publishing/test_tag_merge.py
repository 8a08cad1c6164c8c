"""Two tags made one: everything moves, nothing is lost, old addresses lead on."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from press.models import PressRelease
from publishing import clock, tags, working_copies
from publishing.models import Redirect, Status, Tag, TagMerge, through_models
from tests.factories import make_campaign, make_image, make_page, make_release, make_source, make_user
from tests.together import Meanwhile

pytestmark = pytest.mark.django_db


def tag(name):
    return Tag.objects.get(name=name)


def merge(old, new):
    return tags.merge(tag(old), tag(new), user=make_user(), now=timezone.now())


def names(item):
    return sorted(item.tags.names())


@pytest.fixture
def items():
    """Return one of everything that has tags, with the tag that goes, and one release that has both."""
    image = make_image()
    image.tags.set(["Water"])
    return [
        make_release(tags=("Water", "Law")),
        make_release(tags=("Water", "Rivers")),
        make_release(tags=("Water",), status=Status.DRAFT, publish_at=None),
        make_campaign(tags=("Water",)),
        make_source(tags=("Water",)),
        make_page(tags=("Water",)),
        image,
    ]


def test_everything_that_carried_the_tag_carries_the_other_once(items):
    merge("Water", "Rivers")
    assert [names(item) for item in items] == [
        ["Law", "Rivers"],
        ["Rivers"],
        ["Rivers"],
        ["Rivers"],
        ["Rivers"],
        ["Rivers"],
        ["Rivers"],
    ]
    assert not Tag.objects.filter(name="Water").exists()


def test_a_plan_says_what_the_merge_then_does(items):
    plan = {share.kind: (share.moving, share.shared) for share in tags.plan(tag("Water"), tag("Rivers"))}
    assert plan == {
        "Press releases": (2, 1),
        "Campaigns": (1, 0),
        "Sources": (1, 0),
        "Standing pages": (1, 0),
        "Pictures": (1, 0),
    }
    record = merge("Water", "Rivers")
    assert record.moved["press.pressrelease"] == {"moved": [items[0].pk, items[2].pk], "shared": [items[1].pk]}
    assert sum(len(keys["moved"]) for keys in record.moved.values()) == sum(moving for moving, _shared in plan.values())


def test_every_kind_of_content_with_tags_is_thought_of(items):
    """A content type that is added later has its tags moved without a word about it."""
    assert {model.content_model()._meta.label for model in through_models()} >= {
        type(item)._meta.label for item in items
    } | {"publishing.Document"}


def test_the_record_says_enough_to_part_the_tags_again(items):
    Tag.objects.filter(name="Water").update(description="All that flows.")
    Tag.objects.filter(name="Rivers").update(description="From source to mouth.")
    before = {item: names(item) for item in items}
    record = merge("Water", "Rivers")
    restored = Tag.objects.create(name=record.from_name, slug=record.from_slug, description=record.from_description)
    for through in through_models():
        keys = record.moved.get(through.content_model()._meta.label_lower, {"moved": [], "shared": []})
        through.objects.filter(tag=record.into, content_object__in=keys["moved"]).update(tag=restored)
        for key in keys["shared"]:
            through.objects.create(tag=restored, content_object_id=key)
    assert {item: names(item) for item in items} == before
    assert restored.description == "All that flows."


def test_a_description_is_kept_where_the_other_tag_has_none(items):
    Tag.objects.filter(name="Water").update(description="All that flows.")
    merge("Water", "Rivers")
    assert tag("Rivers").description == "All that flows."
    Tag.objects.filter(name="Law").update(description="Rules.")
    merge("Law", "Rivers")
    assert tag("Rivers").description == "All that flows."


def test_the_old_pages_and_feeds_lead_on_in_every_edition(items, reader):
    merge("Water", "Rivers")
    for prefix in ("", "/hy", "/ar"):
        for rest in ("", "feed.rss", "feed.atom", "feed.json"):
            response = reader.get(f"{prefix}/tags/water/{rest}")
            assert response.status_code == 301
            assert response.headers["Location"] == f"{prefix}/tags/rivers/{rest}"
    assert reader.get("/tags/rivers/feed.rss").status_code == 200
    assert set(Redirect.objects.values_list("reason", flat=True)) == {"merged"}


def test_stored_pages_and_search_show_the_merge_at_once(items, reader):
    assert "Water" in reader.get("/tags/").content.decode()
    before = clock.read(timezone.now()).version
    merge("Water", "Rivers")
    assert clock.read(timezone.now()).version > before
    assert "Water" not in reader.get("/tags/").content.decode()
    assert "Water" not in reader.get(items[0].get_absolute_url()).content.decode()
    found = reader.get("/search/?q=headline&tag=rivers").content.decode()
    assert items[0].get_absolute_url() in found


def test_merging_again_and_again_leaves_no_chain(items, reader):
    first = merge("Water", "Rivers")
    merge("Rivers", "Law")
    assert reader.get("/tags/water/").headers["Location"] == "/tags/law/"
    assert reader.get("/tags/rivers/").headers["Location"] == "/tags/law/"
    first.refresh_from_db()
    assert (first.into, first.into_name) == (tag("Law"), "Rivers")


def test_a_tag_is_not_merged_into_itself():
    make_release(tags=("Water",))
    with pytest.raises(tags.MergeError, match="itself"):
        merge("Water", "Water")
    assert Tag.objects.count() == 1


def test_who_still_types_the_old_name_gets_the_new_tag(items):
    merge("Water", "Rivers")
    assert tags.current_names(["Fish", "water", "Rivers"]) == ["Fish", "Rivers"]
    Tag.objects.create(name="Water", slug="water-2")
    assert tags.current_names(["Water"]) == ["Water"]


def test_a_working_copy_brings_no_merged_tag_back(items, now):
    chief = make_user()
    copy = working_copies.start(items[0], user=chief, now=now)
    merge("Water", "Rivers")
    assert names(copy) == ["Law", "Rivers"]
    working_copies.apply(copy, user=chief, now=timezone.now())
    assert names(PressRelease.objects.get(pk=items[0].pk)) == ["Law", "Rivers"]


def test_a_merge_costs_the_same_however_many_items_move():
    counts = []
    for number in (1, 6):
        for _item in range(number):
            make_release(tags=("Water",))
            make_release(tags=("Water", "Rivers"))
        into, old, chief = tag("Rivers"), tag("Water"), make_user()
        with CaptureQueriesContext(connection) as queries:
            tags.merge(old, into, user=chief, now=timezone.now())
        counts.append(len(queries))
        Redirect.objects.all().delete()
        TagMerge.objects.all().delete()
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_two_who_merge_two_tags_both_ways_at_once_keep_one(monkeypatch):
    make_release(tags=("Water",))
    make_release(tags=("Rivers",))
    water, rivers, chief, refused = tag("Water"), tag("Rivers"), make_user(), []

    def other_way():
        try:
            tags.merge(rivers, water, user=chief, now=timezone.now())
        except tags.MergeError as error:
            refused.append(str(error))

    meanwhile = Meanwhile(other_way)
    lock = tags._lock

    def slow_lock(tag, into):
        locked = lock(tag, into)
        meanwhile.begin()
        return locked

    monkeypatch.setattr(tags, "_lock", slow_lock)
    tags.merge(water, rivers, user=chief, now=timezone.now())
    meanwhile.end()
    assert len(refused) == 1
    assert Tag.objects.get().name == "Rivers"
    assert [names(release) for release in PressRelease.objects.all()] == [["Rivers"], ["Rivers"]]
