"""The public history of a release: what stood there, what was said of it, and nothing else."""

import gzip
from datetime import timedelta

import pytest
from django.urls import reverse

from pages.models import SiteSettings
from press.models import PressRelease
from publishing import corrections, operations, workflow, working_copies
from publishing.models import Status
from sources.models import Visibility
from tests.factories import cite, make_image, make_release, make_source, make_user
from tests.html import read, select, words

pytestmark = pytest.mark.django_db


def path_of(release, name="history", **arguments):
    return reverse(f"press:release-{name}", kwargs={"slug": release.slug, **arguments})


@pytest.fixture
def editor():
    return make_user(superuser=True)


def rewrite(release, editor, now, *, said=None, **fields):
    """Change something live as editors do: in a working copy that is applied, with a statement or without."""
    copy = working_copies.start(release, user=editor, now=now)
    for name, value in fields.items():
        setattr(copy, name, value)
    operations.store(copy, user=editor, now=now)
    details = {"correction": {"kind": "correction", "text": said}} if said else {}

    def also(live):
        corrections.add_after_apply(live, details, user=editor, now=now)

    working_copies.apply(copy, user=editor, now=now, also=also)
    release.refresh_from_db()


@pytest.fixture
def release(now, editor):
    """Return a release with three public versions, and a draft in its working copy."""
    start = now - timedelta(days=3)
    item = make_release(
        slug="dam", title="Dam leaks", body="<p>Built in 1978.</p><p>It leaks.</p>", now=start, publish_at=start
    )
    rewrite(item, editor, now - timedelta(days=2), title="Dam leaks badly")
    rewrite(
        item, editor, now - timedelta(days=1), body="<p>Built in 1987.</p><p>It leaks.</p>", said="It was not 1978."
    )
    copy = working_copies.start(item, user=editor, now=now)
    copy.title = "Secret of the working copy"
    operations.store(copy, user=editor, now=now)
    return item


def test_the_history_lists_what_readers_had_with_what_was_said_of_it(release, reader):
    page = read(reader.get(path_of(release)))
    entries = select(page, "li.history-entry")
    assert [words(select(entry, "h2")[0]) for entry in entries] == ["Version 3", "Version 2", "Version 1"]
    assert "stands there now" in words(entries[0])
    assert "It was not 1978." in words(entries[0])
    assert "What changed since version 2" in words(entries[0])
    assert "until" in words(entries[2])
    assert "What changed" not in words(entries[2])


def test_the_page_leads_to_its_history_where_there_is_one(release, reader):
    assert path_of(release) in reader.get(release.get_absolute_url()).content.decode()
    single = make_release()
    assert path_of(single) not in reader.get(single.get_absolute_url()).content.decode()
    assert len(select(read(reader.get(path_of(single))), "li.history-entry")) == 1


def test_an_earlier_version_says_so_and_is_no_page_for_search_engines(release, reader):
    answer = reader.get(path_of(release, "version", ordinal=1))
    page = read(answer)
    assert "This is an earlier version" in words(select(page, ".history-banner")[0])
    assert words(select(page, "h1")[0]) == "Dam leaks"
    assert "Built in 1978." in words(select(page, ".prose")[0])
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert page.xpath("//link[@rel='canonical']/@href") == [f"http://testserver{release.get_absolute_url()}"]
    current = read(reader.get(path_of(release, "version", ordinal=3)))
    assert "which stands on the page now" in words(select(current, ".history-banner")[0])


def test_two_versions_are_compared_in_one_text_with_a_legend(release, reader):
    page = read(reader.get(path_of(release, "comparison", old=1, new=3)))
    assert [words(one) for one in page.xpath("//main//section//del")] == ["[removed: 1978]"]
    assert [words(one) for one in page.xpath("//main//section//ins")] == ["[added: badly]", "[added: 1987]"]
    assert select(page, ".comparison-legend del")
    assert "It was not 1978." in words(page)
    assert not page.xpath("//script[@src]")


