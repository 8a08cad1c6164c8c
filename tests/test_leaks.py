"""Unpublished means 404 on every surface: one walk over every public address, for every status that hides.

What is hidden is not only absent by name: every public answer is the same, to the byte, as it was before the hidden items
were made. So no count, no filter, no date and no neighbour can tell of them.
"""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.utils import timezone

from press.models import PressRelease
from publishing import operations, preview_links, workflow, working_copies
from publishing.models import Redirect, Status
from tests.addresses import all_addresses
from tests.factories import make_campaign, make_release, make_user
from tests.hidden_world import (
    EDITIONS,
    KINDS,
    MARKS,
    SECRET,
    add_items,
    editions_of,
    hidden_states,
    make_open_site,
    make_world,
    path_of,
    paths_of_live,
    tie_to_open_items,
)

pytestmark = pytest.mark.django_db

STAFF_ONLY = ("admin:", "account_", "mfa_", "cite:", "pictures:", "body-actions:", "editor-links")
# A token of something else, such as that of a mail to confirm a signature, opens nothing; its form is the same.
TOKEN = "A" * 43
FORM_TOKEN = re.compile(r'name="token" value="[^"]*"')


def open_addresses(now):
    """Return the name and arguments of every public address that lists things, or belongs to an open item."""
    plain = ["home", "robots", "security-txt", "theme", "health", "sitemap", "news-sitemap", "feeds:index", "search"]
    plain += ["oembed"]
    plain += ["press:release-list", "campaigns:campaign-list", "sources:source-list", "tags:tag-list"]
    return [
        *((name, {}) for name in plain),
        *(
            ("feeds:feed", {"name": name, "extension": kind})
            for name in ("press", "campaigns", "corrections")
            for kind in ("rss", "atom", "json")
        ),
        ("press:release-year", {"year": now.year}),
        ("press:release-month", {"year": now.year, "month": now.month}),
        ("tags:tag-detail", {"slug": "rivers"}),
        ("tags:tag-feed", {"slug": "rivers", "extension": "json"}),
        ("tags:tag-sources", {"slug": "rivers", "extension": "json"}),
        *(("sources:library-export", {"extension": kind}) for kind in ("bib", "ris", "json")),
        ("me:link-ask", {}),
        ("me:link-sent", {}),
        *((f"me:{name}", {"token": TOKEN}) for name in ("own-page", "own-download", "own-erase")),
        ("me:subscription-end", {"token": TOKEN, "purpose": "news"}),
        ("preview:page", {"token": TOKEN}),
        ("preview:document", {"token": TOKEN, "pk": 1}),
    ]


QUERIES = {
    "/search/": (f"?q={SECRET[:5]}", f"?q={SECRET}&kind=release", "?q=Openness", "?q=Openness&tag=rivers", "?q=hidden"),
    "/sources/": (f"?publisher={SECRET}", "?type=report"),
    "/tags/rivers/": ("?kind=release", "?page=2"),
    "/press/": ("?page=2",),
    "/sitemap.xml": ("?page=1",),
    "/oembed/": tuple(
        f"?url=http://testserver/campaigns/{stem}-campaign/{stem}-petition/" for stem in ("open-en", "hidden-draft")
    ),
}


def public_paths(now, world):
    """Return every public path of the open site, in every edition that it has."""
    listing = [path_of("en", name, **arguments) for name, arguments in open_addresses(now)]
    asked = [path + query for path, queries in QUERIES.items() for query in queries]
    own = [path for path in world.addresses.values() if not path.startswith("/media/")]
    return list(dict.fromkeys([*(path for one in [*listing, *asked] for path in editions_of(one)), *own]))


def text_of(response):
    parts = list(response.streaming_content) if response.streaming else [response.content]
    for close in response._resource_closers:  # `close` itself would end the test's database connection too
        close()
    return b"".join(parts).decode("utf-8", "replace")


def told(reader, path):
    """Return all that an answer tells: its status, where it leads, its body without what differs each time anyway."""
    response = reader.get(path)
    return response.status_code, response.get("Location"), FORM_TOKEN.sub("", text_of(response))


def difference(before, after):
    """Return the lines that only one of two texts has; cheap where they are the same, as they should be."""
    return [] if before == after else sorted(set(before.splitlines()) ^ set(after.splitlines()))


def forget_pages():
    """Let every page be made anew: an answer from before would prove nothing."""
    caches["pages"].clear()


