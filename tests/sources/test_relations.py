"""What sources have to do with each other, seen from both sides."""

import pytest
from django.utils import timezone

from sources import relations, surroundings
from sources.models import Source, SourceRelation
from sources.relations import RelationError
from tests.admin.desk import change_url, messages, signed_in
from tests.factories import cite, make_release, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def researcher():
    return signed_in("sources.view_source", "sources.change_source")


def url(source, relation=None):
    end = f"{relation.pk}/remove/" if relation else ""
    return f"/admin/sources/source/{source.pk}/relations/{end}"


def titles(rows):
    return [one.source.title for one in rows]


def relate(one, other, kind="cites", **fields):
    return relations.relate(one, other, kind=kind, user=None, now=timezone.now(), **fields)


def test_a_relation_is_noted_and_taken_away_on_the_page_of_either(researcher):
    report, finding = make_source(title="The report"), make_source(title="The finding")
    typed = {"relation-kind": "cited_by", "relation-other": report.pk, "relation-locator": "p. 14"}
    page = researcher.post(url(finding), typed, follow=True)
    assert messages(page) == ["The relation was noted."]
    relation = SourceRelation.objects.get()
    assert (relation.source, relation.other, relation.kind, relation.locator) == (report, finding, "cites", "p. 14")
    assert relation.created_by == researcher.user
    assert "Is cited by" in page.content.decode()
    assert "The finding" in researcher.get(change_url(report)).content.decode()
    assert researcher.post(url(make_source(), relation)).status_code == 404
    researcher.post(url(report, relation))
    assert not SourceRelation.objects.exists()


def test_what_makes_no_sense_is_said_and_not_noted(researcher):
    one, other, gone = make_source(), make_source(), make_source()
    Source.objects.filter(pk=gone.pk).update(merged_into=other)
    relate(one, other)
    for typed in (
        {"relation-kind": "cites", "relation-other": one.pk},
        {"relation-kind": "cites", "relation-other": other.pk},
        {"relation-kind": "cites", "relation-other": gone.pk},
        {"relation-kind": "cites", "relation-other": "x"},
        {"relation-kind": "likes", "relation-other": other.pk},
        {},
    ):
        page = researcher.post(url(one), typed, follow=True)
        assert len(messages(page)) == 1
    assert SourceRelation.objects.count() == 1
    with pytest.raises(RelationError):
        relate(one, Source.objects.get(pk=gone.pk))


def test_being_related_is_the_same_from_both_sides():
    one, other = make_source(), make_source()
    relate(other, one, "related")
    assert SourceRelation.objects.get().source == one
    with pytest.raises(RelationError):
        relate(one, other, "related")
    relate(other, one, "cites")
    relate(one, other, "cites")


def test_readers_learn_only_of_what_they_can_open(now):
    source, public = make_source(title="Cited"), make_source(title="Public")
    make_release(body=f"<p>Words{cite(source)}{cite(public)}</p>")
    hidden = make_source(title="Nobody cites it")
    on_file = make_source(title="Testimony", visibility="on_file")
    make_release(body=f"<p>Words{cite(on_file)}</p>")
    for other in (public, hidden, on_file):
        relate(source, other, locator="p. 3")
        relate(other, source)
        relate(source, other, "related")
    found = surroundings.of(source, timezone.now())
    assert [titles(rows) for rows in (found.cites, found.cited_by, found.related)] == [["Public"]] * 3
    assert found.cites[0].locator == "p. 3"
    assert len(relations.for_staff(source).cites) == 3
    assert not surroundings.of(make_source(), timezone.now()).has_relations


def test_only_who_may_change_the_source_changes_its_relations():
    one, other = make_source(), make_source()
    relation = relate(one, other)
    reader = signed_in("sources.view_source")
    assert reader.post(url(one), {"relation-kind": "cites", "relation-other": other.pk}).status_code == 403
    assert reader.post(url(one, relation)).status_code == 403
    assert 'name="relation-kind"' not in reader.get(change_url(one)).content.decode()
    researcher = signed_in("sources.view_source", "sources.change_source")
    assert researcher.get(url(one)).status_code == 405
    assert researcher.get(url(one, relation)).status_code == 405
    assert researcher.post("/admin/sources/source/999999/relations/").status_code == 404
