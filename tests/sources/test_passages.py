"""Rows that say in which copy a quoted passage stands."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from sources import passages
from sources.models import Passage, passage_digest
from tests.factories import make_source
from tests.sources.text_copies import make_copy
from tests.together import Meanwhile

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
WORDS = "the river was clean until 2020"


def copy(source, text, *, days=0, **fields):
    return make_copy(source, text, taken_at=NOW - timedelta(days=days), **fields)


def only(source, words=WORDS):
    return passages.ensure([(source, words)], now=NOW)[source.pk, passage_digest(words)]


@pytest.mark.django_db
def test_a_passage_is_looked_for_in_the_copies_of_its_source_alone():
    source, other = make_source(), make_source()
    copy(other, f"They said: {WORDS}.")
    row = only(source)
    assert (row.status, row.snapshot, row.start, row.checked_at) == ("no_copy", None, None, NOW)
    kept = copy(source, f"They said: {WORDS}.", days=2)
    assert passages.renew(source, now=NOW)
    row = only(source)
    assert (row.status, row.ratio, row.snapshot, row.start, row.end) == ("exact", 1.0, kept, 11, 11 + len(WORDS))


@pytest.mark.django_db
def test_the_latest_copy_that_holds_the_words_wins_over_later_ones_that_do_not():
    source = make_source()
    copy(source, f"{WORDS}.", days=9)
    right = copy(source, f"They said: “{WORDS.capitalize()}”.", days=5)
    copy(source, "The river was dirty until 2020.", days=1)
    row = only(source)
    assert (row.snapshot, row.status) == (right, "normalised")


@pytest.mark.django_db
def test_if_no_copy_holds_the_words_the_best_wins_and_of_equals_the_latest():
    source = make_source()
    near = copy(source, "They said: the river was dirty until 2020.", days=9)
    latest = copy(source, "Nothing at all is said here.", days=5)
    row = only(source)
    assert (row.status, row.snapshot) == ("near", near)
    assert 0.6 < row.ratio < 1
    row = only(source, "Whoever says so is wrong")
    assert (row.status, row.snapshot, row.start) == ("absent", latest, None)


@pytest.mark.django_db
def test_withdrawn_and_damaged_copies_and_those_without_text_prove_nothing():
    source = make_source()
    copy(source, f"{WORDS} once", withdrawn_at=NOW, withdrawn_reason="A court said so")
    copy(source, f"{WORDS} twice", damage="a changed byte")
    copy(source, "")
    assert only(source).status == "no_copy"


@pytest.mark.django_db
def test_renewing_says_whether_anything_changed():
    source = make_source()
    assert not passages.renew(source, now=NOW)
    kept = copy(source, f"{WORDS}.")
    only(source)
    later = NOW + timedelta(days=1)
    assert not passages.renew(source, now=later)
    assert Passage.objects.get().checked_at == later
    kept.withdrawn_at, kept.withdrawn_reason = later, "A court said so"
    kept.save()
    assert passages.renew(source, now=later)
    row = Passage.objects.get()
    assert (row.status, row.ratio, row.start, row.end, row.snapshot) == ("no_copy", 0.0, None, None, None)


@pytest.mark.django_db
def test_white_space_makes_no_other_passage_and_none_alone_is_none():
    source = make_source()
    first = only(source)
    assert passages.ensure([(source, f"  {WORDS.replace(' ', '  ')}\n"), (source, " \n"), (source, "")], now=NOW) == {
        (source.pk, first.digest): first
    }
    assert Passage.objects.count() == 1


@pytest.mark.django_db
def test_looking_saves_nothing():
    source = make_source()
    kept = copy(source, f"{WORDS}.")
    row = passages.look(source, WORDS, now=NOW)
    assert (row.pk, row.status, row.snapshot_id, row.digest) == (None, "exact", kept.pk, passage_digest(WORDS))
    assert passages.look(source, " ", now=NOW).status == "absent"
    assert passages.look(make_source(), WORDS, now=NOW).status == "no_copy"
    assert not Passage.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("size", [2, 9])
def test_the_number_of_queries_does_not_grow_with_that_of_the_passages(size, django_assert_num_queries):
    sources = [make_source() for _number in range(size)]
    for source in sources:
        copy(source, f"{WORDS}. Of {source.pk}.")
        copy(source, f"Something else of {source.pk}.", days=1)
    pairs = [(source, f"{words}") for source in sources for words in (WORDS, "Something else", "neither of these")]
    with django_assert_num_queries(4):
        rows = passages.ensure(pairs, now=NOW)
    assert len(rows) == 3 * size
    with django_assert_num_queries(1):
        assert passages.ensure(pairs, now=NOW) == rows
    with django_assert_num_queries(3):
        passages.renew(sources[0], now=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_that_write_the_same_passage_at_once_both_get_the_first(monkeypatch):
    source = make_source()
    copy(source, f"{WORDS}.")
    looked_for = passages._looked_for

    def overtaken(wanted, now):
        """Let somebody else write the row between our looking and our writing."""
        rows = looked_for(wanted, now)
        meanwhile.begin()
        meanwhile.end()
        return rows

    def write():
        with transaction.atomic():
            Passage.objects.bulk_create(looked_for({(source.pk, passage_digest(WORDS)): WORDS}, NOW))

    meanwhile = Meanwhile(write)
    monkeypatch.setattr(passages, "_looked_for", overtaken)
    row = only(source)
    assert Passage.objects.get() == row
    assert row.status == "exact"