def marks_in(text):
    return [mark for mark in MARKS if mark in text]


def make_hidden(now, site):
    """Make items in every state that hides, in both editions, tied to the open ones; return their world."""
    world = make_world(SECRET, "hidden-")
    for edition in EDITIONS:
        states = hidden_states(now, site.live[edition])
        if edition != "en":
            # What does not differ by edition need not be made twice.
            states = {name: states[name] for name in ("scheduled", "draft", "withdrawn", "copy")}
        for position, (state, fields) in enumerate(states.items(), start=5):
            items = add_items(world, SECRET, "hidden-", language=edition, state=state, fields=fields)
            tie_to_open_items(items, site.items[edition], position=position)
            expires_at = now + timedelta(days=1)
            link = preview_links.make(items.release, recipient=SECRET, expires_at=expires_at, user=None, now=now)
            world.links.append(link)
    group = site.items["en"].release.translation_group
    hidden = {"title": f"{SECRET} translation", "slug": "hidden-translation", "status": Status.DRAFT}
    make_release(**hidden, language="ar", translation_group=group)
    return world


@pytest.fixture
def still(now):
    """Let the clocks stand still at a whole second."""
    at = now.replace(microsecond=0)
    with time_machine.travel(at, tick=False):
        yield at


@pytest.fixture
def site(still):
    """Return the public site, before anything hidden is made."""
    return make_open_site(still)


def test_every_public_address_is_walked(still, site):
    """A new address must be listed here: what it tells of hidden items is then looked at."""
    walked = {name for _edition, _state, name in site.world.addresses}
    walked |= {name for name, _arguments in open_addresses(still)}
    # Walked below with tokens and names that belong to hidden items.
    walked |= {"preview:picture", "campaigns:participation-confirm", "sources:snapshot-stamp"}
    # Machines post to it, and are told a number.
    walked |= {"mail-hook"}
    public = {address.name for address in all_addresses() if address.name and not address.name.startswith(STAFF_ONLY)}
    assert public == walked


def test_nothing_of_a_hidden_item_is_anywhere(still, site, reader):
    paths = [*public_paths(still, site.world), *paths_of_live(site)]
    before = {path: told(reader, path) for path in paths}
    # The reference must be of use: lists and pages are there, and tell of the open items.
    assert sum(status == 200 for status, _leads, _text in before.values()) > len(paths) / 2
    assert "Openness" in before["/press/"][2]
    hidden = make_hidden(still, site)
    forget_pages()
    for path in paths:
        status, leads, text = told(reader, path)
        assert (status, leads) == before[path][:2], path
        assert difference(before[path][2], text) == [], path
    for (edition, state, name), path in hidden.addresses.items():
        for address in editions_of(path) if edition == "en" and not path.startswith(("/go/", "/media/")) else [path]:
            status, leads, text = told(reader, address)
            assert (status, leads, marks_in(text)) == (404, None, []), (state, name, address)
    copy = hidden.source.snapshots.get()
    assert told(reader, path_of("en", "sources:snapshot-stamp", slug=hidden.source.slug, sha256=copy.sha256))[0] == 404
    for redirect in Redirect.objects.all():
        status, leads, text = told(reader, redirect.from_path)
        assert (status, leads, marks_in(text)) == (404, None, []), redirect.from_path


def test_whoever_has_no_token_of_their_own_sees_nothing_of_what_tokens_open(still, site, reader):
    hidden = make_hidden(still, site)
    rendition, document = hidden.image.renditions.first(), hidden.document
    petition = site.items["en"].petition
    action = {"campaign_slug": petition.campaign.slug, "slug": petition.slug}
    ours = preview_links.make(
        make_campaign(status=Status.DRAFT, publish_at=None),
        recipient="Somebody", expires_at=still + timedelta(days=1), user=None, now=still,
    )  # fmt: skip
    paths = [
        path_of("en", "preview:picture", token=TOKEN, name=rendition.file.name),
        path_of("en", "preview:document", token=TOKEN, pk=document.pk),
        path_of("en", "preview:picture", token=ours.token, name=rendition.file.name),
        path_of("en", "preview:document", token=ours.token, pk=document.pk),
        # Tokens of one kind open nothing of another.
        path_of("en", "campaigns:participation-confirm", **action, token=hidden.links[0].token),
    ]
    for path in paths:
        status, _leads, text = told(reader, path)
        assert status in (404, 410), path
        assert not marks_in(text), path
    # Who opens a link sees that item, and leaves nothing behind for others.
    assert SECRET in told(reader, path_of("en", "preview:page", token=hidden.links[0].token))[2]
    assert not marks_in(told(reader, "/press/")[2])