def test_nothing_of_drafts_or_working_copies_is_in_it(release, reader, now, editor):
    draft = make_release(slug="other", title="Before publication", status=Status.DRAFT, publish_at=None)
    operations.store(draft, user=editor, now=now)
    draft.title = "As published"
    operations.store(draft, user=editor, now=now)
    workflow.publish(draft, user=editor, now=now)
    pages = [
        path_of(release),
        *(path_of(release, "version", ordinal=number) for number in (1, 2, 3)),
        path_of(release, "comparison", old=1, new=2),
        path_of(draft),
        path_of(draft, "version", ordinal=1),
    ]
    for path in pages:
        text = reader.get(path).content.decode()
        assert "Secret of the working copy" not in text, path
        assert "Before publication" not in text, path


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("version", {"ordinal": 0}),
        ("version", {"ordinal": 4}),
        ("version", {"ordinal": 10**20}),
        ("comparison", {"old": 1, "new": 9}),
        ("comparison", {"old": 2, "new": 1}),
        ("comparison", {"old": 2, "new": 2}),
    ],
)
def test_versions_that_readers_never_had_are_not_found(release, reader, name, arguments):
    assert reader.get(path_of(release, name, **arguments)).status_code == 404


def test_pages_of_the_history_take_no_post(release, reader):
    for path in (
        path_of(release),
        path_of(release, "version", ordinal=1),
        path_of(release, "comparison", old=1, new=2),
    ):
        assert reader.post(path).status_code == 405


def test_a_withdrawn_release_has_no_history_and_begins_anew_when_it_is_published_again(release, reader, now, editor):
    pages = [path_of(release), path_of(release, "version", ordinal=1), path_of(release, "comparison", old=1, new=2)]
    workflow.withdraw(release, user=editor, now=now)
    for path in pages:
        assert reader.get(path).status_code == 404, path
    release.refresh_from_db()
    release.body = "<p>Without the name of the witness.</p>"
    operations.store(release, user=editor, now=now)
    workflow.publish(release, user=editor, now=now + timedelta(milliseconds=1))
    page = read(reader.get(path_of(release)))
    assert [words(one) for one in select(page, "li.history-entry h2")] == ["Version 4"]
    assert "1978" not in words(page) or "It was not 1978." in words(page)
    for path in pages[1:]:
        assert reader.get(path).status_code == 404, path
    assert reader.get(path_of(release, "version", ordinal=4)).status_code == 200
    assert path_of(release) not in reader.get(release.get_absolute_url()).content.decode()


def test_a_version_that_editors_keep_from_readers_is_named_and_not_shown(release, reader, now):
    release.versions.filter(number=1).update(is_withheld=True)
    page = read(reader.get(path_of(release)))
    oldest = select(page, "li.history-entry")[-1]
    assert "not shown any more" in words(oldest)
    assert not select(oldest, "a")
    assert reader.get(path_of(release, "version", ordinal=1)).status_code == 404
    assert reader.get(path_of(release, "comparison", old=1, new=2)).status_code == 404
    assert reader.get(path_of(release, "comparison", old=2, new=3)).status_code == 200


def test_a_source_that_is_kept_on_file_since_is_hidden_in_old_versions_too(reader, now, editor):
    source = make_source(
        title="Report by a witness", authors=[{"family": "Hidden", "given": "Name"}], url="https://example.org/hidden"
    )
    start = now - timedelta(days=1)
    marker = cite(source, locator="p. 99", passage="words of hers")
    item = make_release(slug="dam", body=f"<p>One{marker}.</p>", now=start, publish_at=start)
    rewrite(item, editor, now, body=f"<p>Two{marker.replace('99', '98')}.</p>")
    source.visibility = Visibility.ON_FILE
    source.save()
    operations.refresh(item, now=now)
    for path in (path_of(item, "version", ordinal=1), path_of(item, "comparison", old=1, new=2)):
        text = reader.get(path).content.decode()
        assert "Report by a witness" in text, path
        for hidden in ("Hidden", "example.org", "99", "words of hers"):
            assert hidden not in text.partition("<main")[2].partition("</main>")[0], (path, hidden)


