"""Of a source on file readers learn its name, and nothing else, at whatever address they look."""

import pytest
from django.utils import timezone

from campaigns.models import Demand
from publishing.models import Redirect, SearchDocument, Status
from sources import relations
from sources.models import OutsideCopy
from tests.factories import cite, make_campaign, make_page, make_release, make_source
from tests.hidden_world import EDITIONS, editions_of, make_open_site, path_of, paths_of_live
from tests.sources.text_copies import make_copy
from tests.test_leaks import public_paths, text_of

pytestmark = pytest.mark.django_db
SECRET = "Zwyxobel"
MARKS = (SECRET, SECRET.lower(), "10.5555/")
NAME = "Testimony of a fisher"


@pytest.fixture
def on_file():
    """Return a source on file, each of its fields full of a secret word."""
    source = make_source(
        title=NAME,
        slug=SECRET.lower(),
        visibility="on_file",
        is_listed=True,
        url=f"https://example.org/{SECRET}",
        doi=f"10.5555/{SECRET}",
        authors=[{"family": SECRET, "given": "Ann"}],
        editors=[{"literal": SECRET}],
        tags=(SECRET,),
        csl_extra={"abstract": SECRET},
        **dict.fromkeys(
            (
                *("publisher", "publisher_place", "container_title", "genre", "event_place", "archive", "pages"),
                *("summary", "note", "reliability_note", "title_short", "number", "section"),
            ),
            SECRET,
        ),
    )
    make_copy(source, f"{SECRET} said so.")
    OutsideCopy.objects.create(source=source, url=f"https://web.archive.org/{SECRET}", noted_at=timezone.now())
    return source


def test_nothing_but_the_name_is_at_any_public_address(on_file, reader, now):
    site = make_open_site(now)
    public, taken = make_source(title="Public report"), make_source(title="Cited by way of it")
    for one, other, kind in ((on_file, public, "cites"), (public, on_file, "cites"), (public, on_file, "related")):
        relations.relate(one, other, kind=kind, user=None, now=now, locator=SECRET, note=SECRET)
    via = (
        f'<sup data-cite="{taken.pk}" data-locator="" data-label="" data-passage="{SECRET} said" '
        f'data-via="{on_file.pk}"></sup>'
    )
    text = f"<p>Words{cite(on_file, passage=f'{SECRET} said so')} and more{cite(public)} and {via}</p>"
    texts = {"title": "Openness of fishers", "body": text, "tags": ("rivers",)}
    items = [make(**texts) for make in (make_release, make_campaign)]
    items.append(make_page(title="Openness in rules", body="<p>Words</p>"))
    Demand.objects.create(campaign=items[1], text="Listen", legal_basis=on_file)
    own = [item.get_absolute_url() for item in items]
    own += [f"{own[0]}versions/", f"{own[0]}versions/1/", public.get_absolute_url(), taken.get_absolute_url()]
    asked = [f"/search/?q={SECRET}", f"/sources/?tag={SECRET.lower()}", f"/search/?q=words&tag={SECRET.lower()}"]
    asked += [f"/sources/?publisher={SECRET}", "/search/?q=testimony+fisher", "/sources/?page=1", "/sitemap.xml?page=1"]
    paths = [
        *public_paths(now, site.world),
        *paths_of_live(site),
        *(one for path in [*own, *asked] for one in editions_of(path)),
    ]
    named = 0
    for path in dict.fromkeys(paths):
        answer = reader.get(path)
        told = text_of(answer)
        # A page that was asked for the word itself shows what was asked for.
        echoed = SECRET.lower() in path.lower()
        assert not [mark for mark in MARKS if mark in told and not (echoed and mark in (SECRET, SECRET.lower()))], path
        named += NAME in told
    assert named >= 2 * len(EDITIONS) - 1  # the release and the campaign name it
    assert SECRET not in reader.get("/search/?q=testimony+fisher").content.decode()


def test_its_own_addresses_are_not_found_and_lead_nowhere(on_file, reader, now):
    make_release(body=f"<p>Words{cite(on_file)}</p>")
    sha256 = on_file.snapshots.get().sha256
    slug = {"slug": on_file.slug}
    paths = [path_of("en", "sources:source-detail", **slug)]
    paths += [path_of("en", "sources:source-export", extension=kind, **slug) for kind in ("bib", "ris", "json")]
    paths += [path_of("en", f"sources:snapshot-{end}", sha256=sha256, **slug) for end in ("detail", "download")]
    paths += [path_of("en", "tags:tag-detail", slug=SECRET.lower())]
    old = make_source(title="Was public", is_listed=True)
    Redirect.objects.create(from_path="/sources/before/", to_path=paths[0], reason="moved", created_at=now)
    for path in [*paths, "/sources/before/"]:
        for edition in editions_of(path):
            answer = reader.get(edition)
            assert (answer.status_code, answer.get("Location")) == (404, None), edition
            assert SECRET not in text_of(answer).replace(edition, "")
    assert not SearchDocument.objects.filter(kind="sources.source", object_id=on_file.pk).exists()
    assert reader.get(old.get_absolute_url()).status_code == 200


def test_a_draft_that_cites_it_names_it_nowhere(on_file, reader):
    make_release(status=Status.DRAFT, body=f"<p>Words{cite(on_file)}</p>")
    for path in ("/", "/sources/", "/sitemap.xml", "/search/?q=testimony"):
        assert NAME not in reader.get(path).content.decode()