def test_a_text_that_names_a_hidden_action_shows_nothing_of_it(still, site, reader):
    hidden = make_campaign(title=SECRET, slug="hidden-campaign", status=Status.DRAFT, publish_at=None)
    action = hidden.actions.create(title=SECRET, slug="hidden-petition", text=SECRET)
    body = f'<p>Sign here.</p><div data-action="{action.pk}"></div>'
    release = make_release(body=body, slug="open-caller")
    for path in (release.get_absolute_url(), "/feeds/press.json", "/feeds/press.atom", "/search/?q=sign"):
        status, _leads, text = told(reader, path)
        assert (status, marks_in(text)) == (200, []), path


def test_everything_appears_on_the_second(still, reader):
    """The counterpart: the same walk finds all of it once the time has come, with full caches and no job running."""
    at = still + timedelta(minutes=5)
    world = make_world(SECRET, "hidden-")
    state = {kind: {"publish_at": at} for kind in KINDS}
    for edition in EDITIONS:
        add_items(world, SECRET, "hidden-", language=edition, state="scheduled", fields=state)
    listing = [
        "/", "/press/", f"/press/{at.year}/", f"/press/{at.year}/{at.month:02d}/", "/campaigns/", "/sources/", "/tags/",
        "/tags/rivers/", "/sitemap.xml", "/news-sitemap.xml", "/feeds/press.rss", "/feeds/press.json", "/feeds/corrections.json",
        "/feeds/campaigns.atom", "/search/?q=text", "/tags/rivers/feed.json", "/sources/all.bib",
        *(f"/hy{path}" for path in ("/", "/press/", "/campaigns/", "/tags/rivers/", "/feeds/press.atom")),
    ]  # fmt: skip
    with time_machine.travel(at - timedelta(milliseconds=1), tick=False):
        for path in world.addresses.values():
            assert told(reader, path)[0] == 404, path
        for path in listing:
            assert not marks_in(told(reader, path)[2]), path
    with time_machine.travel(at, tick=False):
        for (_edition, _state, name), path in world.addresses.items():
            # Of something new, there are no two versions to compare.
            assert told(reader, path)[0] in ((404,) if name == "press:release-comparison" else (200, 302)), path
        for path in listing:
            assert marks_in(told(reader, path)[2]), path


def test_changes_of_a_live_item_appear_on_their_second_with_full_caches(still, reader):
    at = still + timedelta(minutes=5)
    user = make_user()
    live = make_release(title="Old headline", slug="open-release")
    copy = working_copies.start(live, user=user, now=still)
    copy.title = f"{SECRET} headline"
    operations.store(copy, user=user, now=still)
    working_copies.schedule(copy, user=user, now=still, apply_at=at)
    paths = ("/press/open-release/", "/press/", "/", "/feeds/press.json", "/search/?q=number", "/news-sitemap.xml")
    with time_machine.travel(at - timedelta(milliseconds=1), tick=False):
        for path in paths:
            assert "Old headline" in told(reader, path)[2], path
    with time_machine.travel(at, tick=False):
        for path in paths:
            text = told(reader, path)[2]
            assert SECRET in text, path
            assert "Old headline" not in text, path


def test_an_item_unscheduled_a_second_before_never_appears_whatever_was_cached(still, reader):
    at = still + timedelta(minutes=5)
    release = make_release(slug="hidden-release", title=SECRET, tags=(SECRET,), publish_at=at)
    paths = ("/press/hidden-release/", "/press/", "/", "/feeds/press.json", "/sitemap.xml", "/tags/", "/hy/press/")
    with time_machine.travel(at - timedelta(seconds=1), tick=False):
        before = {path: told(reader, path) for path in paths}
        workflow.unschedule(release, user=make_user(), now=timezone.now())
    for seconds in (-1, 0, 1, 3600, 25 * 3600):
        with time_machine.travel(at + timedelta(seconds=seconds), tick=False):
            for path in paths:
                status, _leads, text = told(reader, path)
                assert status == before[path][0], (seconds, path)
                assert not marks_in(text), (seconds, path)
    assert PressRelease.objects.get().publish_at is None