def test_what_is_gone_and_what_staff_call_pictures_is_no_trap_and_no_leak(reader, now, editor):
    source, image = make_source(title="Gone report", publisher="Gone House"), make_image(title="Internal name")
    start = now - timedelta(days=1)
    body = f'<p>Words{cite(source)}</p><figure data-picture="{image.pk}" data-caption="The dam"></figure>'
    item = make_release(slug="dam", body=body, now=start, publish_at=start, lead_image=make_image(title="Internal too"))
    rewrite(item, editor, now, body="<p>Words</p>", lead_image=None)
    source.delete()
    image.delete()
    for path in (path_of(item, "version", ordinal=1), path_of(item, "comparison", old=1, new=2), path_of(item)):
        answer = reader.get(path)
        assert answer.status_code == 200, path
        for hidden in ("Gone report", "Gone House", "Internal", "<img"):
            assert hidden not in answer.content.decode().partition("<main")[2], (path, hidden)
    assert "[Picture: The dam]" not in reader.get(path_of(item, "version", ordinal=1)).content.decode()  # it is gone
    assert "no longer in our library" in reader.get(path_of(item, "comparison", old=1, new=2)).content.decode()


def test_pictures_of_old_versions_are_told_in_words(reader, now, editor):
    image = make_image(title="Internal name")
    start = now - timedelta(days=1)
    body = f'<p>Words</p><figure data-picture="{image.pk}" data-caption="The dam"></figure>'
    item = make_release(slug="dam", body=body, now=start, publish_at=start)
    rewrite(item, editor, now, body="<p>Words</p>")
    text = reader.get(path_of(item, "version", ordinal=1)).content.decode()
    assert "[Picture: The dam]" in text
    assert "<img" not in text.partition("<main")[2]


def test_a_history_belongs_to_the_edition_of_its_release(reader, now):
    item = make_release(slug="amb", language="hy")
    assert reader.get("/press/amb/versions/").url == "/hy/press/amb/versions/"
    assert reader.get("/press/amb/versions/1/").url == "/hy/press/amb/versions/1/"
    assert reader.get("/press/amb/versions/1-2/").url == "/hy/press/amb/versions/1-2/"
    assert reader.get("/hy/press/amb/versions/").status_code == 200
    assert item.language == "hy"


def test_a_statement_without_a_change_of_the_text_is_told_apart(release, reader, now):
    corrections.add(release, kind="clarification", text="The other dam is fine.", user=None, now=now)
    page = read(reader.get(path_of(release)))
    assert "The other dam is fine." in words(select(page, "section")[-1])


def test_what_is_scheduled_is_no_version_of_readers_before_its_second(reader, now, editor):
    item = make_release(slug="dam", status=Status.DRAFT, publish_at=None)
    workflow.publish(item, user=editor, now=now, publish_at=now + timedelta(hours=1))
    assert reader.get(path_of(item)).status_code == 404


@pytest.mark.parametrize("paragraphs", [30])
def test_a_history_of_two_hundred_versions_costs_few_queries_and_few_bytes(
    release, reader, now, paragraphs, django_assert_max_num_queries
):
    SiteSettings.objects.create(pk=1, name="Group")
    first = release.versions.get(number=1)
    sentence = "The river carries what the towns upstream let into it, and the towns downstream drink it. "
    long = first.content | {
        "fields": first.content["fields"]
        | {"body": "".join(f"<p>{number} {sentence * 6}</p>" for number in range(paragraphs))}
    }
    start, step = now - timedelta(days=300), timedelta(hours=1)
    last = release.versions.first().number
    release.versions.model.objects.bulk_create(
        release.versions.model(
            item=release,
            number=last + number,
            at=start + number * step,
            content=long,
            digest=str(number),
            public_from=start + number * step,
            public_until=start + (number + 1) * step,
        )
        for number in range(1, 201)
    )
    pages = {
        path_of(release): 8,
        path_of(release, "version", ordinal=200): 8,
        path_of(release, "comparison", old=1, new=201): 8,
    }
    reader.get("/")
    for path, most in pages.items():
        with django_assert_max_num_queries(most):
            answer = reader.get(path, headers={"Accept-Encoding": "gzip"})
        assert answer.status_code == 200, path
        assert len(answer.content) < 40 * 1024, path  # what is left of 60 KB beside the style sheets
        assert b"</html>" in gzip.decompress(answer.content)
        with django_assert_max_num_queries(1):
            reader.get(path)
    assert PressRelease.objects.count() == 2  # the release and its working copy
